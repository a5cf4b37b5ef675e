// The nemesis of a scenario: `nemesis:`.
#pragma once

#include <optional>
#include <vector>

#include "faults/nemesis.h"
#include "scenario/references.h"

namespace orrery {

// Nothing where there is none, or it is wrong (reported). The scenario's faults may name its window, so that it is to
// be known to `references` before they are read.
void collect_nemesis(const Fields& scenario, References& references);
std::optional<Nemesis> read_nemesis(LoadContext& load, const Fields& scenario, const References& references);

}  // namespace orrery
