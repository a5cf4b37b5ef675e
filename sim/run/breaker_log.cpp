#include "run/breaker_log.h"

#include <algorithm>
#include <iterator>

namespace orrery {

namespace {

// As services/call_observed.h declares them.
constexpr Name kOpened{"breaker_opened"};
constexpr Name kProbing{"breaker_probing"};
constexpr Name kClosed{"breaker_closed"};
constexpr Name kForcedOpen{"breaker_forced_open"};
constexpr Name kAdmitting[] = {"breaker_reset", "breaker_disabled", "breaker_metrics_only"};
constexpr std::int64_t kEndpointsOwn = std::int64_t{1} << 32;

}  // namespace

void BreakerLog::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (record.kind == RecordKind::event) on_event(record);
    // With the node its breakers are gone; the new ones are closed.
    if (record.kind == RecordKind::crashed)
      std::erase_if(open_, [&](const auto& open) { return open.first.first == record.node; });
  }
}

void BreakerLog::on_event(const Record& event) {
  reached_rates_.follow(event);
  const bool is_forced = event.name == kForcedOpen.id();
  const bool is_opened = event.name == kOpened.id() || is_forced;
  const bool is_closed = event.name == kClosed.id() || std::any_of(std::begin(kAdmitting), std::end(kAdmitting),
                                                                   [&](Name by) { return event.name == by.id(); });
  if (!is_opened && !is_closed && event.name != kProbing.id()) return;
  const auto breaker = std::pair(event.node, event.peer);
  const auto open = open_.find(breaker);
  if (open == open_.end()) {
    if (!is_opened) return;
    open_.emplace(breaker, findings_.size());
    const std::string why = is_forced ? "by order" : reached_rates_.text(event).value_or("");
    findings_.push_back({info_.nodes[index(event.node)].name, callee_of(event), event.time, why, {}, 0});
  } else if (is_closed) {
    findings_[open->second].closed = event.time;
    open_.erase(open);
  } else if (!is_opened) {
    ++findings_[open->second].probings;
  }
}

std::string BreakerLog::callee_of(const Record& event) const {
  if (event.peer == kNoNode) return {};
  const RunInfo::NodeInfo& callee = info_.nodes[index(event.peer)];
  return event.c >= kEndpointsOwn ? callee.name : callee.group;
}

}  // namespace orrery
