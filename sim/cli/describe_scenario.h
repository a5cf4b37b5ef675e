// What `orrery describe` says of a scenario.
#pragma once

#include <cstdint>
#include <optional>

#include "scenario/scenario.h"

namespace orrery::cli {

// With a seed: also what the scenario's nemesis draws for it.
void describe_scenario(const Scenario& scenario, std::optional<std::uint64_t> seed);

}  // namespace orrery::cli
