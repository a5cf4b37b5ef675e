// Hystrix's rules, one by one.
#include <catch2/catch.hpp>

#include "services/policies/breaker_fixture.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::at;
using orrery::test::WatchedBreaker;

namespace {

const BreakerSettings kDefaults = BreakerSettings::hystrix();

// Opened by the snapshot at 500 ms.
void trip(WatchedBreaker& breaker) {
  breaker.fail(at(100_ms), 20);
  breaker->on_timer(at(500_ms));
  REQUIRE(breaker->state() == BreakerState::open);
}

void start_probe(WatchedBreaker& breaker) {
  trip(breaker);
  REQUIRE(breaker->try_acquire(at(6_s)));
  REQUIRE(breaker->state() == BreakerState::half_open);
}

}  // namespace

TEST_CASE("Hystrix judges only at its snapshots, 500 ms apart") {
  WatchedBreaker breaker(kDefaults);
  breaker.fail(at(100_ms), 30);
  CHECK(breaker->state() == BreakerState::closed);
  REQUIRE(breaker->next_transition() == at(500_ms));
  CHECK(breaker->try_acquire(at(500_ms) - 1_ns));
  CHECK_FALSE(breaker->try_acquire(at(500_ms)));
  CHECK(breaker->state() == BreakerState::open);
  CHECK(breaker.last_reason() == BreakerReason::failure_rate);
}

TEST_CASE("Hystrix counts the intervals between its snapshots from when the breaker was made") {
  WatchedBreaker breaker(kDefaults, at(1230_ms));
  breaker.fail(at(1500_ms), 20);
  CHECK(breaker->next_transition() == at(1730_ms));
}

TEST_CASE("Hystrix gives no verdict below 20 calls, and wakes its owner only for one") {
  WatchedBreaker breaker(kDefaults);
  breaker.fail(at(100_ms), 19);
  CHECK_FALSE(breaker->next_transition());
  breaker->on_timer(at(1_s));
  CHECK(breaker->state() == BreakerState::closed);
  breaker.fail(at(1_s));
  breaker->on_timer(at(1500_ms));
  CHECK(breaker->state() == BreakerState::open);
}

TEST_CASE("Hystrix opens at half of the calls failed, not below") {
  const auto after = [](int failures) {
    WatchedBreaker breaker(kDefaults);
    breaker.succeed(at(100_ms), 100 - failures);
    breaker.fail(at(100_ms), failures);
    breaker->on_timer(at(500_ms));
    return breaker->state();
  };
  CHECK(after(49) == BreakerState::closed);
  CHECK(after(50) == BreakerState::open);
}

TEST_CASE("a Hystrix breaker whose old successes expire opens at the snapshot that no longer sees them") {
  WatchedBreaker breaker(kDefaults);
  breaker.succeed(at(100_ms), 40);
  breaker.fail(at(9_s), 20);
  breaker->on_timer(at(9500_ms));
  CHECK(breaker->state() == BreakerState::closed);
  SECTION("with a timer") { breaker->on_timer(at(10_s)); }
  SECTION("at the first call after it") { CHECK_FALSE(breaker->try_acquire(at(12300_ms))); }
  CHECK(breaker->state() == BreakerState::open);
}

TEST_CASE("a Hystrix breaker forgets what is ten seconds old") {
  WatchedBreaker breaker(kDefaults);
  breaker.fail(at(100_ms), 19);
  breaker.fail(at(10_s));
  breaker->on_timer(at(10500_ms));
  CHECK(breaker->state() == BreakerState::closed);
  CHECK(breaker.window(at(10500_ms)).calls == 1);
}

TEST_CASE("Hystrix probes strictly after the sleep window, with one call") {
  WatchedBreaker breaker(kDefaults);
  trip(breaker);
  CHECK_FALSE(breaker->next_transition());
  CHECK_FALSE(breaker->try_acquire(at(5500_ms)));
  CHECK(breaker->try_acquire(at(5500_ms + 1_ns)));
  CHECK(breaker->state() == BreakerState::half_open);
  CHECK_FALSE(breaker->try_acquire(at(6_s)));
  CHECK_FALSE(breaker->try_acquire(at(1000_s)));
}

TEST_CASE("a Hystrix probe that succeeds closes the breaker and discards its metrics") {
  WatchedBreaker breaker(kDefaults);
  start_probe(breaker);
  breaker->on_success(at(6_s), 1_ms);
  CHECK(breaker->state() == BreakerState::closed);
  CHECK(breaker->counts(at(6_s)) == BreakerCounts());
  CHECK(breaker->try_acquire(at(7_s)));
}

TEST_CASE("a Hystrix probe that fails opens the breaker for another sleep window") {
  WatchedBreaker breaker(kDefaults);
  start_probe(breaker);
  breaker->on_error(at(7_s), 1_s);
  CHECK(breaker->state() == BreakerState::open);
  CHECK(breaker.last_reason() == BreakerReason::probe_failed);
  CHECK_FALSE(breaker->try_acquire(at(12_s)));
  CHECK(breaker->try_acquire(at(12_s + 1_ns)));
}

TEST_CASE("a Hystrix probe that is given up opens the breaker again") {
  WatchedBreaker breaker(kDefaults);
  start_probe(breaker);
  breaker->release(at(7_s));
  CHECK(breaker->state() == BreakerState::open);
}

TEST_CASE("a late result decides a Hystrix breaker that is half-open as the probe's would, and not one that is open") {
  WatchedBreaker breaker(kDefaults);
  REQUIRE(breaker->try_acquire(at(0_s)));
  REQUIRE(breaker->try_acquire(at(0_s)));
  trip(breaker);
  breaker->on_success(at(1_s), 1_s);
  CHECK(breaker->state() == BreakerState::open);
  REQUIRE(breaker->try_acquire(at(6_s)));
  breaker->on_success(at(6_s), 6_s);
  CHECK(breaker->state() == BreakerState::closed);
}

TEST_CASE("a Hystrix breaker obeys the same orders") {
  WatchedBreaker breaker(kDefaults);
  breaker->force_open(at(1_s));
  CHECK_FALSE(breaker->try_acquire(at(100_s)));
  breaker->disable(at(100_s));
  breaker.fail(at(100_s), 50);
  CHECK(breaker->counts(at(100_s)) == BreakerCounts());
  breaker->measure_only(at(100_s));
  breaker.fail(at(100_s), 50);
  breaker->on_timer(at(101_s));
  CHECK(breaker->state() == BreakerState::metrics_only);
  CHECK(breaker.window(at(101_s)).failed == 50);
  breaker->reset(at(101_s));
  CHECK(breaker->state() == BreakerState::closed);
  CHECK(breaker.changes().size() == 4);
}
