// resilience4j's rules of closed and open, of the window and of orders, one by one.
#include <optional>

#include <catch2/catch.hpp>

#include "services/policies/breaker_fixture.h"

using namespace orrery;
using namespace orrery::literals;
using namespace orrery::test;

TEST_CASE("no number of failures below the minimum of calls opens a breaker") {
  WatchedBreaker breaker(small_breaker());
  breaker.fail(at(1_s), 3);
  CHECK(breaker->state() == BreakerState::closed);
  breaker.fail(at(1_s));
  CHECK(breaker->state() == BreakerState::open);
  CHECK(breaker.last_reason() == BreakerReason::failure_rate);
}

TEST_CASE("a minimum above a window of calls is the window's size; above a window of time it stands") {
  BreakerSettings settings = small_breaker();
  settings.calls_min = 50;
  WatchedBreaker of_calls(settings);
  of_calls.fail(at(1_s), 9);
  CHECK(of_calls->state() == BreakerState::closed);
  of_calls.fail(at(1_s));
  CHECK(of_calls->state() == BreakerState::open);

  settings.window_time = 10_s;
  WatchedBreaker of_time(settings);
  of_time.fail(at(1_s), 49);
  CHECK(of_time->state() == BreakerState::closed);
  of_time.fail(at(1_s));
  CHECK(of_time->state() == BreakerState::open);
}

TEST_CASE("a rate that is equal to its threshold opens a breaker") {
  WatchedBreaker breaker(small_breaker());
  breaker.succeed(at(1_s), 3);
  breaker.fail(at(1_s), 2);
  CHECK(breaker->state() == BreakerState::closed);
  breaker.fail(at(1_s));
  CHECK(breaker->state() == BreakerState::open);
}

TEST_CASE("a call is slow only when it takes longer than the threshold") {
  WatchedBreaker breaker(small_breaker());
  breaker.succeed(at(1_s), 1, 100_ms);
  CHECK(breaker.window(at(1_s)).slow == 0);
  breaker.succeed(at(1_s), 1, 100_ms + 1_ns);
  CHECK(breaker.window(at(1_s)).slow == 1);
}

TEST_CASE("slow and failed are judged apart: neither adds to the other's rate") {
  BreakerSettings settings = small_breaker();
  settings.slow_rate = 0.5;
  WatchedBreaker apart(settings);
  apart.succeed(at(1_s), 2);
  apart.succeed(at(1_s), 1, 1_s);
  apart.fail(at(1_s), 1);
  CHECK(apart->state() == BreakerState::closed);

  WatchedBreaker slow(settings);
  slow.succeed(at(1_s), 4, 1_s);
  CHECK(slow.last_reason() == BreakerReason::slow_rate);

  WatchedBreaker both(settings);
  both.fail(at(1_s), 4, 1_s);
  CHECK(both.last_reason() == BreakerReason::both_rates);
}

TEST_CASE("a success can open a breaker: the rates are tested after every outcome") {
  WatchedBreaker breaker(small_breaker());
  breaker.fail(at(1_s), 3);
  CHECK(breaker->state() == BreakerState::closed);
  breaker.succeed(at(1_s));
  CHECK(breaker->state() == BreakerState::open);
}

TEST_CASE("open ends with the first call strictly after the wait, not by itself") {
  WatchedBreaker breaker(small_breaker());
  open(breaker);
  CHECK_FALSE(breaker->next_transition());
  CHECK_FALSE(breaker->try_acquire(at(6_s)));
  breaker->on_timer(at(20_s));
  CHECK(breaker->state() == BreakerState::open);
  CHECK(breaker->try_acquire(at(6_s) + 14_s + 1_ns));
  CHECK(breaker->state() == BreakerState::half_open);
}

TEST_CASE("open lets a call through one nanosecond after the wait") {
  WatchedBreaker breaker(small_breaker());
  open(breaker);
  CHECK(breaker->try_acquire(at(6_s + 1_ns)));
}

TEST_CASE("an automatic breaker is half-open at the end of the wait, when its owner's timer fires") {
  BreakerSettings settings = small_breaker();
  settings.automatic = true;
  WatchedBreaker breaker(settings);
  CHECK_FALSE(breaker->next_transition());
  open(breaker);
  REQUIRE(breaker->next_transition() == at(6_s));
  breaker->on_timer(at(6_s) - 1_ns);
  CHECK(breaker->state() == BreakerState::open);
  breaker->on_timer(at(6_s));
  CHECK(breaker->state() == BreakerState::half_open);
  CHECK(breaker->permits_left() == 3);
  CHECK_FALSE(breaker->next_transition());
}

TEST_CASE("a change that is due is made before a call that comes at the same instant") {
  BreakerSettings settings = small_breaker();
  settings.automatic = true;
  WatchedBreaker breaker(settings);
  open(breaker);
  CHECK(breaker->try_acquire(at(6_s)));
}

TEST_CASE("a late result in open is recorded and changes no state") {
  WatchedBreaker breaker(small_breaker());
  REQUIRE(breaker->try_acquire(at(0_s)));
  REQUIRE(breaker->try_acquire(at(0_s)));
  open(breaker);
  breaker->on_success(at(2_s), 2_s);
  breaker->on_error(at(30_s), 30_s);
  CHECK(breaker->state() == BreakerState::open);
  CHECK(breaker.window(at(30_s)).calls == 6);
  CHECK(breaker.window(at(30_s)).failed == 5);
  CHECK(breaker.changes().size() == 1);
}

