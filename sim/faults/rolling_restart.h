// Restarts nodes one after another, as an upgrade of a cluster does.
#pragma once

#include "core/parameters.h"
#include "faults/fault.h"
#include "faults/fault_effects.h"

namespace orrery {

extern const Parameters rolling_restart_options;

// Crashes the first node at once; each is down for `down` and keeps its disk, and the next one goes down `gap` after it
// is back. What is undone early (`for`, `during`) brings back the one that is down and leaves the rest alone.
FaultUndo strike_rolling_restart(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options);
// Up to the return of the last of so many nodes.
Duration rolling_restart_takes(std::size_t nodes, const ParameterValues& options);

}  // namespace orrery
