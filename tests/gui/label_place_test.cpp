#include "models/label_place.h"

#include <catch2/catch.hpp>

namespace orrery::gui {
namespace {

TEST_CASE("a text stands at the left of its room where nothing is in its way") {
  CHECK(labelLeft({10, 100}, 30, {}) == 10);
  CHECK(labelLeft({10, 100}, 30, {{40, 50}, {0, 10}}) == 10);
}

TEST_CASE("a text moves past what is in its way, also where that is told in any order") {
  CHECK(labelLeft({10, 100}, 30, {{20, 25}}) == 25);
  CHECK(labelLeft({10, 100}, 30, {{50, 60}, {20, 25}}) == 60);
  CHECK(labelLeft({10, 100}, 30, {{5, 55}, {20, 25}}) == 55);
}

TEST_CASE("a text for which there is no clear place stays at the left, and is known not to be clear") {
  CHECK(labelLeft({10, 100}, 30, {{20, 25}, {40, 80}}) == 10);
  CHECK_FALSE(isClear({10, 40}, {{20, 25}}));
  CHECK(isClear({25, 55}, {{20, 25}}));
}

}  // namespace
}  // namespace orrery::gui
