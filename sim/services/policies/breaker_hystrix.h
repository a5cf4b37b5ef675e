// The circuit breaker of Hystrix 1.5 (HystrixCircuitBreaker, and the wiki's "How it Works"): a rolling window of ten
// buckets, judged only at health snapshots that are some time apart; after a sleep window the first call is the one
// probe. Its edges:
//   - The probe starts strictly after the sleep window; whoever comes while it is out is refused.
//   - Any success that comes back in half-open closes it and discards the window, any failure opens it again, whichever
//     call it was of; so does a call that is given up.
//   - There are no slow calls: a call that timed out is a failure.
// Hystrix counts its health in buckets as long as a snapshot's interval; this counts in tenths of the window.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "services/policies/breaker_settings.h"
#include "services/policies/breaker_state.h"

namespace orrery {

class HystrixBreaker {
 public:
  // The snapshots are taken at whole intervals after `made`, and after each close.
  explicit HystrixBreaker(const BreakerSettings& settings, Instant made = Instant::start());

  // As CircuitBreaker declares them.
  bool try_acquire(Instant now);
  void on_success(Instant now, Duration took);
  void on_error(Instant now, Duration took);
  void release(Instant now);
  void on_timer(Instant now);
  // The next snapshot, where there are calls enough for a verdict.
  std::optional<Instant> next_transition() const;
  void order(Instant now, BreakerState to) { become(to, BreakerReason::order, now); }

  BreakerState state() const { return state_; }
  BreakerCounts counts(Instant now) const { return {window_.counts(now), refused_}; }
  std::int64_t permits_left() const { return 0; }  // the probe is out from the moment that it is half-open
  void observe(BreakerObserver observer) { observer_ = std::move(observer); }

 private:
  bool has_volume(const CallCounts& counts) const { return counts.calls >= settings_.calls_min; }
  Instant next_snapshot() const { return snapshot_ + settings_.snapshot_every; }
  bool records() const { return state_ != BreakerState::forced_open && state_ != BreakerState::disabled; }
  // The only way into a state.
  void become(BreakerState to, BreakerReason reason, Instant now);

  BreakerSettings settings_;
  BreakerObserver observer_;
  BreakerState state_ = BreakerState::closed;
  CallWindow window_;
  std::int64_t refused_ = 0;
  Instant snapshot_;  // the latest; nothing before it is judged again
  Instant opened_;    // of open
};

}  // namespace orrery
