#include "run/report_phases.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/value_text.h"
#include "run/story_clock.h"
#include "run/text_table.h"

namespace orrery {

namespace {

bool is_same(const MetricFinding& a, const MetricFinding& b) {
  return a.name == b.name && a.statistic == b.statistic && a.of == b.of;
}

const MetricFinding* find_metric_of(const PhaseFinding& phase, const MetricFinding& asked) {
  const auto found = std::find_if(phase.metrics.begin(), phase.metrics.end(),
                                  [&](const MetricFinding& metric) { return is_same(metric, asked); });
  return found == phase.metrics.end() ? nullptr : &*found;
}

// Nothing happened, or nothing out of the ordinary: one attempt for each.
bool is_telling(const MetricFinding& metric) {
  if (!metric.figure) return false;
  if (unit_of(metric) == MetricUnit::ratio) return std::fabs(*metric.figure - 1) >= 0.005;
  return *metric.figure != 0;
}

// The metrics of all variants, in the order of the first that has them, where any phase of any variant has something to
// tell.
std::vector<MetricFinding> told_metrics(std::span<const RunResult> results) {
  std::vector<MetricFinding> told;
  for (const RunResult& result : results)
    for (const PhaseFinding& phase : result.phases)
      for (const MetricFinding& metric : phase.metrics)
        if (is_telling(metric) &&
            std::none_of(told.begin(), told.end(), [&](const MetricFinding& known) { return is_same(known, metric); }))
          told.push_back(metric);
  // In the order in which they were asked for, not that in which they had something to tell.
  std::vector<MetricFinding> in_order;
  for (const RunResult& result : results)
    for (const MetricFinding& metric : result.phases.front().metrics) {
      const auto is_it = [&](const MetricFinding& known) { return is_same(known, metric); };
      if (std::any_of(told.begin(), told.end(), is_it) && std::none_of(in_order.begin(), in_order.end(), is_it))
        in_order.push_back(metric);
    }
  return in_order;
}

bool have_same_phases(std::span<const RunResult> results) {
  const auto& first = results.front().phases;
  return std::all_of(results.begin(), results.end(), [&](const RunResult& result) {
    return std::equal(first.begin(), first.end(), result.phases.begin(), result.phases.end(),
                      [](const PhaseFinding& a, const PhaseFinding& b) {
                        return a.name == b.name && a.begin == b.begin && a.end == b.end;
                      });
  });
}

// "10 s", "2.042 s": to the millisecond.
std::string moment_text(Instant instant) {
  const bool is_round = instant.nanoseconds() % 1'000'000 == 0;
  return is_round ? exact_text(instant.since_start()) : to_text(instant);
}

// The phases first..last - 1; each metric on a line of its own where `is_stacked`.
TableRows phase_rows(std::span<const RunResult> results, std::size_t first, std::size_t last, bool is_stacked) {
  const std::vector<PhaseFinding>& phases = results.front().phases;
  const bool has_variants = results.size() > 1;
  TableRows rows(2, std::vector<std::string>(is_stacked || !has_variants ? 1 : 2));
  for (std::size_t i = first; i < last; ++i) {
    rows[0].push_back(phases[i].name);
    rows[1].push_back(fmt::format("{} to {}", moment_text(phases[i].begin), moment_text(phases[i].end)));
  }
  for (const MetricFinding& metric : told_metrics(results)) {
    bool is_named = false;
    for (const RunResult& result : results) {
      std::vector<std::string> row;
      if (!is_stacked) row.push_back(is_named ? "" : name_text(metric));
      if (is_stacked || has_variants) row.push_back((is_stacked ? "  " : "") + result.variant);
      bool has_figure = false;
      for (std::size_t i = first; i < last; ++i) {
        const MetricFinding* found = find_metric_of(result.phases[i], metric);
        has_figure = has_figure || (found != nullptr && found->figure);
        row.push_back(found == nullptr ? "-" : cell_text(*found));
      }
      // A variant without the thing, a breaker say, has no line of dashes.
      if (!has_figure) continue;
      if (is_stacked && !is_named) rows.push_back({name_text(metric)});
      is_named = true;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

// As phase_rows, but for the names that stand alone on their lines and widen no column.
std::size_t stacked_width(const TableRows& rows) {
  TableRows cells;
  for (const auto& row : rows)
    if (row.size() > 1) cells.push_back(row);
  return table_width(cells);
}

std::string stacked_text(const TableRows& rows) {
  TableRows cells;
  for (const auto& row : rows)
    if (row.size() > 1) cells.push_back(row);
  const std::string all = table_text(cells);
  std::string text;
  std::size_t at = 0;
  for (const auto& row : rows) {
    if (row.size() == 1) {
      text += "  " + row.front() + "\n";
      continue;
    }
    const std::size_t end = all.find('\n', at) + 1;
    text += all.substr(at, end - at);
    at = end;
  }
  return text;
}

}  // namespace

std::string phases_text(std::span<const RunResult> results, const Page& page) {
  const std::size_t count = results.front().phases.size();
  if (count == 0 || !have_same_phases(results)) return {};
  const TableRows whole = phase_rows(results, 0, count, false);
  if (whole.size() == 2) return {};
  if (!page.breaks || table_width(whole) <= page.width) return table_text(whole);
  std::string text;
  for (std::size_t first = 0; first < count;) {
    std::size_t last = count;
    while (last > first + 1 && stacked_width(phase_rows(results, first, last, true)) > page.width) --last;
    text += (first == 0 ? "" : "\n") + stacked_text(phase_rows(results, first, last, true));
    first = last;
  }
  return text;
}

namespace {

constexpr std::size_t kBreakersShown = 12;

std::string probings_text(std::int64_t probings) {
  return fmt::format("half-open {} time{}", probings, probings == 1 ? "" : "s");
}

std::string one_text(const BreakerFinding& breaker) {
  return fmt::format("opened at {}{}, {}{}", kTurnClock.text(breaker.opened),
                     breaker.why.empty() ? "" : fmt::format(" ({})", breaker.why),
                     breaker.probings == 0 ? "" : probings_text(breaker.probings) + ", ",
                     breaker.closed ? "closed at " + kTurnClock.text(*breaker.closed) : "did not close again");
}

std::string who_text(const std::string& who, const std::string& on) {
  return on.empty() ? who : fmt::format("{} on {}", who, on);
}

// Of breakers of one group of nodes on the same.
std::string all_text(const std::vector<const BreakerFinding*>& breakers) {
  Instant first = Instant::max();
  std::optional<Instant> last;
  std::int64_t probings = 0, open = 0;
  for (const BreakerFinding* breaker : breakers) {
    first = std::min(first, breaker->opened);
    probings += breaker->probings;
    if (breaker->closed)
      last = std::max(last.value_or(*breaker->closed), *breaker->closed);
    else
      ++open;
  }
  std::string text =
      fmt::format("opened {} times, first at {}, {}", breakers.size(), kTurnClock.text(first), probings_text(probings));
  if (last) text += fmt::format(", last closed at {}", kTurnClock.text(*last));
  if (open > 0) text += fmt::format(", {} did not close again", open);
  return text;
}

std::string group_of(const std::string& node) { return node.substr(0, node.rfind('-')); }

std::vector<std::pair<std::string, std::string>> lines_of(const RunResult& result) {
  std::vector<std::pair<std::string, std::string>> lines;
  if (result.breakers.size() <= kBreakersShown) {
    for (const BreakerFinding& breaker : result.breakers)
      lines.emplace_back(who_text(breaker.node, breaker.on), one_text(breaker));
    return lines;
  }
  std::map<std::pair<std::string, std::string>, std::vector<const BreakerFinding*>> by_group;
  for (const BreakerFinding& breaker : result.breakers)
    by_group[{group_of(breaker.node), breaker.on}].push_back(&breaker);
  for (const auto& [who, breakers] : by_group) lines.emplace_back(who_text(who.first, who.second), all_text(breakers));
  return lines;
}

}  // namespace

std::string breakers_text(std::span<const RunResult> results, const Page& page) {
  TableRows heads;
  std::vector<std::string> stories;
  for (const RunResult& result : results)
    for (auto& [who, story] : lines_of(result)) {
      heads.push_back(results.size() > 1 ? std::vector<std::string>{result.variant, who}
                                         : std::vector<std::string>{who});
      stories.push_back(std::move(story));
    }
  if (heads.empty()) return {};
  const std::size_t width = table_width(heads);
  const std::string all = table_text(heads);
  std::string text;
  std::size_t at = 0;
  for (const std::string& story : stories) {
    const std::size_t end = all.find('\n', at);
    text += padded(all.substr(at, end - at), width) + "  " + hanging(story, width + 2, page) + "\n";
    at = end + 1;
  }
  return text;
}

}  // namespace orrery
