// The nemesis of a scenario: `nemesis:`.
#pragma once

#include <optional>
#include <vector>

#include "faults/nemesis.h"
#include "scenario/references.h"

namespace orrery {

// First that there is one: instants may name its window.
void collect_nemesis(const Fields& scenario, References& references);

// Then what it says. Nothing where there is none, or it is wrong (reported).
std::optional<Nemesis> read_nemesis(LoadContext& load, const Fields& scenario, const References& references);

}  // namespace orrery
