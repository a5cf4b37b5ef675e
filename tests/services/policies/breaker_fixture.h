// A circuit breaker under test, with the changes that it told of.
#pragma once

#include <vector>

#include <catch2/catch.hpp>

#include "services/policies/breaker.h"

namespace orrery::test {

class WatchedBreaker {
 public:
  explicit WatchedBreaker(const BreakerSettings& settings, Instant made = Instant::start()) : breaker_(settings, made) {
    breaker_.observe([this](const BreakerChange& change) { changes_.push_back(change); });
  }
  WatchedBreaker(const WatchedBreaker&) = delete;
  WatchedBreaker& operator=(const WatchedBreaker&) = delete;

  CircuitBreaker* operator->() { return &breaker_; }
  const std::vector<BreakerChange>& changes() const { return changes_; }
  BreakerReason last_reason() const { return changes_.back().reason; }
  CallCounts window(Instant now) const { return breaker_.counts(now).window; }

  // Calls that are let through and come back at once.
  void succeed(Instant now, int calls = 1, Duration took = Duration::milliseconds(1)) {
    for (int i = 0; i < calls && breaker_.try_acquire(now); ++i) breaker_.on_success(now, took);
  }
  void fail(Instant now, int calls = 1, Duration took = Duration::milliseconds(1)) {
    for (int i = 0; i < calls && breaker_.try_acquire(now); ++i) breaker_.on_error(now, took);
  }

 private:
  CircuitBreaker breaker_;
  std::vector<BreakerChange> changes_;
};

inline Instant at(Duration since_start) { return Instant::at(since_start); }

// A window of ten calls that opens at half of them failed, waits 5 s and probes with three.
inline BreakerSettings small_breaker() {
  BreakerSettings settings;
  settings.window_calls = 10;
  settings.calls_min = 4;
  settings.slow_call = Duration::milliseconds(100);
  settings.wait_open = Duration::seconds(5);
  settings.half_open_calls = 3;
  return settings;
}

// Opened at 1 s by four failures.
inline void open(WatchedBreaker& breaker) {
  breaker.fail(at(Duration::seconds(1)), 4);
  REQUIRE(breaker->state() == BreakerState::open);
}

// Half-open at 7 s, with one of the three permits taken.
inline void half_open(WatchedBreaker& breaker) {
  open(breaker);
  REQUIRE(breaker->try_acquire(at(Duration::seconds(7))));
  REQUIRE(breaker->state() == BreakerState::half_open);
}

}  // namespace orrery::test
