// The metrics of a run: a sink that answers the questions it was made with.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/metric_table.h"
#include "core/sink.h"
#include "run/measure.h"

namespace orrery {

class TrafficMeasure;

struct MetricQuery {
  const MetricDeclaration* metric = nullptr;
  std::string statistic;  // of a histogram, one of kMetricStatistics; otherwise empty
  std::vector<NodeId> nodes;
  Window window;
};

class Metrics final : public Sink {
 public:
  Metrics(std::size_t node_count, const std::vector<MetricQuery>& queries);

  void on_start(const RunInfo& info) override;
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

  // The answer to the n-th query, in the metric's base unit (ns, bytes, 1, 1/s; a share for percent); nothing where
  // nothing was measured that would give a figure. Once the run is over.
  std::optional<double> figure(std::size_t query) const;

 private:
  struct Question {
    std::string_view metric;
    std::string statistic;
    const Measure* measure;
  };
  void tell_of_fault(const Record& record, const RecordBatch& batch);
  Measure& measure_for(const MetricQuery& query, std::size_t node_count);

  // What the queries of one measure have in common: the family, the window's two ends, and the nodes.
  using Subject = std::tuple<MeasureFamily, Instant, Instant, std::vector<NodeId>>;
  std::map<Subject, std::unique_ptr<Measure>> measures_;
  std::vector<Question> questions_;
  std::vector<TrafficMeasure*> traffic_;  // those of measures_ that count every delivery: called directly
  std::vector<Measure*> fault_readers_;
  std::vector<RunInfo::NodeInfo> nodes_;  // where somebody reads faults
  std::vector<Measure*> invocation_readers_;
  static constexpr std::size_t kSlots = 7;
  // The others, by the slot of a Record's kind and its node: what a measure costs does not grow with other groups.
  std::array<std::vector<std::vector<Measure*>>, kSlots> readers_;
};

// What figure_text says of an infinite duration: what was waited for has not come.
inline constexpr std::string_view kNever = "never";

// "231 ms", "12", "99.95%", "1.20 MB": a figure as a reader wants it, `-` where there is none.
std::string figure_text(MetricUnit unit, std::optional<double> figure);

}  // namespace orrery
