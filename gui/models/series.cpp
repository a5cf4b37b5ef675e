#include "models/series.h"

#include <algorithm>
#include <cmath>

#include "models/run_scenario.h"
#include "run/expectation_text.h"
#include "run/metrics.h"
#include "run/summary_queries.h"
#include "run_file/replay.h"
#include "run_file/sqlite.h"

namespace orrery::gui {

namespace {

// What a bucket measures can be held against a bound over a longer window: a share, a rate, a quantile.
bool isComparable(const MetricDeclaration& metric) {
  return metric.form == MetricForm::histogram || metric.unit == MetricUnit::percent ||
         metric.unit == MetricUnit::rate || metric.unit == MetricUnit::ratio;
}

// Nothing where the fault has not struck.
std::optional<Instant> instantOf(const run_file::RunFile& file, const InstantExpression& expression) {
  if (expression.fault.empty()) return Instant::start() + expression.offset;
  const RecordKind kind = expression.fault_end ? RecordKind::fault_ended : RecordKind::fault_began;
  const auto found = file.events_of(kind, name_id(expression.fault), RecordId{1}, 1);
  if (found.empty()) return std::nullopt;
  return found.front().record.time + expression.offset;
}

std::optional<ExpectedBound> boundOf(const run_file::RunFile& file, const Expectation& expectation,
                                     const std::optional<RunResult>& result) {
  ExpectedBound bound{
      .claim = claim_text(expectation), .figure = bounds_text(expectation), .from = {}, .to = file.info().end};
  if (expectation.during) {
    const auto from = instantOf(file, expectation.during->begin);
    const auto to = instantOf(file, expectation.during->end);
    if (!from || !to) return std::nullopt;
    bound.from = *from;
    bound.to = *to;
  } else if (expectation.after) {
    const auto from = instantOf(file, *expectation.after);
    if (!from) return std::nullopt;
    bound.from = *from;
    bound.to = *from + *expectation.within;
  }
  const MetricDeclaration* metric = find_metric(expectation.subject);
  if (metric == nullptr) return std::nullopt;
  if (isComparable(*metric)) {
    bound.isLeast = expectation.at_least.has_value();
    if (const auto& text = bound.isLeast         ? expectation.at_least
                           : expectation.at_most ? expectation.at_most
                                                 : expectation.is)
      bound.bound = read_bound(metric->unit, *text);
  }
  if (result)
    for (const ExpectationFinding& finding : result->expectations)
      if (finding.line == expectation.line) {
        bound.verdict = finding.finding.verdict;
        bound.figure = finding.finding.figure;
      }
  return bound;
}

// The series that an expectation is about; one of its own where the summary has none.
std::size_t seriesFor(std::vector<SummaryQuery>& asked, const Scenario& scenario, const Expectation& expectation) {
  const std::string of = expectation.of ? expectation.of->text() : std::string();
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (asked[i].query.metric->name == expectation.subject && asked[i].query.statistic == expectation.statistic &&
        asked[i].of == of)
      return i;
  MetricQuery query{find_metric(expectation.subject), expectation.statistic, {}, {}};
  for (std::uint32_t i = 0; i < scenario.placements.size(); ++i) {
    const Scenario::Placement& placement = scenario.placements[i];
    if (!expectation.of || expectation.of->can_mean(placement.node, placement.group)) query.nodes.push_back(NodeId{i});
  }
  asked.push_back({of, std::move(query)});
  return asked.size() - 1;
}

SeriesTable read(const run_file::RunFile& file, const Scenario& scenario, std::size_t buckets,
                 const std::function<bool(RecordId)>& progress) {
  SeriesTable table{.end = std::max(file.reached(), Instant::nanoseconds(static_cast<std::int64_t>(buckets))),
                    .buckets = buckets,
                    .series = {},
                    .bounds = {}};
  std::vector<SummaryQuery> asked = summary_queries(scenario);
  const auto result = file.result();
  for (const Expectation& expectation : scenario.expectations) {
    const bool counts = expectation.variant.empty() || expectation.variant == scenario.variant;
    // What is held against another variant's figure has no bound in this run.
    if (!counts || expectation.kind != ExpectationKind::metric || !expectation.than.empty()) continue;
    auto bound = boundOf(file, expectation, result);
    if (!bound) continue;
    bound->series = seriesFor(asked, scenario, expectation);
    table.bounds.push_back(*std::move(bound));
  }

  std::vector<MetricQuery> queries;
  for (const SummaryQuery& one : asked) {
    queries.push_back(one.query);
    for (std::size_t i = 0; i < buckets; ++i) {
      MetricQuery query = one.query;
      query.window = {table.startOf(i), i + 1 == buckets ? Instant::max() : table.startOf(i + 1)};
      queries.push_back(std::move(query));
    }
  }
  Metrics metrics(file.info().nodes.size(), queries);
  Sink* const sinks[] = {&metrics};
  run_file::replay(file, sinks, progress);

  std::size_t next = 0;
  for (const SummaryQuery& one : asked) {
    Series& series = table.series.emplace_back(Series{std::string(one.query.metric->name),
                                                      one.query.statistic,
                                                      one.of,
                                                      one.query.metric->unit,
                                                      {},
                                                      metrics.figure(next++)});
    for (std::size_t i = 0; i < buckets; ++i) series.values.push_back(metrics.figure(next++));
  }
  return table;
}

// Neither a figure that is nothing throughout, nor one that no node could have.
bool saysNothing(const Series& series) {
  return std::all_of(series.values.begin(), series.values.end(),
                     [](const auto& value) { return !value || *value == 0; });
}

void leaveOutEmpty(SeriesTable& table) {
  std::vector<std::size_t> place(table.series.size());
  std::vector<Series> kept;
  for (std::size_t i = 0; i < table.series.size(); ++i) {
    const bool isExpected = std::any_of(table.bounds.begin(), table.bounds.end(),
                                        [&](const ExpectedBound& bound) { return bound.series == i; });
    place[i] = kept.size();
    if (isExpected || !saysNothing(table.series[i])) kept.push_back(std::move(table.series[i]));
  }
  for (ExpectedBound& bound : table.bounds) bound.series = place[bound.series];
  table.series = std::move(kept);
}

}  // namespace

std::size_t SeriesTable::bucketAt(Instant time) const {
  const std::int64_t index = bucket() > Duration() ? time.since_start() / bucket() : 0;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(index, 0, static_cast<std::int64_t>(buckets) - 1));
}

