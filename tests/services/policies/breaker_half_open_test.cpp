// resilience4j's rules of half-open and of what comes back late, one by one.
#include <catch2/catch.hpp>

#include "services/policies/breaker_fixture.h"

using namespace orrery;
using namespace orrery::literals;
using namespace orrery::test;

TEST_CASE("half-open refuses the calls above its permits, though none of the probes is back") {
  WatchedBreaker breaker(small_breaker());
  half_open(breaker);
  CHECK(breaker->try_acquire(at(7_s)));
  CHECK(breaker->try_acquire(at(7_s)));
  CHECK_FALSE(breaker->try_acquire(at(7_s)));
  CHECK(breaker->counts(at(7_s)).refused == 1);
}

TEST_CASE("a probe that comes back does not free a permit") {
  WatchedBreaker breaker(small_breaker());
  half_open(breaker);
  breaker->on_success(at(7_s), 1_ms);
  CHECK(breaker->permits_left() == 2);
}

TEST_CASE("half-open judges at as many results as it has permits, in a fresh window") {
  BreakerSettings settings = small_breaker();
  settings.half_open_calls = 4;
  const auto after = [&](int failures) {
    WatchedBreaker breaker(settings);
    half_open(breaker);
    CHECK(breaker.window(at(7_s)).calls == 0);
    breaker->on_success(at(7_s), 1_ms);
    breaker.fail(at(7_s), failures);
    breaker.succeed(at(7_s), 2 - failures);
    CHECK(breaker->state() == BreakerState::half_open);
    breaker.succeed(at(7_s));
    return breaker->state();
  };
  CHECK(after(2) == BreakerState::open);
  CHECK(after(1) == BreakerState::closed);
  CHECK(after(0) == BreakerState::closed);
}

TEST_CASE("half-open judges at the minimum of calls where that is less than its permits") {
  BreakerSettings settings = small_breaker();
  settings.half_open_calls = 10;
  WatchedBreaker breaker(settings);
  half_open(breaker);
  breaker->on_success(at(7_s), 1_ms);
  breaker.succeed(at(7_s), 3);
  CHECK(breaker->state() == BreakerState::closed);
}

TEST_CASE("a breaker that closes starts with an empty window") {
  WatchedBreaker breaker(small_breaker());
  half_open(breaker);
  breaker->on_success(at(7_s), 1_ms);
  breaker.succeed(at(7_s), 2);
  REQUIRE(breaker->state() == BreakerState::closed);
  CHECK(breaker.last_reason() == BreakerReason::probes_held);
  CHECK(breaker->counts(at(7_s)) == BreakerCounts());
  CHECK(breaker.changes().back().counts.window.calls == 3);
}

TEST_CASE("slow probes open a breaker again") {
  WatchedBreaker breaker(small_breaker());
  half_open(breaker);
  breaker->on_success(at(7_s), 1_s);
  breaker.succeed(at(7_s), 2, 1_s);
  CHECK(breaker->state() == BreakerState::open);
  CHECK(breaker.last_reason() == BreakerReason::slow_rate);
}

TEST_CASE("probes that never come back keep a breaker half-open for ever") {
  WatchedBreaker breaker(small_breaker());
  half_open(breaker);
  CHECK(breaker->try_acquire(at(7_s)));
  CHECK(breaker->try_acquire(at(7_s)));
  CHECK_FALSE(breaker->next_transition());
  breaker->on_timer(at(1000_s));
  CHECK_FALSE(breaker->try_acquire(at(1000000_s)));
  CHECK(breaker->state() == BreakerState::half_open);
}

TEST_CASE("with a maximal wait, half-open opens again when it is over") {
  BreakerSettings settings = small_breaker();
  settings.half_open_wait = 2_s;
  WatchedBreaker breaker(settings);
  half_open(breaker);
  REQUIRE(breaker->next_transition() == at(9_s));
  breaker->on_timer(at(9_s) - 1_ns);
  CHECK(breaker->state() == BreakerState::half_open);
  breaker->on_timer(at(9_s));
  CHECK(breaker->state() == BreakerState::open);
  CHECK(breaker.last_reason() == BreakerReason::half_open_wait_over);
  CHECK_FALSE(breaker->try_acquire(at(14_s)));
  CHECK(breaker->try_acquire(at(14_s + 1_ns)));
}

TEST_CASE("late results in half-open are counted as probes' without having taken a permit") {
  WatchedBreaker breaker(small_breaker());
  for (int i = 0; i < 3; ++i) REQUIRE(breaker->try_acquire(at(0_s)));
  half_open(breaker);
  for (int i = 0; i < 3; ++i) {
    CHECK(breaker->permits_left() == 2);
    breaker->on_error(at(7_s), 7_s);
  }
  CHECK(breaker->state() == BreakerState::open);
  CHECK(breaker.changes().back().counts.window.calls == 3);
}

TEST_CASE("a released call gives its permit back in half-open, and is counted nowhere") {
  WatchedBreaker breaker(small_breaker());
  half_open(breaker);
  breaker->release(at(7_s));
  CHECK(breaker->permits_left() == 3);
  CHECK(breaker.window(at(7_s)).calls == 0);
}

TEST_CASE("a call released in half-open that was let through before leaves one permit more than there were") {
  WatchedBreaker breaker(small_breaker());
  REQUIRE(breaker->try_acquire(at(0_s)));
  half_open(breaker);
  breaker->release(at(7_s));
  breaker->release(at(7_s));
  CHECK(breaker->permits_left() == 4);
}
