// The metrics that every run tells at its end, whether or not the scenario asks for them.
#pragma once

#include <string>
#include <vector>

#include "run/metrics.h"
#include "run/result.h"
#include "scenario/scenario.h"

namespace orrery {

struct SummaryQuery {
  std::string of;  // a group; empty: the whole system
  MetricQuery query;
};

// Of groups that have leaders: how they were led. Of groups that have clients' operations: how those went (left out by
// summary_findings where there were none). Of the whole system: its messages.
std::vector<SummaryQuery> summary_queries(const Scenario& scenario);

// `metrics` was made with the queries from its position `first_query` on.
std::vector<MetricFinding> summary_findings(const std::vector<SummaryQuery>& queries, const Metrics& metrics,
                                            std::size_t first_query);

}  // namespace orrery
