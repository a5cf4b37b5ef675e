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

enum class Against { bucket, runningTotal, nothing };

// What a bucket measures can be held against a bound over a longer window where it is a share, a rate or a quantile; of
// a sum, what has come together since the window began.
Against measuredAgainst(const MetricDeclaration& metric) {
  if (metric.form == MetricForm::histogram || metric.unit == MetricUnit::percent || metric.unit == MetricUnit::rate ||
      metric.unit == MetricUnit::ratio)
    return Against::bucket;
  return metric.name == "time_to_recover" ? Against::nothing : Against::runningTotal;
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
  bound.isLeast = expectation.at_least.has_value();
  const auto& text = bound.isLeast ? expectation.at_least : expectation.at_most ? expectation.at_most : expectation.is;
  if (text && measuredAgainst(*metric) != Against::nothing) bound.bound = read_bound(metric->unit, *text);
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

// A row of the table: a metric by buckets, or what a sum comes to from the beginning of a window on.
struct Row {
  SummaryQuery asked;
  std::optional<Window> totalOf = {};
};

// What is asked for, in order; each running total below the buckets that it adds up. Moves the bounds to their rows.
std::vector<Row> rowsOf(std::vector<SummaryQuery> asked, std::vector<ExpectedBound>& bounds) {
  std::vector<Row> rows;
  std::vector<std::size_t> row(bounds.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const std::size_t buckets = rows.size();
    const bool isSummed = measuredAgainst(*asked[i].query.metric) == Against::runningTotal;
    rows.push_back({asked[i]});
    for (std::size_t b = 0; b < bounds.size(); ++b) {
      if (bounds[b].series != i) continue;
      row[b] = buckets;
      if (!isSummed || !bounds[b].bound) continue;
      const Window window{bounds[b].from, bounds[b].to};
      const auto known =
          std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(buckets), rows.end(), [&](const Row& one) {
            return one.totalOf && one.totalOf->begin == window.begin && one.totalOf->end == window.end;
          });
      row[b] = static_cast<std::size_t>(known - rows.begin());
      if (known == rows.end()) rows.push_back({asked[i], window});
    }
  }
  for (std::size_t b = 0; b < bounds.size(); ++b) bounds[b].series = row[b];
  return rows;
}

// What a row measures by the bucket; nothing of one that lies outside of its window.
std::optional<Window> windowOf(const Row& row, const SeriesTable& table, std::size_t bucket) {
  const bool isLast = bucket + 1 == table.buckets;
  const Window whole{table.startOf(bucket), isLast ? Instant::max() : table.startOf(bucket + 1)};
  if (!row.totalOf) return whole;
  if (whole.end <= row.totalOf->begin || whole.begin >= row.totalOf->end) return std::nullopt;
  return Window{row.totalOf->begin, std::min(whole.end, row.totalOf->end)};
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
  const std::vector<Row> rows = rowsOf(std::move(asked), table.bounds);

  std::vector<MetricQuery> queries;
  const auto ask = [&](const Row& row, const std::optional<Window>& window) {
    MetricQuery& query = queries.emplace_back(row.asked.query);
    if (window) query.window = *window;
  };
  for (const Row& row : rows) {
    ask(row, row.totalOf);
    for (std::size_t i = 0; i < buckets; ++i)
      if (const auto window = windowOf(row, table, i)) ask(row, window);
  }
  Metrics metrics(file.info().nodes.size(), queries);
  Sink* const sinks[] = {&metrics};
  run_file::replay(file, sinks, progress);

  std::size_t next = 0;
  for (const Row& row : rows) {
    const MetricQuery& query = row.asked.query;
    Series& series = table.series.emplace_back(Series{std::string(query.metric->name),
                                                      query.statistic,
                                                      row.asked.of,
                                                      query.metric->unit,
                                                      {},
                                                      metrics.figure(next++),
                                                      row.totalOf.has_value()});
    for (std::size_t i = 0; i < buckets; ++i)
      series.values.push_back(windowOf(row, table, i) ? metrics.figure(next++) : std::nullopt);
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
