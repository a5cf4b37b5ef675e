#include <catch2/catch.hpp>

#include "core/random.h"
#include "engine/node_clock.h"

using namespace orrery;
using namespace orrery::literals;

TEST_CASE("a clock without drift shows the true time") {
  const NodeClock clock;
  CHECK(clock.local(Instant::at(7_s)) == Instant::at(7_s));
  CHECK(clock.truth(Instant::at(7_s)) == Instant::at(7_s));
}

TEST_CASE("a clock that gains 100 ppm is ahead by 0.1 ms after a second") {
  NodeClock clock;
  clock.set_drift(Instant(), 100'000);
  CHECK(clock.local(Instant::at(1_s)) == Instant::at(1_s + 100_us));
}

TEST_CASE("a change of drift leaves the clock continuous") {
  NodeClock clock;
  clock.set_drift(Instant(), 250'000'000);
  const Instant before = clock.local(Instant::at(3_s));
  clock.set_drift(Instant::at(3_s), -500'000'000);
  CHECK(clock.local(Instant::at(3_s)) == before);
  CHECK(clock.local(Instant::at(5_s)) == before + 1_s);
}

TEST_CASE("truth is the first instant at which the clock shows the asked time") {
  RandomStream random(1, 2);
  for (int trial = 0; trial < 10'000; ++trial) {
    NodeClock clock;
    const Instant base = Instant::nanoseconds(random.between(0, 1'000'000'000'000));
    clock.set_drift(base, random.between(-999'000'000, 2'000'000'000));
    const Instant wanted = clock.local(base) + Duration::nanoseconds(random.between(1, 1'000'000'000'000));
    const Instant truth = clock.truth(wanted);
    REQUIRE(clock.local(truth) >= wanted);
    REQUIRE(clock.local(truth - 1_ns) < wanted);
  }
}

TEST_CASE("skew moves the wall clock and leaves the monotonic one") {
  NodeClock clock;
  clock.set_skew(-2_s);
  CHECK(clock.wall(Instant::at(5_s)) == Instant::at(3_s));
  CHECK(clock.local(Instant::at(5_s)) == Instant::at(5_s));
}
