#include "services/policies/breaker_state.h"

#include "core/check.h"

namespace orrery {

std::string_view breaker_state_text(BreakerState state) {
  switch (state) {
    case BreakerState::closed: return "closed";
    case BreakerState::open: return "open";
    case BreakerState::half_open: return "half-open";
    case BreakerState::forced_open: return "forced-open";
    case BreakerState::disabled: return "disabled";
    case BreakerState::metrics_only: return "metrics-only";
  }
  check_failed("a state of breakers", __FILE__, __LINE__);
}

std::string_view breaker_reason_text(BreakerReason reason) {
  switch (reason) {
    case BreakerReason::failure_rate: return "the failure rate reached its threshold";
    case BreakerReason::slow_rate: return "the rate of slow calls reached its threshold";
    case BreakerReason::both_rates: return "the failure rate and the rate of slow calls reached their thresholds";
    case BreakerReason::wait_over: return "the wait is over";
    case BreakerReason::probes_held: return "the probes went well";
    case BreakerReason::probe_failed: return "the probe failed";
    case BreakerReason::half_open_wait_over: return "the probes took too long";
    case BreakerReason::order: return "by order";
  }
  check_failed("a reason of breakers", __FILE__, __LINE__);
}

}  // namespace orrery
