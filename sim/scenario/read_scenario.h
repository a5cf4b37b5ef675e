// Validates one tree: a scenario file with a variant and overrides applied.
#pragma once

#include <string>

#include "scenario/fields.h"
#include "scenario/scenario.h"

namespace orrery {

// What comes back is whole only where nothing was reported. The fields about the file itself stay empty.
Scenario read_scenario(LoadContext& load, const YamlNode& root, const std::string& variant);

}  // namespace orrery
