// The phases of a run: what lies between the beginnings and ends of its faults.
#pragma once

#include <string>
#include <vector>

#include "faults/fault_times.h"
#include "run/metrics.h"
#include "run/result.h"
#include "run/window.h"
#include "scenario/scenario.h"

namespace orrery {

struct Phase {
  std::string name;  // "before", the ids of the faults in force, "after"; between two faults "after ID"
  Window window;
};

// In order, and together the whole run. Of faults that strike again and again, and of those that a nemesis draws, none
// makes a phase. Empty where there would be one phase only, or more than a reader can tell apart.
std::vector<Phase> phases_of(const Scenario& scenario, const FaultTimes& times);

// What is asked of every phase, of the groups that offer, pass on or serve load: queries of the first phase, then of
// the second, and so on.
class PhaseQueries {
 public:
  PhaseQueries(const Scenario& scenario, std::vector<Phase> phases);

  const std::vector<MetricQuery>& queries() const { return queries_; }
  // `metrics` was made with the queries from its position `first_query` on; `end` is when the run ended. Phases that it
  // did not reach are left out.
  std::vector<PhaseFinding> findings(const Metrics& metrics, std::size_t first_query, Instant end) const;

 private:
  std::vector<Phase> phases_;
  std::vector<std::string> of_;  // by query of one phase: the group
  std::vector<MetricQuery> queries_;
};

}  // namespace orrery
