// What the command line says when a run is over: metrics, expectations, invariants, verdict, fingerprint.
#pragma once

#include <span>
#include <string>

#include "run/result.h"
#include "run/terminal.h"

namespace orrery {

// Ends with a newline.
std::string report_text(const RunResult& result, const Paint& paint, const Page& page = {});
// Runs of one scenario side by side: its phases and breakers; a row a metric, a column a variant; then the verdicts,
// and what holds between the variants.
std::string comparison_text(std::span<const RunResult> results, std::span<const ExpectationFinding> comparisons,
                            const Paint& paint, const Page& page = {});

}  // namespace orrery
