#include "run/measure_recovery.h"

#include <algorithm>
#include <limits>

#include "core/check.h"

namespace orrery {

namespace {

constexpr Duration kSecond = Duration::seconds(1);

// At least 95%.
bool is_served(std::int64_t succeeded, std::int64_t ended) { return 20 * succeeded >= 19 * ended; }

}  // namespace

bool RecoveryMeasure::computes(std::string_view metric) { return metric == "time_to_recover"; }

std::span<const RecordKind> RecoveryMeasure::kinds() const {
  static constexpr RecordKind kKinds[] = {RecordKind::ok, RecordKind::failed, RecordKind::info};
  return kKinds;
}

void RecoveryMeasure::on_fault(const Record& record, const FaultVictims&) {
  if (!window().contains(record.time)) return;
  fault_over_ = record.time;
  seconds_.clear();
}

void RecoveryMeasure::on_record(const Record& record) {
  if (!fault_over_ || !counts(record)) return;
  const auto second = static_cast<std::size_t>((record.time - *fault_over_) / kSecond);
  if (seconds_.size() <= second) seconds_.resize(second + 1);
  ++seconds_[second].ended;
  if (record.kind == RecordKind::ok) ++seconds_[second].succeeded;
}

std::optional<double> RecoveryMeasure::figure(std::string_view metric, std::string_view) const {
  ORRERY_CHECK(metric == "time_to_recover", "a metric of recovery");
  if (!fault_over_) return std::nullopt;
  // A part of a second at the end tells too little.
  const auto whole = std::min(static_cast<std::size_t>((end_ - *fault_over_) / kSecond), seconds_.size());
  if (whole == 0) return std::nullopt;
  std::size_t recovered = whole;
  while (recovered > 0 && is_served(seconds_[recovered - 1].succeeded, seconds_[recovered - 1].ended)) --recovered;
  if (recovered == whole) return std::numeric_limits<double>::infinity();
  return static_cast<double>((kSecond * static_cast<std::int64_t>(recovered)).nanoseconds());
}

}  // namespace orrery
