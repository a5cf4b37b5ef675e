#include "run/report.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/check.h"
#include "core/value_text.h"
#include "run/report_phases.h"
#include "run/story_clock.h"
#include "run/text_table.h"

namespace orrery {

namespace {

// The statistics of one histogram share a row.
std::string metrics_text(const std::vector<MetricFinding>& metrics) {
  std::vector<std::vector<std::string>> rows;
  const MetricFinding* previous = nullptr;
  for (const MetricFinding& metric : metrics) {
    std::string cell = cell_text(metric);
    if (!metric.statistic.empty()) cell = fmt::format("{} {}", metric.statistic, cell);
    if (previous != nullptr && previous->name == metric.name && previous->of == metric.of)
      rows.back().back() += ", " + cell;
    else
      rows.push_back({metric.name, metric.of.empty() ? "" : "of " + metric.of, cell});
    previous = &metric;
  }
  return table_text(rows);
}

constexpr std::size_t kVerdictWidth = 10;
constexpr std::size_t kFindingColumn = 2 + kVerdictWidth + 1;

std::string expectations_text(std::span<const ExpectationFinding> expectations, const Paint& paint, const Page& page) {
  std::string text;
  for (const ExpectationFinding& found : expectations) {
    const Verdict verdict = found.finding.verdict;
    text += fmt::format("  {} {}\n", paint.verdict(verdict, padded(verdict_text(verdict), kVerdictWidth)),
                        hanging(found.claim + ": " + found.finding.figure, kFindingColumn, page));
  }
  return text;
}

std::string times_text(std::uint64_t count) { return fmt::format("{} time{}", count, count == 1 ? "" : "s"); }

std::string breaches_text(const std::vector<InvariantFinding::Breach>& breaches, const Page& page) {
  constexpr std::size_t kTimeEnd = kFindingColumn + 9;
  std::string text;
  for (const InvariantFinding::Breach& breach : breaches) {
    const std::string what = breach.node.empty() ? breach.text : breach.node + ": " + breach.text;
    text += fmt::format("{:>{}}  {}\n", kTurnClock.text(breach.time), kTimeEnd, hanging(what, kTimeEnd + 2, page));
  }
  return text;
}

// What was never put to the test takes one line, whatever it is.
std::string invariants_text(const std::vector<InvariantFinding>& invariants, const Paint& paint, const Page& page) {
  std::string text;
  std::string untested;
  const auto line = [&](Verdict color, std::string_view word, const std::string& name, const std::string& found) {
    text += fmt::format("  {} {}\n", paint.verdict(color, padded(word, kVerdictWidth)),
                        hanging(name + ": " + found, kFindingColumn, page));
  };
  for (const InvariantFinding& invariant : invariants) {
    const std::string tests = times_text(invariant.exercised);
    if (invariant.breach_count > 0)
      line(invariant.breach_is_expected ? Verdict::undecided : Verdict::failed, "violated", invariant.name,
           fmt::format("violated {} in {} tests{}", times_text(invariant.breach_count), invariant.exercised,
                       invariant.breach_is_expected ? ", as expected" : ""));
    else if (invariant.doubt_count > 0)
      line(Verdict::undecided, "undecided", invariant.name, "not judged throughout; put to the test " + tests);
    else if (invariant.exercised > 0)
      line(Verdict::held, "held", invariant.name, "put to the test " + tests);
    else
      untested += (untested.empty() ? "" : ", ") + invariant.name;
    text += breaches_text(invariant.breaches, page) + breaches_text(invariant.doubts, page);
  }
  if (!untested.empty()) line(Verdict::undecided, "untested", untested, "never put to the test in this run");
  return text;
}

std::string verdict_sentence(const RunResult& result) {
  if (result.expectations.empty() && result.invariants.empty()) return "nothing was expected";
  switch (verdict_of(result)) {
    case Verdict::held: return "all held";
    case Verdict::failed: return "failed: an expectation or an invariant did not hold";
    case Verdict::undecided: return "undecided: the run does not tell";
  }
  return "";
}

std::string titled(const Paint& paint, std::string_view title, const std::string& body) {
  return body.empty() ? "" : fmt::format("\n{}\n{}", paint.bold(title), body);
}

}  // namespace

std::string report_text(const RunResult& result, const Paint& paint, const Page& page) {
  std::string text = titled(paint, "Metrics of the whole run, its start included", metrics_text(result.metrics));
  const std::span<const RunResult> alone(&result, 1);
  text += titled(paint, "By phase", phases_text(alone, page));
  text += titled(paint, "Breakers", breakers_text(alone, page));
  text += titled(paint, "Expectations", expectations_text(result.expectations, paint, page));
  text += titled(paint, "Invariants", invariants_text(result.invariants, paint, page));
  text += fmt::format("\n{}  {}\n", padded("Verdict", 11),
                      paint.verdict(verdict_of(result), hanging(verdict_sentence(result), 13, page)));
  std::string changes;
  for (const auto& [path, value] : result.overrides) changes += fmt::format("{}={}, ", path, value);
  if (result.end < result.planned_end) changes += fmt::format("until {}, ", exact_text(result.end.since_start()));
  const std::string run =
      fmt::format("{}  (seed {}, {}{} records)", result.fingerprint, result.seed, changes, result.records);
  text += fmt::format("{}  {}\n", padded("Fingerprint", 11), hanging(run, 13, page));
  return text;
}

std::string comparison_text(std::span<const RunResult> results, std::span<const ExpectationFinding> comparisons,
                            const Paint& paint, const Page& page) {
  ORRERY_CHECK(!results.empty(), "runs to be compared");
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string>& head = rows.emplace_back(std::vector<std::string>{""});
  for (const RunResult& result : results) head.push_back(result.variant);

  // The variants may differ in their groups: a row for every metric that any of them has, in the order of the first.
  std::vector<MetricFinding> asked;
  const auto same = [](const MetricFinding& a, const MetricFinding& b) {
    return a.name == b.name && a.statistic == b.statistic && a.of == b.of;
  };
  for (const RunResult& result : results)
    for (const MetricFinding& metric : result.metrics)
      if (std::none_of(asked.begin(), asked.end(), [&](const MetricFinding& known) { return same(known, metric); }))
        asked.push_back(metric);

  for (const MetricFinding& metric : asked) {
    std::string name = metric.statistic.empty() ? metric.name : fmt::format("{} {}", metric.statistic, metric.name);
    if (!metric.of.empty()) name += " of " + metric.of;
    std::vector<std::string> row{std::move(name)};
    for (const RunResult& result : results) {
      const auto found = std::find_if(result.metrics.begin(), result.metrics.end(),
                                      [&](const MetricFinding& candidate) { return same(candidate, metric); });
      row.push_back(found == result.metrics.end() ? "-" : cell_text(*found));
    }
    rows.push_back(std::move(row));
  }
  std::vector<std::string> verdicts{"verdict"};
  std::vector<std::string> fingerprints{"fingerprint"};
  for (const RunResult& result : results) {
    verdicts.emplace_back(verdict_text(verdict_of(result)));
    fingerprints.push_back(result.fingerprint.substr(0, 16));
  }
  rows.push_back(std::move(verdicts));
  rows.push_back(std::move(fingerprints));
  return titled(paint, "Side by side, by phase", phases_text(results, page)) +
         titled(paint, "Side by side, breakers", breakers_text(results, page)) +
         titled(paint, "Side by side, the whole run", table_text(rows)) +
         titled(paint, "Between the variants", expectations_text(comparisons, paint, page));
}

}  // namespace orrery
