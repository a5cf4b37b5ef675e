#include "views/charts.h"

#include <QSignalSpy>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/reference_runs.h"

namespace orrery::gui {

using namespace orrery::literals;

namespace {

const Series* find(const SeriesTable& table, std::string_view metric, std::string_view of) {
  for (const Series& series : table.series)
    if (series.metric == metric && series.of == of && !series.isRunningTotal) return &series;
  return nullptr;
}

SeriesTable tableOf(const RunSession& session, std::size_t buckets) {
  auto table = readSeries(session.file().path(), buckets, [](double) { return true; });
  REQUIRE(table.has_value());
  return *std::move(table);
}

}  // namespace

TEST_CASE("what is counted in buckets adds up to what the run counted") {
  const auto session = leaderCrash().session();
  const SeriesTable table = tableOf(*session, 16);
  for (const auto& [metric, of] : {std::pair("operations", "client"), std::pair("messages_delivered", ""),
                                   std::pair("elections", "server"), std::pair("leaderless_time", "server")}) {
    const Series* series = find(table, metric, of);
    REQUIRE(series != nullptr);
    double sum = 0;
    for (const auto& value : series->values) sum += value.value_or(0);
    CHECK(sum == Approx(series->whole.value_or(-1)));
    const auto result = session->file().result();
    REQUIRE(result.has_value());
    for (const MetricFinding& finding : result->metrics)
      if (finding.name == metric && finding.of == of && finding.statistic.empty())
        CHECK(finding.figure.value_or(-1) == Approx(*series->whole));
  }
}

TEST_CASE("expectations on metrics have their windows, bounds and verdicts") {
  const auto session = leaderCrash().session();
  const SeriesTable table = tableOf(*session, 8);
  REQUIRE(table.bounds.size() == 2);
  const ExpectedBound& leaderless = table.bounds[0];
  CHECK(table.series[leaderless.series].metric == "leaderless_time");
  CHECK(leaderless.from == Instant::at(2_s));
  CHECK(leaderless.bound.value_or(0) == Approx(700e6));
  CHECK(leaderless.verdict == Verdict::held);
  const ExpectedBound& success = table.bounds[1];
  CHECK(success.isLeast);
  CHECK(success.bound.value_or(0) == Approx(0.999));
}

TEST_CASE("a bound on a sum is held against the running total in its window, which ends at the figure of the verdict") {
  const auto session = leaderCrash().session();
  const SeriesTable table = tableOf(*session, 64);
  const ExpectedBound& bound = table.bounds[0];
  const Series& total = table.series[bound.series];
  REQUIRE(total.metric == "leaderless_time");
  CHECK(total.isRunningTotal);
  // Below the slices that it adds up.
  REQUIRE(bound.series > 0);
  const Series& slices = table.series[bound.series - 1];
  CHECK(slices.metric == "leaderless_time");
  CHECK_FALSE(slices.isRunningTotal);
  std::optional<double> before;
  for (std::size_t i = 0; i < table.buckets; ++i) {
    const auto& value = total.values[i];
    CHECK(value.has_value() == (table.startOf(i + 1) > bound.from && table.startOf(i) < bound.to));
    if (value && before) CHECK(*value >= *before);
    if (value) before = value;
  }
  CHECK(before == total.whole);
  // The crash at 2 s, and not what the start of the run had taken.
  CHECK(total.whole.value_or(0) == Approx(161e6).margin(1e6));
  CHECK(slices.whole.value_or(0) == Approx(330e6).margin(1e6));
  for (const ExpectedBound& one : table.bounds)
    if (table.series[one.series].metric == "success_rate") CHECK_FALSE(table.series[one.series].isRunningTotal);
}

TEST_CASE("an expectation that is held against another variant has no bound in the charts of one") {
  const test::MadeRun run("ambassador/endpoint-crash", {"--variant", "checked", "--until", "1s"});
  const SeriesTable table = tableOf(*run.session(), 8);
  CHECK_FALSE(table.bounds.empty());
  for (const ExpectedBound& bound : table.bounds) CHECK(table.series[bound.series].metric != "goodput");
}

TEST_CASE("a computation that is stopped comes to nothing") {
  const auto session = leaderCrash().session();
  const auto table = readSeries(session->file().path(), 8, [](double) { return false; });
  REQUIRE_FALSE(table.has_value());
  CHECK(table.error().empty());
}

TEST_CASE("a pixel column has the least and the most of its buckets") {
  SeriesTable table{.end = Instant::at(8_s), .buckets = 8, .series = {}, .bounds = {}};
  const Series series{"operations", "", "", MetricUnit::count, {1.0, 5.0, 2.0, std::nullopt, 4.0, 4.0, 9.0, 0.0}, {}};
  const auto columns = columnsOf(series, table, TimelineAxis({Instant::start(), 8_s}, 2));
  REQUIRE(columns.size() == 2);
  CHECK(columns[0].least == 1);
  CHECK(columns[0].most == 5);
  CHECK(columns[1].least == 0);
  CHECK(columns[1].most == 9);
}

TEST_CASE("the picture of the charts") {
  const auto session = leaderCrash().session();
  ChartsView view(*session, nullptr);
  view.resize(900, 420);
  view.show();
  session->seek(Instant::at(2500_ms));
  REQUIRE(QTest::qWaitFor([&] { return view.isReady(); }, 60'000));
  CHECK(view.textEquivalent().contains("leaderless time of server"));
  checkPicture(view, "charts");
}

}  // namespace orrery::gui
