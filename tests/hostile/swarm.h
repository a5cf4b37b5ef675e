// A swarm of hostile scenarios: each seed draws a whole configuration of Raft, its clients and its network, and the
// nemesis that they must survive. After Groce et al., "Swarm Testing" (ISSTA 2012), and TigerBeetle's simulator: many
// unlike configurations find more than many runs of one.
//
// First safety under faults; then the faults stop, and liveness must be back within a bound.
#pragma once

#include <cstdint>
#include <string>

namespace orrery::hostile {

// The text of the scenario that a seed draws. It is to be run with the same seed.
std::string scenario_text(std::uint64_t seed);

}  // namespace orrery::hostile
