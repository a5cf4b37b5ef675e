// The value of a field of a node's state, as a reader wants it.
#pragma once

#include <cstdint>
#include <string>

#include "core/sink.h"

namespace orrery {

// "leader", "server-2", "nobody", "3". `info.names` must be set.
std::string state_text(const RunInfo& info, std::int64_t value, ValueType type);

}  // namespace orrery
