// What an operator tells the circuit breakers of a group's calls, as a verb of faults: it strikes and is over. After
// resilience4j's transitionToForcedOpenState, transitionToDisabledState, transitionToMetricsOnlyState and reset. A
// breaker keeps what it was told in memory: after a restart of its node it is closed.
//
//   - { at: 10s, set-breaker: payments, call: database, state: forced-open }
#pragma once

#include <string>

#include "core/name.h"
#include "core/parameters.h"
#include "faults/fault.h"
#include "faults/fault_effects.h"

namespace orrery {

// What a node kind whose calls hold breakers has among its orders; peer: an instance of the group that is called.
inline constexpr Name kForceBreakerOpen{"force-breaker-open"};
inline constexpr Name kDisableBreaker{"disable-breaker"};
inline constexpr Name kMeasureOnly{"breaker-metrics-only"};
inline constexpr Name kResetBreaker{"reset-breaker"};

extern const Parameters breaker_order_options;

FaultUndo strike_set_breaker(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options);
// It makes no sense where none of the nodes hears.
std::string objection_to_set_breaker(const FaultEffects& effects, const FaultHit& hit);

}  // namespace orrery
