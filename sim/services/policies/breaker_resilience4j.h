// The circuit breaker of resilience4j 2.x (its CircuitBreaker documentation, and 60 traces recorded from 2.2.0). Its
// edges are kept, not mended:
//   - The rates are tested after every recorded outcome, so that a success can open it.
//   - Open becomes half-open lazily: at the first call strictly after the wait, unless `automatic` is set.
//   - An outcome is recorded by the state that it comes back to, not by the one that let its call through: in open it
//     changes nothing else, in half-open it counts as a probe's without having taken a permit.
//   - In half-open a permit is spent for good, except by a call that is released; without half_open_wait, probes that
//     never come back keep it half-open for ever.
// Where resilience4j waits whole milliseconds, this waits whole nanoseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "services/policies/breaker_settings.h"
#include "services/policies/breaker_state.h"

namespace orrery {

class Resilience4jBreaker {
 public:
  explicit Resilience4jBreaker(const BreakerSettings& settings);

  // As CircuitBreaker declares them.
  bool try_acquire(Instant now);
  void on_success(Instant now, Duration took) { record(now, false, took); }
  void on_error(Instant now, Duration took) { record(now, true, took); }
  void release(Instant now);
  void on_timer(Instant now);
  std::optional<Instant> next_transition() const { return due_; }
  void order(Instant now, BreakerState to) { become(to, BreakerReason::order, now); }

  BreakerState state() const { return state_; }
  BreakerCounts counts(Instant now) const { return {window_.counts(now), refused_}; }
  std::int64_t permits_left() const { return permits_; }
  void observe(BreakerObserver observer) { observer_ = std::move(observer); }

 private:
  void record(Instant now, bool failed, Duration took);
  // What the rates say, and nothing where they are undefined or below their thresholds.
  std::optional<BreakerReason> exceeded(const CallCounts& counts) const;
  void judge(Instant now);
  Duration wait_open() const;
  void discard_window(CallWindow fresh, std::int64_t calls_min);
  // The only way into a state.
  void become(BreakerState to, BreakerReason reason, Instant now);

  BreakerSettings settings_;
  BreakerObserver observer_;
  BreakerState state_ = BreakerState::closed;
  CallWindow window_;
  std::int64_t calls_min_;  // in this window
  std::int64_t refused_ = 0;
  std::int64_t permits_ = 0;    // of half-open: probes that may still start
  std::int64_t openings_ = 0;   // since it was last closed
  Instant open_until_;          // of open: the end of the wait
  std::optional<Instant> due_;  // when the state ends by itself
};

}  // namespace orrery
