#include "run/measure_breakers.h"

#include <algorithm>
#include <map>
#include <string>

#include "core/check.h"
#include "faults/fault.h"

namespace orrery {

namespace {

// As services/call_observed.h declares them.
constexpr Name kOpened{"breaker_opened"};
constexpr Name kProbing{"breaker_probing"};
constexpr Name kReopened{"breaker_reopened"};
constexpr Name kOverdue{"breaker_overdue"};
constexpr Name kClosed{"breaker_closed"};
// Of faults/fault_verbs.cpp: a fault on nodes that is one on all their links.
constexpr Name kIsolate{"isolate"};
constexpr Name kForcedOpen{"breaker_forced_open"};
constexpr Name kAdmitting[] = {kProbing, kClosed, "breaker_disabled", "breaker_metrics_only", "breaker_reset"};
constexpr std::int64_t kEndpointsOwn = std::int64_t{1} << 32;

constexpr RecordKind kKinds[] = {RecordKind::event, RecordKind::crashed};

}  // namespace

bool BreakersMeasure::computes(std::string_view metric) {
  return metric == "trips" || metric == "false_trips" || metric == "breaker_open_time" || metric == "time_to_trip" ||
         metric == "reopening_rate";
}

std::span<const RecordKind> BreakersMeasure::kinds() const { return kKinds; }

void BreakersMeasure::on_start(const RunInfo& info) {
  std::map<std::string, std::uint32_t> groups;
  for (const RunInfo::NodeInfo& node : info.nodes)
    group_of_.push_back(groups.try_emplace(node.group, static_cast<std::uint32_t>(groups.size())).first->second);
}

void BreakersMeasure::on_record(const Record& record) {
  if (!nodes().contains(record.node)) return;
  if (record.kind == RecordKind::crashed) {
    while (true) {
      const auto found = open_since_.lower_bound({record.node, NodeId{0}});
      if (found == open_since_.end() || found->first.first != record.node) break;
      close(found->first, record.time);
    }
  } else if (std::any_of(std::begin(kAdmitting), std::end(kAdmitting),
                         [&](Name event) { return record.name == event.id(); })) {
    close({record.node, record.peer}, record.time);
    if (record.name == kClosed.id() && counts(record)) ++closed_;
  } else if (record.name == kOpened.id() || record.name == kReopened.id() || record.name == kOverdue.id() ||
             record.name == kForcedOpen.id()) {
    open_since_.try_emplace({record.node, record.peer}, record.time);
    if (record.name == kReopened.id() && counts(record)) ++reopened_;
    if (record.name == kOpened.id() && counts(record)) on_trip(record);
  }
}

// What strikes and is over at once, such as an order, leaves nothing in force.
void BreakersMeasure::on_fault(const Record& record, const FaultVictims& victims) {
  if (record.kind == RecordKind::fault_began) {
    const auto verbs = fault_verbs();
    const auto verb = std::find_if(verbs.begin(), verbs.end(), [&](const FaultVerb& candidate) {
      return static_cast<std::int64_t>(candidate.name.id()) == record.a;
    });
    if (verb != verbs.end() && verb->lasting)
      faults_[record.name].push_back({victims, verb->name == kIsolate, record.time});
  } else if (auto& strikes = faults_[record.name]; !strikes.empty()) {
    strikes.erase(strikes.begin());
  }
}

bool BreakersMeasure::concerns(const InForce& fault, const Record& trip) const {
  if (trip.peer == kNoNode) return true;
  const bool is_own = trip.c >= kEndpointsOwn;
  const auto is_callee = [&](NodeId node) {
    return is_own ? node == trip.peer : group_of_[index(node)] == group_of_[index(trip.peer)];
  };
  const auto has_callee = [&](const std::vector<NodeId>& nodes) {
    return std::any_of(nodes.begin(), nodes.end(), is_callee);
  };
  const auto has_caller = [&](const std::vector<NodeId>& nodes) {
    return std::find(nodes.begin(), nodes.end(), trip.node) != nodes.end();
  };
  const FaultVictims& victims = fault.victims;
  return has_callee(victims.nodes) || (fault.is_isolation && has_caller(victims.nodes)) ||
         (has_caller(victims.from) && has_callee(victims.to)) || (has_callee(victims.from) && has_caller(victims.to));
}

void BreakersMeasure::on_trip(const Record& record) {
  ++trips_;
  std::optional<Instant> latest;
  for (const auto& [id, strikes] : faults_)
    for (const InForce& fault : strikes)
      if (concerns(fault, record)) latest = std::max(latest.value_or(fault.since), fault.since);
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
  if (metric == "reopening_rate") {
    if (reopened_ + closed_ == 0) return std::nullopt;
    return static_cast<double>(reopened_) / static_cast<double>(reopened_ + closed_);
  }
  ORRERY_CHECK(metric == "time_to_trip", "a metric of breakers");
  return statistic_of(time_to_trip_, statistic);
}

}  // namespace orrery
