// What `orrery describe` says of a scenario.
#pragma once

#include "scenario/scenario.h"

namespace orrery::cli {

void describe_scenario(const Scenario& scenario);

}  // namespace orrery::cli
