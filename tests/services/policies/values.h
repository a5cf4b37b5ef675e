// Values of a policy's rows, for tests.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

#include "services/policies/rows.h"

namespace orrery::test {

inline constexpr Parameter kTimeoutRow[] = {{"timeout", ParameterType::duration, "1s", "1us..24h", "of an attempt"}};
inline constexpr Parameter kRetryRow[] = {{"retry", ParameterType::section, "none", "", "tries again"}};

// The rows beside a section `retry` and a timeout of 1 s, as among a call's policies.
inline ParameterValues values(PolicyRows rows,
                              std::initializer_list<std::pair<std::string_view, std::string_view>> texts) {
  return ParameterValues(joined({kRetryRow, kTimeoutRow, rows}), texts);
}

}  // namespace orrery::test
