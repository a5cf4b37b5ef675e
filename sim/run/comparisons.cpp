#include "run/comparisons.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/check.h"
#include "run/expectation_text.h"

namespace orrery {

namespace {

const RunResult* find_variant(std::span<const RunResult> results, const std::string& variant) {
  const auto found =
      std::find_if(results.begin(), results.end(), [&](const RunResult& result) { return result.variant == variant; });
  return found == results.end() ? nullptr : &*found;
}

const ComparedFigure* find_figure(const RunResult* result, int line) {
  if (result == nullptr) return nullptr;
  const auto found = std::find_if(result->compared.begin(), result->compared.end(),
                                  [&](const ComparedFigure& compared) { return compared.line == line; });
  return found == result->compared.end() ? nullptr : &*found;
}

bool allows(const Expectation& expectation, double figure, double other) {
  const auto multiple = [&](const std::string& factor) { return read_bound(MetricUnit::ratio, factor) * other; };
  return (!expectation.at_least || is_at_least(figure, multiple(*expectation.at_least))) &&
         (!expectation.at_most || is_at_most(figure, multiple(*expectation.at_most)));
}

Finding judge(const Expectation& expectation, const RunResult* result, const RunResult* other) {
  const ComparedFigure* ours = find_figure(result, expectation.line);
  const ComparedFigure* theirs = find_figure(other, expectation.line);
  const std::string bounds = bounds_text(expectation);
  if (ours == nullptr || theirs == nullptr) return {Verdict::undecided, fmt::format("not both were run ({})", bounds)};
  std::string text = fmt::format("{} against {}", ours->text, theirs->text);
  if (!ours->figure || !theirs->figure || (*ours->figure == 0 && *theirs->figure == 0))
    return {Verdict::undecided, fmt::format("{} ({})", text, bounds)};
  const double times = *ours->figure / *theirs->figure;
  if (std::isfinite(times))
    text += times < 1 ? fmt::format(", {:.1f}% of that", 100 * times) : fmt::format(", {:.1f} times as much", times);
  return {allows(expectation, *ours->figure, *theirs->figure) ? Verdict::held : Verdict::failed,
          fmt::format("{} ({})", text, bounds)};
}

}  // namespace

std::vector<ExpectationFinding> find_comparisons(std::span<const Scenario> scenarios,
                                                 std::span<const RunResult> results) {
  std::map<int, ExpectationFinding> found;  // by line
  for (const Scenario& scenario : scenarios)
    for (const Expectation& expectation : scenario.expectations) {
      if (expectation.than.empty() || expectation.variant != scenario.variant) continue;
      found[expectation.line] = {
          fmt::format("{}, {} against {}", claim_text(expectation), expectation.variant, expectation.than),
          expectation.line,
          judge(expectation, find_variant(results, expectation.variant), find_variant(results, expectation.than))};
    }
  std::vector<ExpectationFinding> findings;
  for (auto& [line, finding] : found) findings.push_back(std::move(finding));
  return findings;
}

}  // namespace orrery
