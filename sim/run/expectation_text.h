// Expectations in words, and their bounds as numbers.
#pragma once

#include <optional>
#include <string>

#include "core/metric_table.h"
#include "core/record.h"
#include "run/metrics.h"
#include "run/watch.h"
#include "scenario/scenario.h"

namespace orrery {

// "p99 latency of client from 3 s to 10 s"
std::string claim_text(const Expectation& expectation);
// "at most 700 ms"; empty where there is no bound.
std::string bounds_text(const Expectation& expectation);

// Whether a figure is within a bound: that reading `99.9%` and dividing 999 by 1000 may differ in the last bit counts
// for nothing.
bool is_at_least(double figure, double bound);
bool is_at_most(double figure, double bound);
// A bound of a metric in the metric's base unit. The text was validated with the scenario.
double read_bound(MetricUnit unit, const std::string& text);
// The bounds of an expectation on how often an event happens.
Bounds count_bounds(const Expectation& expectation);
// The bounds of an expectation on a field of this type; `scenario` gives the NodeIds.
Bounds state_bounds(const Expectation& expectation, ValueType type, const Scenario& scenario);

}  // namespace orrery
