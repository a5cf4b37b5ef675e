#include "run/story_clock.h"

#include <algorithm>
#include <cmath>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "support/property.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::holds;

namespace {

// What a reader reads, in milliseconds.
std::int64_t milliseconds(const std::string& text) {
  const double number = std::stod(text);
  return std::llround(text.ends_with(" ms") ? number : number * 1000);
}

}  // namespace

TEST_CASE("the duration between two instants is the difference of what the clock shows") {
  holds([](std::uint32_t a, std::uint32_t b) {
    const auto [early, late] = std::minmax(a, b);
    const Instant from = Instant::nanoseconds(std::int64_t{early} * 10);
    const Instant to = Instant::nanoseconds(std::int64_t{late} * 10);
    if (to - from < 1_ms) return;
    RC_ASSERT(milliseconds(kTurnClock.between(from, to)) ==
              milliseconds(kTurnClock.text(to)) - milliseconds(kTurnClock.text(from)));
  });
}

TEST_CASE("what is shorter than a step of the clock is told for itself") {
  CHECK(kTurnClock.between(Instant::at(1_s), Instant::at(1_s + 100_us)) == "100 us");
  CHECK(kTurnClock.between(Instant::at(Duration::microseconds(1499)), Instant::at(Duration::microseconds(1501))) ==
        "2.00 us");
  CHECK(kMessageClock.between(Instant::at(1_s), Instant::at(1_s + 1994_us)) == "1.994 ms");
  CHECK(kTurnClock.between(Instant(), Instant::at(2_s)) == "2 s");
  CHECK(kTurnClock.between(Instant::at(2_s), Instant::at(2_s)) == "0 s");
}
