// What `orrery describe` says of a scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scenario/scenario.h"

namespace orrery::cli {

// With a seed: also what the scenario's nemesis draws for it. `variants`: the scenario as each of its variants reads.
void describe_scenario(const Scenario& scenario, const std::vector<Scenario>& variants,
                       std::optional<std::uint64_t> seed);

}  // namespace orrery::cli
