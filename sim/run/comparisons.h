// Expectations that hold the figure of one variant against that of another, at one seed.
#pragma once

#include <span>
#include <vector>

#include "run/result.h"
#include "scenario/scenario.h"

namespace orrery {

// One finding for each such expectation, in the order of the file. `scenarios` and `results` are the variants of one
// scenario, by position. Undecided where one of the figures is missing, and where both are 0.
std::vector<ExpectationFinding> find_comparisons(std::span<const Scenario> scenarios,
                                                 std::span<const RunResult> results);

}  // namespace orrery
