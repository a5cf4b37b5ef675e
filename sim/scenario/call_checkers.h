// The checkers of any group whose calls hold circuit breakers.
#pragma once

#include <memory>
#include <vector>

#include "scenario/node_kind.h"

namespace orrery {

// None where no call of the group holds one.
std::vector<std::unique_ptr<Checker>> call_checkers(const CheckedGroup& group);

}  // namespace orrery
