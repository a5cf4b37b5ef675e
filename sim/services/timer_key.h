// A timer as the key of a table.
#pragma once

#include <cstdint>

#include "core/ids.h"

namespace orrery {

constexpr std::uint64_t table_key(TimerId timer) { return std::uint64_t{timer.generation} << 32 | timer.slot; }

}  // namespace orrery