TEST_CASE("a call released in another state changes nothing") {
  WatchedBreaker breaker(small_breaker());
  breaker->release(at(0_s));
  open(breaker);
  breaker->release(at(2_s));
  CHECK(breaker->permits_left() == 0);
  CHECK_FALSE(breaker->try_acquire(at(2_s)));
  CHECK(breaker.window(at(2_s)).calls == 4);
}

TEST_CASE("the wait grows with each opening without a close between, up to its cap, and a close starts it anew") {
  BreakerSettings settings = small_breaker();
  settings.wait_open = 1_s;
  settings.wait_open_factor = 2;
  settings.wait_open_cap = 5_s;
  WatchedBreaker breaker(settings);
  Instant now = at(1_s);
  const auto wait_after_failures = [&](int failures) {
    breaker.fail(now, failures);
    REQUIRE(breaker->state() == BreakerState::open);
    const Instant opened = now;
    while (!breaker->try_acquire(now + 1_ns)) now += 500_ms;
    breaker->release(now + 1_ns);
    now += 1_ns;
    return now - 1_ns - opened;
  };
  CHECK(wait_after_failures(4) == 1_s);
  CHECK(wait_after_failures(3) == 2_s);
  CHECK(wait_after_failures(3) == 4_s);
  CHECK(wait_after_failures(3) == 5_s);
  CHECK(wait_after_failures(3) == 5_s);
  breaker.succeed(now, 3);
  REQUIRE(breaker->state() == BreakerState::closed);
  CHECK(wait_after_failures(4) == 1_s);
}

TEST_CASE("a wait without a cap that grows without end stays a wait") {
  BreakerSettings settings = small_breaker();
  settings.wait_open_factor = 100;
  settings.half_open_wait = 1_s;
  settings.automatic = true;
  WatchedBreaker breaker(settings);
  open(breaker);
  for (int i = 0; i < 20; ++i) {
    const std::optional<Instant> due = breaker->next_transition();
    REQUIRE(due);
    if (*due > at(100000000_s)) break;
    breaker->on_timer(*due);
  }
  CHECK(breaker->state() == BreakerState::open);
  CHECK(breaker->next_transition() > at(100000000_s));
}

TEST_CASE("a time window is of whole seconds aligned to the clock: it covers all but one in full, and the one of now") {
  BreakerSettings settings = small_breaker();
  settings.window_time = 3_s;
  WatchedBreaker breaker(settings);
  breaker.fail(at(1900_ms));
  breaker.fail(at(2000_ms));
  CHECK(breaker.window(at(3999_ms)).calls == 2);
  CHECK(breaker.window(at(4000_ms)).calls == 1);
  CHECK(breaker.window(at(4999_ms)).calls == 1);
  CHECK(breaker.window(at(5000_ms)).calls == 0);
}

TEST_CASE("a breaker that is forced open refuses all calls and records nothing") {
  WatchedBreaker breaker(small_breaker());
  REQUIRE(breaker->try_acquire(at(0_s)));
  breaker->force_open(at(1_s));
  CHECK(breaker.last_reason() == BreakerReason::order);
  CHECK_FALSE(breaker->try_acquire(at(1000_s)));
  breaker->on_error(at(1000_s), 1_s);
  CHECK(breaker->counts(at(1000_s)).window == CallCounts());
  CHECK(breaker->counts(at(1000_s)).refused == 1);
  CHECK_FALSE(breaker->next_transition());
}

TEST_CASE("a breaker that is disabled lets all calls through and records nothing") {
  WatchedBreaker breaker(small_breaker());
  open(breaker);
  breaker->disable(at(1_s));
  breaker.fail(at(1_s), 100);
  CHECK(breaker->state() == BreakerState::disabled);
  CHECK(breaker->counts(at(1_s)) == BreakerCounts());
}

TEST_CASE("a breaker that only measures lets all calls through, records them and never opens") {
  WatchedBreaker breaker(small_breaker());
  breaker->measure_only(at(1_s));
  breaker.fail(at(1_s), 100);
  CHECK(breaker->state() == BreakerState::metrics_only);
  CHECK(breaker.window(at(1_s)).failed == 10);
}

TEST_CASE("a reset closes a breaker from any state and empties its window, also where it is closed") {
  WatchedBreaker breaker(small_breaker());
  breaker.fail(at(1_s), 3);
  breaker->reset(at(1_s));
  CHECK(breaker.changes().empty());
  CHECK(breaker.window(at(1_s)).calls == 0);
  open(breaker);
  breaker->reset(at(2_s));
  CHECK(breaker->state() == BreakerState::closed);
  breaker->force_open(at(2_s));
  breaker->reset(at(3_s));
  CHECK(breaker->try_acquire(at(3_s)));
}

TEST_CASE("every change of state is told once, with what it came from and what it was decided by") {
  WatchedBreaker breaker(small_breaker());
  half_open(breaker);
  REQUIRE(breaker.changes().size() == 2);
  const BreakerChange& opening = breaker.changes()[0];
  CHECK(opening.at == at(1_s));
  CHECK(opening.from == BreakerState::closed);
  CHECK(opening.to == BreakerState::open);
  CHECK(opening.counts.window.calls == 4);
  CHECK(opening.counts.window.failed == 4);
  const BreakerChange& probing = breaker.changes()[1];
  CHECK(probing.from == BreakerState::open);
  CHECK(probing.to == BreakerState::half_open);
  CHECK(probing.reason == BreakerReason::wait_over);
}
