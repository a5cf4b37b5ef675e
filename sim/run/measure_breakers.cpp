#include "run/measure_breakers.h"

#include <algorithm>
#include <map>
#include <string>

#include "core/check.h"

namespace orrery {

namespace {

// As services/call_observed.h declares them.
constexpr Name kOpened{"breaker_opened"};
constexpr Name kProbing{"breaker_probing"};
constexpr Name kReopened{"breaker_reopened"};
constexpr Name kOverdue{"breaker_overdue"};
constexpr Name kClosed{"breaker_closed"};
constexpr std::int64_t kEndpointsOwn = std::int64_t{1} << 32;

constexpr RecordKind kKinds[] = {RecordKind::event, RecordKind::crashed};

}  // namespace

bool BreakersMeasure::computes(std::string_view metric) {
  return metric == "trips" || metric == "false_trips" || metric == "breaker_open_time" || metric == "time_to_trip";
}

std::span<const RecordKind> BreakersMeasure::kinds() const { return kKinds; }

void BreakersMeasure::on_start(const RunInfo& info) {
  std::map<std::string, std::uint32_t> groups;
  for (const RunInfo::NodeInfo& node : info.nodes)
    group_of_.push_back(groups.try_emplace(node.group, static_cast<std::uint32_t>(groups.size())).first->second);
}

void BreakersMeasure::on_record(const Record& record) {
  if (record.kind == RecordKind::fault_began) {
    faults_[record.name] = {record.peer, record.time};
  } else if (record.kind == RecordKind::fault_ended) {
    faults_.erase(record.name);
  } else if (!nodes().contains(record.node)) {
    return;
  } else if (record.kind == RecordKind::crashed) {
    while (true) {
      const auto found = open_since_.lower_bound({record.node, NodeId{0}});
      if (found == open_since_.end() || found->first.first != record.node) break;
      close(found->first, record.time);
    }
  } else if (record.name == kProbing.id() || record.name == kClosed.id()) {
    close({record.node, record.peer}, record.time);
  } else if (record.name == kOpened.id() || record.name == kReopened.id() || record.name == kOverdue.id()) {
    open_since_.try_emplace({record.node, record.peer}, record.time);
    if (record.name == kOpened.id() && counts(record)) on_trip(record);
  }
}

void BreakersMeasure::on_trip(const Record& record) {
  ++trips_;
  std::optional<Instant> latest;
  for (const auto& [id, fault] : faults_) {
    const bool is_everywhere = fault.first == kNoNode || record.peer == kNoNode;
    const bool is_own = record.c >= kEndpointsOwn;
    const bool hits = is_everywhere || (is_own ? fault.first == record.peer
                                               : group_of_[index(fault.first)] == group_of_[index(record.peer)]);
    if (hits) latest = std::max(latest.value_or(fault.since), fault.since);
  }
  if (latest) {
    time_to_trip_.add((record.time - *latest).nanoseconds());
  } else {
    ++false_trips_;
  }
}

void BreakersMeasure::close(std::pair<NodeId, NodeId> breaker, Instant at) {
  const auto open = open_since_.find(breaker);
  if (open == open_since_.end()) return;
  const Instant from = std::max(open->second, window().begin);
  const Instant to = std::min(at, window().end);
  if (from < to) open_time_ += to - from;
  open_since_.erase(open);
}

void BreakersMeasure::on_finish(Instant end) {
  while (!open_since_.empty()) close(open_since_.begin()->first, end);
}

std::optional<double> BreakersMeasure::figure(std::string_view metric, std::string_view statistic) const {
  if (metric == "trips") return static_cast<double>(trips_);
  if (metric == "false_trips") return static_cast<double>(false_trips_);
  if (metric == "breaker_open_time") return static_cast<double>(open_time_.nanoseconds());
  ORRERY_CHECK(metric == "time_to_trip", "a metric of breakers");
  return statistic_of(time_to_trip_, statistic);
}

}  // namespace orrery
