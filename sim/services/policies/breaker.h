// A circuit breaker that any outgoing call can hold: it refuses calls to what fails or is slow, so that the caller need
// not wait for it and it is left in peace. A value: time is passed in and never goes back, and whoever owns the breaker
// keeps its timer and writes its Records.
//
//   if (!breaker.try_acquire(now)) return fail_fast();
//   ... the call comes back: on_success or on_error, or release where its end says nothing of the callee
//
// Which rules it goes by is in breaker_resilience4j.h and breaker_hystrix.h, its states in breaker_state.h.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "services/policies/breaker_hystrix.h"
#include "services/policies/breaker_resilience4j.h"
#include "services/policies/breaker_settings.h"
#include "services/policies/breaker_state.h"

namespace orrery {

class CircuitBreaker {
 public:
  // Closed, at `made`.
  explicit CircuitBreaker(const BreakerSettings& settings, Instant made = Instant::start());

  // Whether a call may start. If so, exactly one of the next three says how it ended, whenever that is.
  bool try_acquire(Instant now);
  void on_success(Instant now, Duration took);
  void on_error(Instant now, Duration took);
  // The call was not made after all, or ended in an error that is not the callee's.
  void release(Instant now);

  // When the state may change without a call: the owner sets a timer for it, anew after each of the above, and calls
  // on_timer. Without a timer the change is made up for at the next call, late.
  std::optional<Instant> next_transition() const;
  void on_timer(Instant now);

  // Orders. Each discards the window, also in the state that it asks for.
  void force_open(Instant now);    // refuses all
  void disable(Instant now);       // admits all and records nothing
  void measure_only(Instant now);  // admits all, records, and never opens
  void reset(Instant now);         // closed

  BreakerState state() const;
  BreakerCounts counts(Instant now) const;
  // Of half-open: how many probes may still start; otherwise 0.
  std::int64_t permits_left() const;
  // Told of every change of state from now on, by the breaker and by its copies.
  void observe(BreakerObserver observer);

 private:
  void order(Instant now, BreakerState to);

  std::variant<Resilience4jBreaker, HystrixBreaker> rules_;
};

}  // namespace orrery
