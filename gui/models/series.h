// The scenario's metrics over time, in buckets, and its expectations as lines among them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "core/metric_table.h"
#include "models/timeline_axis.h"
#include "run/verdict.h"

namespace orrery::gui {

struct Series {
  std::string metric, statistic;
  std::string of;  // a group; empty: the whole system
  MetricUnit unit = MetricUnit::count;
  std::vector<std::optional<double>> values;  // by bucket, in the metric's base unit
  std::optional<double> whole = {};           // of the whole run
  // What a bound on a sum is held against: all since the bound's window began, by the end of each bucket; nothing
  // outside of the window. `whole` is what it comes to.
  bool isRunningTotal = false;
};

// An expectation on the metric of a series.
struct ExpectedBound {
  std::size_t series = 0;
  std::string claim, figure;  // "leaderless_time of server from 2 s to 10 s", "161 ms (at most 700 ms)"
  Instant from, to;
  std::optional<Verdict> verdict = {};  // nothing while the run goes on
  std::optional<double> bound = {};     // in the base unit
  bool isLeast = false;                 // otherwise: at most
};

struct SeriesTable {
  Instant end;
  std::size_t buckets = 0;
  std::vector<Series> series;
  std::vector<ExpectedBound> bounds;

  Duration bucket() const { return Duration::nanoseconds(end.nanoseconds() / static_cast<std::int64_t>(buckets)); }
  Instant startOf(std::size_t index) const { return Instant::at(bucket() * static_cast<std::int64_t>(index)); }
  // Of the last bucket at or before the instant.
  std::size_t bucketAt(Instant time) const;
};

// 0 to 1; false ends it.
using SeriesProgress = std::function<bool(double)>;

// Reads the file by a connection of its own, whole. Series in which nothing was measured are left out. The error is one
// line; it is empty where `progress` ended it.
tl::expected<SeriesTable, std::string> readSeries(const std::string& runFile, std::size_t buckets,
                                                  const SeriesProgress& progress);

// The least and the most of a series in each pixel column of an axis: what is drawn of it, whatever its length.
struct PlotColumn {
  double x = 0;
  double least = 0, most = 0;
};
std::vector<PlotColumn> columnsOf(const Series& series, const SeriesTable& table, const TimelineAxis& axis);

}  // namespace orrery::gui
