// What follows from resilience4j's defaults by count and by closed form.
#include <catch2/catch.hpp>

#include "core/random.h"
#include "services/policies/breaker_fixture.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::at;
using orrery::test::WatchedBreaker;

TEST_CASE("after 100 successes a breaker at the defaults opens on failure 50 exactly") {
  WatchedBreaker breaker{BreakerSettings()};
  breaker.succeed(at(1_s), 100);
  int failures = 0;
  while (breaker->state() == BreakerState::closed) {
    breaker.fail(at(1_s));
    ++failures;
  }
  CHECK(failures == 50);
}

TEST_CASE("ten probes at a threshold of 50% that fail with p = 0.3 open a breaker again with probability 15.0%") {
  // P(Bin(10, 0.3) >= 5) = 0.1503; 40 000 trials have a standard error of 0.18 points.
  constexpr int kTrials = 40'000;
  RandomStream random(11, "backend", "failures");
  CircuitBreaker half_open{BreakerSettings()};
  for (int i = 0; i < 100; ++i) half_open.on_error(at(0_s), 1_ms);
  REQUIRE(half_open.try_acquire(at(61_s)));
  half_open.release(at(61_s));
  int reopened = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    CircuitBreaker breaker = half_open;
    while (breaker.state() == BreakerState::half_open) {
      REQUIRE(breaker.try_acquire(at(61_s)));
      if (random.chance(0.3))
        breaker.on_error(at(61_s), 1_ms);
      else
        breaker.on_success(at(61_s), 1_ms);
    }
    if (breaker.state() == BreakerState::open) ++reopened;
  }
  CHECK(100.0 * reopened / kTrials == Approx(15.0).margin(1.0));
}
