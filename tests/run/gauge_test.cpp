#include "run/gauge.h"

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

namespace {
constexpr Instant at(Duration t) { return Instant::at(t); }
}  // namespace

TEST_CASE("a gauge counts only the time within its window") {
  Gauge gauge({at(1_s), at(3_s)}, 0);
  gauge.set(at(2_s), 4);
  gauge.advance(at(10_s));
  CHECK(gauge.time_at_zero() == 1_s);
  CHECK(gauge.mean() == 2.0);
  CHECK(gauge.maximum() == 4);
}

TEST_CASE("a value that a gauge has for no time has not held") {
  Gauge gauge({}, 1);
  gauge.set(at(1_s), 0);
  gauge.set(at(1_s), 9);
  gauge.set(at(1_s), 2);
  gauge.advance(at(2_s));
  CHECK(gauge.time_at_zero() == 0_s);
  CHECK(gauge.maximum() == 2);
  CHECK(gauge.mean() == 1.5);
}

TEST_CASE("the longest stretch at zero is not the sum of the stretches") {
  Gauge gauge({}, 0);
  gauge.set(at(2_s), 1);
  gauge.set(at(3_s), 0);
  gauge.set(at(4_s), 0);
  gauge.set(at(8_s), 1);
  gauge.advance(at(9_s));
  CHECK(gauge.time_at_zero() == 7_s);
  CHECK(gauge.longest_at_zero() == 5_s);
}

TEST_CASE("a gauge that was never in its window has no mean and no time") {
  Gauge gauge({at(5_s), at(6_s)}, 3);
  gauge.advance(at(4_s));
  CHECK(gauge.mean() == 0);
  CHECK(gauge.maximum() == 0);
}
