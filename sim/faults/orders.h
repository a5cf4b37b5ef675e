// The orders that an operator gives to a group with a leader, as verbs of faults: they strike and are over, and what
// becomes of an order is for the one who hears it.
#pragma once

#include <string>

#include "core/name.h"
#include "core/parameters.h"
#include "faults/fault.h"
#include "faults/fault_effects.h"

namespace orrery {

// What a node kind that can be ordered so has among its orders.
inline constexpr Name kTransferLeadership{"transfer-leadership"};  // to a leader; peer: to whom, kNoNode: as it chooses
inline constexpr Name kAddServer{"add-server"};                    // to a leader; peer: whom
inline constexpr Name kRemoveServer{"remove-server"};              // to a leader; peer: whom

extern const Parameters transfer_options;

// Orders each node hit to hand over to the hit's peer. It makes no sense where none of them hears.
FaultUndo strike_transfer(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options);
std::string objection_to_transfer(const FaultEffects& effects, const FaultHit& hit);

// The nodes hit are those that the order is about. Each node of their group that has the role leader hears it: an
// operator cannot tell a leader that was deposed from the one that rules. It makes no sense where none hears.
FaultUndo strike_join(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options);
FaultUndo strike_leave(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options);
std::string objection_to_change(const FaultEffects& effects, const FaultHit& hit);

}  // namespace orrery
