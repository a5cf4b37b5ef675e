// Where two runs part, and what that came to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "run_file/replay.h"
#include "run_file/run_file.h"

namespace orrery::run_file {

// The first event at which two runs differ. Up to there they are the same, event for event.
struct Divergence {
  RecordId at;             // the same number in both; what stands before it is common
  std::optional<Event> a;  // nothing where that run has ended before
  std::optional<Event> b;
};

// Nothing where the runs are the same as far as both files go, or where `progress` ended the search. Costs reading both
// up to there.
std::optional<Divergence> find_divergence(const RunFile& a, const RunFile& b, const Progress& progress = {});

struct MetricDifference {
  std::string name, statistic, of;
  std::optional<double> a, b;
};

// The metrics that came out differently, in the order of the first run's result; those of one run alone at the end.
// Both runs must have their results.
std::vector<MetricDifference> differences(const RunResult& a, const RunResult& b);

}  // namespace orrery::run_file
