// A circuit breaker under test, with the changes that it told of.
#pragma once

#include <vector>

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

}  // namespace orrery::test
