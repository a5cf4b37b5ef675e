// What a policy declares of itself: rows of the table of a call's policies. They are constants of the program, so that
// tables can be joined before main begins, whatever the order in which files are initialised.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include "core/parameters.h"

namespace orrery {

using PolicyRows = std::span<const Parameter>;

// One declaration of all the rows, in this order.
inline Parameters joined(std::initializer_list<PolicyRows> tables) {
  std::vector<Parameter> rows;
  for (const PolicyRows table : tables) rows.insert(rows.end(), table.begin(), table.end());
  return Parameters(std::move(rows));
}

}  // namespace orrery
