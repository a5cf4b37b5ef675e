#include "models/room_plan.h"

#include <catch2/catch.hpp>

namespace orrery::gui {
namespace {

constexpr int kWish = 700;

TEST_CASE("on a large window the editor has what it wishes beside every column") {
  CHECK(planRoom(1920, kWish, 1) == RoomPlan{true, true, false, kWish});
  CHECK(planRoom(3840, 1280, 1) == RoomPlan{true, true, false, 1280});
}

TEST_CASE("the columns give way before the stage does, the story first") {
  CHECK(planRoom(1600, kWish, 1) == RoomPlan{false, true, false, kWish});
  CHECK(planRoom(1400, kWish, 1) == RoomPlan{false, true, false, 540});
  CHECK(planRoom(1280, kWish, 1) == RoomPlan{false, false, false, kWish});
}

TEST_CASE("at any width the stage beside the editor keeps its least width, and below that the editor goes under it") {
  for (const double scale : {1.0, 1.6})
    for (int width = 400; width < 4000; width += 7) {
      const RoomPlan plan = planRoom(width, kWish, scale);
      INFO("width " << width << ", scale " << scale);
      if (plan.isUnder) {
        CHECK(width < (520 + 440) * scale + 1);
        continue;
      }
      const int columns = (plan.hasStory ? 300 : 0) + (plan.hasRight ? 340 : 0);
      CHECK(width - columns - plan.editor >= 520 * scale - 1);
      CHECK(plan.editor >= 440);
    }
}

}  // namespace
}  // namespace orrery::gui
