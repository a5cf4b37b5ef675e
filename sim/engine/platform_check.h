// Whether a built platform can be built at all: the mistakes that a scenario's network section can hold, told in its
// terms.
#pragma once

#include <string>

#include "core/network_spec.h"

namespace orrery {

// Empty where the platform can be built; otherwise one line that says what is wrong with which host, zone or link. Not
// for a platform file.
std::string platform_spec_error(const PlatformSpec& spec);

}  // namespace orrery
