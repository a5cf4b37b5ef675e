#include "run/measure_traffic.h"

#include <utility>

#include "core/check.h"

namespace orrery {

bool TrafficMeasure::computes(std::string_view metric) {
  return metric == "messages_delivered" || metric == "messages_dropped" || metric == "bytes_delivered" ||
         metric == "message_delay" || metric == "timers_fired" || metric == "requests" || metric == "arrival_rate";
}

std::span<const RecordKind> TrafficMeasure::kinds() const {
  static constexpr RecordKind kKinds[] = {RecordKind::delivered, RecordKind::dropped, RecordKind::timer_fired};
  return kKinds;
}

// Most of all Records come here: what they add up to is kept at hand, and delays that repeat are added at once.
void TrafficMeasure::on_records(std::span<const Record> records) {
  std::int64_t delivered = 0, bytes = 0, requests = 0;
  std::int64_t delay = 0;
  std::uint64_t times = 0;
  // Records come in the order of time.
  const bool all_count = !records.empty() && nodes().is_all() && window().contains(records.front().time) &&
                         window().contains(records.back().time);
  for (const Record& record : records) {
    const bool is_delivered = record.kind == RecordKind::delivered;
    if (!is_delivered && record.kind != RecordKind::timer_fired && record.kind != RecordKind::dropped) continue;
    if (!all_count && !counts(record)) continue;
    if (!is_delivered) {
      ++(record.kind == RecordKind::dropped ? dropped_ : timers_);
      continue;
    }
    ++delivered;
    bytes += record.b;
    if (record.name == kCall.id()) ++requests;
    const std::int64_t took = (record.time - Instant::nanoseconds(record.a)).nanoseconds();
    if (took != delay) {
      delay_.add(delay, std::exchange(times, 0));
      delay = took;
    }
    ++times;
  }
  delay_.add(delay, times);
  delivered_ += delivered;
  bytes_ += bytes;
  requests_ += requests;
}

std::optional<double> TrafficMeasure::figure(std::string_view metric, std::string_view statistic) const {
  if (metric == "messages_delivered") return static_cast<double>(delivered_);
  if (metric == "messages_dropped") return static_cast<double>(dropped_);
  if (metric == "bytes_delivered") return static_cast<double>(bytes_);
  if (metric == "timers_fired") return static_cast<double>(timers_);
  if (metric == "requests") return static_cast<double>(requests_);
  if (metric == "arrival_rate")
    return length_ == Duration() ? std::nullopt : std::optional(static_cast<double>(requests_) / length_.seconds());
  ORRERY_CHECK(metric == "message_delay", "a metric of traffic");
  return statistic_of(delay_, statistic);
}

}  // namespace orrery
