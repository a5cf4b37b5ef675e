#include "run/measure_operations.h"

#include "core/check.h"

namespace orrery {

bool OperationsMeasure::computes(std::string_view metric) {
  return metric == "operations" || metric == "success_rate" || metric == "latency";
}

std::span<const RecordKind> OperationsMeasure::kinds() const {
  static constexpr RecordKind kKinds[] = {RecordKind::invoked, RecordKind::ok, RecordKind::failed, RecordKind::info};
  return kKinds;
}

void OperationsMeasure::on_record(const Record& record) {
  if (!nodes().contains(record.node)) return;
  if (record.kind == RecordKind::invoked) {
    open_[{record.node, record.a}] = record.time;
    return;
  }
  const auto invoked = open_.find({record.node, record.a});
  ORRERY_CHECK(invoked != open_.end(), "an operation to be invoked before it ends, and to end once");
  if (counts(record)) {
    ++ended_;
    if (record.kind == RecordKind::ok) {
      ++succeeded_;
      latency_.add((record.time - invoked->second).nanoseconds());
    }
  }
  open_.erase(invoked);
}

std::optional<double> OperationsMeasure::figure(std::string_view metric, std::string_view statistic) const {
  if (metric == "operations") return static_cast<double>(ended_);
  if (metric == "latency") return statistic_of(latency_, statistic);
  ORRERY_CHECK(metric == "success_rate", "a metric of operations");
  if (ended_ == 0) return std::nullopt;
  return static_cast<double>(succeeded_) / static_cast<double>(ended_);
}

}  // namespace orrery
