// The parts of a report that tell a run as a story in figures: what changed from phase to phase, and when breakers
// opened and closed; of one run, or of the variants of a scenario side by side.
#pragma once

#include <span>
#include <string>

#include "run/result.h"
#include "run/terminal.h"

namespace orrery {

// A row a metric and a variant, a column a phase; metrics that have nothing to tell are left out. Empty where there are
// no phases, and where those of the variants are not the same. On a page that breaks, a table that is too wide has its
// metrics on lines of their own and, where that is not enough, is cut into several.
std::string phases_text(std::span<const RunResult> results, const Page& page);
// A line a breaker that opened; where there are many, a line for all of a group of nodes. Empty where none opened.
std::string breakers_text(std::span<const RunResult> results, const Page& page);

}  // namespace orrery
