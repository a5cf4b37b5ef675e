// Schedules of calls drawn from a seed, and what must hold of a circuit breaker throughout each of them. The account
// that it is held against is kept apart from it and counts by brute force.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "core/random.h"
#include "services/policies/breaker.h"

namespace orrery::test {

// A circuit breaker, or one with a planted bug where a function is overridden.
class BreakerSubject {
 public:
  explicit BreakerSubject(const BreakerSettings& settings) : breaker_(settings) {}
  virtual ~BreakerSubject() = default;

  virtual bool try_acquire(Instant now) { return breaker_.try_acquire(now); }
  virtual void on_success(Instant now, Duration took) { breaker_.on_success(now, took); }
  virtual void on_error(Instant now, Duration took) { breaker_.on_error(now, took); }
  virtual void release(Instant now) { breaker_.release(now); }
  virtual void observe(BreakerObserver observer) { breaker_.observe(std::move(observer)); }
  CircuitBreaker& breaker() { return breaker_; }

 private:
  CircuitBreaker breaker_;
};

// How often the schedules got to what a property must not pass by.
struct BreakerReached {
  int opened = 0;
  int reopened_by_probes = 0;
  int reopened_by_wait = 0;
  int closed_by_probes = 0;
  int late_in_open = 0;
  int late_in_half_open = 0;
  int refused_in_half_open = 0;
  int released_in_half_open = 0;
};

BreakerSettings drawn_settings(RandomStream& random, BreakerLike like);

// Runs the seed's schedule; the first invariant that broke, or nothing. `settings` are those that the subject ought to
// go by.
std::string broken_invariant(std::uint64_t seed, const BreakerSettings& settings, BreakerSubject& subject,
                             BreakerReached& reached);

}  // namespace orrery::test