tl::expected<SeriesTable, std::string> readSeries(const std::string& runFile, std::size_t buckets,
                                                  const SeriesProgress& progress) {
  const auto file = run_file::RunFile::open(runFile);
  if (!file) return tl::unexpected(file.error());
  const auto scenario = scenarioOf(*file);
  if (!scenario) return tl::unexpected(std::string("the scenario of this run is of another version of Orrery"));
  bool goesOn = true;
  const auto last = static_cast<double>(std::max<std::uint64_t>(static_cast<std::uint64_t>(file->last()), 1));
  try {
    SeriesTable table = read(*file, *scenario, buckets, [&](RecordId reached) {
      goesOn = progress(static_cast<double>(reached) / last);
      return goesOn;
    });
    if (!goesOn) return tl::unexpected(std::string());
    leaveOutEmpty(table);
    return table;
  } catch (const SqliteError& error) {
    return tl::unexpected(runFile + ": " + error.what());
  }
}

std::vector<PlotColumn> columnsOf(const Series& series, const SeriesTable& table, const TimelineAxis& axis) {
  std::vector<PlotColumn> columns;
  const std::size_t first = table.bucketAt(axis.span().from);
  const std::size_t last = table.bucketAt(axis.span().to());
  for (std::size_t i = first; i <= last && i < series.values.size(); ++i) {
    if (!series.values[i]) continue;
    const double value = *series.values[i];
    const double x = std::floor(axis.xOf(table.startOf(i)));
    if (!columns.empty() && columns.back().x == x) {
      columns.back().least = std::min(columns.back().least, value);
      columns.back().most = std::max(columns.back().most, value);
    } else {
      columns.push_back({x, value, value});
    }
  }
  return columns;
}

}  // namespace orrery::gui
