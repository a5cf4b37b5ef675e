// What is left of a run when it is over, and its form in JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "run/expectations.h"
#include "run/story.h"

namespace orrery {

struct MetricFinding {
  std::string name;              // of core/metric_table.h
  std::string statistic;         // of a histogram; otherwise empty
  std::string of;                // a group; empty: the whole system
  std::optional<double> figure;  // in the metric's base unit; nothing where nothing was measured
};

// A stretch of the run between the beginnings and ends of its faults.
struct PhaseFinding {
  std::string name;  // "before", the faults in force, "after"
  Instant begin, end;
  std::vector<MetricFinding> metrics;  // the same of every phase
};

// A breaker that left closed, until it closed again.
struct BreakerFinding {
  std::string node;
  std::string on;  // a group or, of its own breaker, an endpoint; empty where several groups share it
  Instant opened;
  std::string why;                // "the failure rate, 62%, reached the threshold, 50%", "by order"; empty: unknown
  std::optional<Instant> closed;  // or let all through by order; nothing: not in this run, or its node crashed
  std::int64_t probings = 0;      // how often it was half-open
};

struct RunResult {
  std::string scenario;  // "leader-election/leader-crash"
  std::string title;
  std::string variant;  // empty where there are none
  std::uint64_t seed = 0;
  std::vector<std::pair<std::string, std::string>> overrides;
  Instant end;  // when the run ended; before `planned_end` where it was cut short
  Instant planned_end;
  std::uint64_t records = 0;
  std::string fingerprint;

  std::vector<MetricFinding> metrics;
  std::vector<PhaseFinding> phases;      // of a scenario with services; empty where its faults cut it into none
  std::vector<BreakerFinding> breakers;  // in the order in which they opened
  std::vector<ExpectationFinding> expectations;
  std::vector<ComparedFigure> compared;  // to be held against those of other variants
  std::vector<InvariantFinding> invariants;
  std::vector<StoryLine> story;  // the first lines of it; see kStoryLimit
};

// Lines of the story that a result keeps.
inline constexpr std::size_t kStoryLimit = 200;

// failed if an invariant was violated or an expectation failed; else undecided if one could not be decided; else held.
Verdict verdict_of(const RunResult& result);

// Keys in a fixed order; times in nanoseconds, figures in their base units.
nlohmann::ordered_json to_json(const RunResult& result);
nlohmann::ordered_json to_json(const ExpectationFinding& found);
// The error says what is missing or of the wrong type.
tl::expected<RunResult, std::string> result_from_json(const nlohmann::ordered_json& json);

}  // namespace orrery
