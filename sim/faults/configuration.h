// What an operator changes of callers while they run, as verbs of faults: they strike and are over, and what was set
// holds until it is set anew, over restarts too (FaultEffects::configure).
//
//   - { at: 10s, configure: ambassador, set: { calls.backend.timeout: 100ms } }
//   - { at: 20s, remove-endpoint: ambassador, endpoint: backend-3 }
#pragma once

#include <string>

#include "core/name.h"
#include "core/parameters.h"
#include "faults/fault.h"
#include "faults/fault_effects.h"

namespace orrery {

// What a node kind whose endpoints can be changed has among its orders; peer: which endpoint.
inline constexpr Name kAddEndpoint{"add-endpoint"};
inline constexpr Name kRemoveEndpoint{"remove-endpoint"};

extern const Parameters endpoint_options;

FaultUndo strike_configure(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options);
FaultUndo strike_add_endpoint(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options);
FaultUndo strike_remove_endpoint(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options);

}  // namespace orrery
