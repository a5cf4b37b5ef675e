// What a `configure` fault sets: paths below its group, held against the calls of that group as the scenario's own text
// is.
#pragma once

#include <vector>

#include "scenario/fields.h"
#include "scenario/scenario.h"

namespace orrery {

// `node` is what stands behind `set`; `group` is the group that is hit. What is wrong is reported and left out.
std::vector<ConfigurationChange> read_configuration(LoadContext& load, const YamlNode& node, const Group& group);

}  // namespace orrery
