#include "core/time.h"

#include <string>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "support/property.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::holds;

TEST_CASE("a duration is shown with three digits in the unit that keeps them readable") {
  CHECK(to_text(0_ns) == "0 ns");
  CHECK(to_text(999_ns) == "999 ns");
  CHECK(to_text(1_us) == "1.00 us");
  CHECK(to_text(1500_us) == "1.50 ms");
  CHECK(to_text(183_ms) == "183 ms");
  CHECK(to_text(2400_ms) == "2.40 s");
  CHECK(to_text(-2400_ms) == "-2.40 s");
  CHECK(to_text(3600_s) == "3600 s");
  CHECK(to_text(Duration::max()) == "9223372037 s");
}

TEST_CASE("rounding to three digits moves on to the next unit") {
  CHECK(to_text(Duration::nanoseconds(999'400)) == "999 us");
  CHECK(to_text(Duration::nanoseconds(999'600)) == "1.00 ms");
  CHECK(to_text(Duration::nanoseconds(9'996'000)) == "10.0 ms");
  CHECK(to_text(Duration::nanoseconds(99'960'000)) == "100 ms");
}

TEST_CASE("instants and durations are rounded by one rule, half away from zero") {
  CHECK(nearest_count(1499_us, 1_ms) == 1);
  CHECK(nearest_count(1500_us, 1_ms) == 2);
  CHECK(nearest_count(-1499_us, 1_ms) == -1);
  CHECK(nearest_count(-1500_us, 1_ms) == -2);
  CHECK(nearest_count(0_ms, 1_ms) == 0);
  CHECK(to_text(Duration::microseconds(134'500)) == "135 ms");
  CHECK(to_text(Instant::at(Duration::microseconds(134'500))) == "0.135 s");
  holds([](std::int64_t count, std::uint32_t step_less_one) {
    const Duration duration = Duration::nanoseconds(count / 2);
    const Duration step = Duration::nanoseconds(std::int64_t{step_less_one} + 1);
    const Duration nearest = step * nearest_count(duration, step);
    RC_ASSERT(2 * (nearest - duration) <= step);
    RC_ASSERT(2 * (duration - nearest) <= step);
  });
}

TEST_CASE("an instant is shown with the decimals that its step asks for") {
  CHECK(to_text(Instant()) == "0.000 s");
  CHECK(to_text(Instant::at(2041_ms)) == "2.041 s");
  CHECK(to_text(Instant::nanoseconds(2'041'999'999)) == "2.042 s");
  CHECK(to_text(Instant::nanoseconds(2'041'999'999), 1_us) == "2.042000 s");
  CHECK(to_text(Instant::nanoseconds(2'041'999'999), 1_ns) == "2.041999999 s");
  CHECK(to_text(Instant::nanoseconds(2'500'000'000), 1_s) == "3 s");
}

TEST_CASE("instants in order never read in the other order") {
  holds([](std::uint32_t a, std::uint32_t b) {
    const auto [early, late] = std::minmax(a, b);
    const std::string first = to_text(Instant::nanoseconds(std::int64_t{early} * 1000));
    const std::string second = to_text(Instant::nanoseconds(std::int64_t{late} * 1000));
    RC_ASSERT(std::stod(first) <= std::stod(second));
  });
}

TEST_CASE("seconds are rounded to the next whole nanosecond, half away from zero") {
  CHECK(Duration::from_seconds(1.5e-9) == 2_ns);
  CHECK(Duration::from_seconds(-1.5e-9) == -2_ns);
  CHECK(Duration::from_seconds(0.3) == 300_ms);
  holds([](std::int32_t milliseconds) {
    const Duration duration = Duration::milliseconds(milliseconds);
    RC_ASSERT(Duration::from_seconds(duration.seconds()) == duration);
  });
}

TEST_CASE("durations and instants add, subtract and divide in whole nanoseconds") {
  CHECK(1_s + 1_ms == 1001_ms);
  CHECK(1_s / 3 == 333'333'333_ns);
  CHECK(10_ms / 3_ms == 3);
  CHECK(10_ms % 3_ms == 1_ms);
  CHECK(Instant::at(5_s) - Instant::at(2_s) == 3_s);
  CHECK(Instant::at(5_s) - 2_s == Instant::at(3_s));
  CHECK(Instant::at(1_s) < Instant::max());
}

TEST_CASE("seconds beyond what a duration can hold are cut, and may still be added up") {
  const Duration longest = Duration::from_seconds(1e30);
  CHECK(longest == Duration::nanoseconds(std::int64_t{1} << 61));
  CHECK(Duration::from_seconds(-1e30) == -longest);
  CHECK(longest + longest > longest);
  CHECK(Duration::from_seconds(2e9).nanoseconds() == 2'000'000'000'000'000'000);
}
