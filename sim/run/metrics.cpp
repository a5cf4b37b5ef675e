#include "run/metrics.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/check.h"
#include "core/time.h"
#include "run/measure_traffic.h"

namespace orrery {

namespace {

constexpr std::size_t kNoSlot = 99;

// A small number for each other kind that some measure reads; the order says nothing.
std::size_t slot_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::state: return 0;
    case RecordKind::event: return 1;
    case RecordKind::crashed: return 2;
    case RecordKind::invoked: return 3;
    case RecordKind::ok: return 4;
    case RecordKind::failed: return 5;
    case RecordKind::info: return 6;
    default: return kNoSlot;
  }
}

std::string bytes_text(double bytes) {
  struct Unit {
    double bytes;
    const char* symbol;
  };
  constexpr Unit kUnits[] = {{1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}};
  for (const Unit& unit : kUnits)
    if (std::fabs(bytes) >= unit.bytes) return fmt::format("{:.2f} {}", bytes / unit.bytes, unit.symbol);
  return fmt::format("{:.0f} B", bytes);
}

}  // namespace

Metrics::Metrics(std::size_t node_count, const std::vector<MetricQuery>& queries) {
  for (const MetricQuery& query : queries)
    questions_.push_back({query.metric->name, query.statistic, &measure_for(query, node_count)});
}

Measure& Metrics::measure_for(const MetricQuery& query, std::size_t node_count) {
  const MeasureFamily family = family_of(query.metric->name);
  auto& known = measures_[{family, query.window.begin, query.window.end, query.nodes}];
  if (known != nullptr) return *known;
  known = make_measure(family, NodeSet(node_count, query.nodes), query.window);
  Measure& measure = *known;
  if (family == MeasureFamily::traffic) {
    traffic_.push_back(static_cast<TrafficMeasure*>(&measure));
    return measure;
  }
  if (measure.reads_faults()) fault_readers_.push_back(&measure);
  if (measure.reads_invocations()) invocation_readers_.push_back(&measure);
  for (const RecordKind kind : measure.kinds()) {
    ORRERY_CHECK(slot_of(kind) < kSlots, "a slot for every kind that a measure reads");
    auto& by_node = readers_[slot_of(kind)];
    by_node.resize(node_count);
    for (const NodeId node : query.nodes) by_node[index(node)].push_back(&measure);
  }
  return measure;
}

void Metrics::on_start(const RunInfo& info) {
  if (!fault_readers_.empty()) nodes_ = info.nodes;
  for (const auto& [subject, measure] : measures_) measure->on_start(info);
}

void Metrics::tell_of_fault(const Record& record, const RecordBatch& batch) {
  const auto described = std::find_if(batch.descriptions.begin(), batch.descriptions.end(),
                                      [&](const RecordBatch::Described& one) { return one.record == record.id; });
  const FaultVictims victims =
      described == batch.descriptions.end() ? FaultVictims() : victims_of(described->description, nodes_);
  for (Measure* measure : fault_readers_) measure->on_fault(record, victims);
}

void Metrics::on_batch(const RecordBatch& batch) {
  for (TrafficMeasure* measure : traffic_) measure->on_records(batch.records);
  for (const Record& record : batch.records) {
    if (is_traffic(record.kind)) continue;
    const bool is_of_fault = record.kind == RecordKind::fault_began || record.kind == RecordKind::fault_ended;
    if (is_of_fault && !fault_readers_.empty()) tell_of_fault(record, batch);
    if (record.kind == RecordKind::invoked)
      for (Measure* measure : invocation_readers_) measure->on_record(record);
    const std::size_t slot = slot_of(record.kind);
    if (slot == kNoSlot || index(record.node) >= readers_[slot].size()) continue;
    for (Measure* measure : readers_[slot][index(record.node)]) measure->on_record(record);
  }
}

void Metrics::on_finish(Instant end) {
  for (const auto& [subject, measure] : measures_) measure->on_finish(end);
}

std::optional<double> Metrics::figure(std::size_t query) const {
  ORRERY_CHECK(query < questions_.size(), "a metric that was asked for");
  const Question& question = questions_[query];
  return question.measure->figure(question.metric, question.statistic);
}

std::string figure_text(MetricUnit unit, std::optional<double> figure) {
  if (!figure) return "-";
  if (std::isinf(*figure)) return std::string(kNever);
  switch (unit) {
    case MetricUnit::count: return fmt::format("{:.0f}", *figure);
    case MetricUnit::duration: return to_text(Duration::nanoseconds(std::llround(*figure)));
    case MetricUnit::bytes: return bytes_text(*figure);
    // Cut, not rounded: only what is whole reads as 100%.
    case MetricUnit::percent: return fmt::format("{:.2f}%", std::floor(*figure * 1e4 + 1e-6) / 100);
    case MetricUnit::ratio: return fmt::format("{:.2f}", *figure);
    case MetricUnit::rate: return fmt::format("{:.1f}/s", *figure);
  }
  check_failed("a unit of metrics", __FILE__, __LINE__);
}

}  // namespace orrery
