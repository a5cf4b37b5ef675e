// What a node costs beside its own state.
#pragma once

#include <cstdint>

namespace orrery::bench {

// Bytes of resident memory per node of a World of `nodes` nodes with a pending timer each, 100 to a host; the node
// objects themselves are not counted.
double memory_per_node(std::uint32_t nodes);

}  // namespace orrery::bench
