#include "run/measure_traffic.h"

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
