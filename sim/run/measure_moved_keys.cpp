#include "run/measure_moved_keys.h"

#include "core/check.h"

namespace orrery {

namespace {

constexpr Name kAttempted{"attempted"};  // services/call_observed.h: peer: to whom, a: operation, b: attempt, c: client
constexpr RecordKind kEvents[] = {RecordKind::event};

}  // namespace

std::span<const RecordKind> MovedKeysMeasure::kinds() const { return kEvents; }

void MovedKeysMeasure::on_record(const Record& record) {
  if (record.time >= window().end) return;
  if (record.kind == RecordKind::invoked) {
    keys_[{record.node, record.a}] = record.b;
    return;
  }
  if (record.name != kAttempted.id() || record.b != 1) return;
  const auto known = keys_.find({NodeId{static_cast<std::uint32_t>(record.c)}, record.a});
  if (known == keys_.end()) return;
  const CallersKey key{record.node, known->second};
  keys_.erase(known);
  if (record.time < window().begin) {
    endpoints_[key].before = record.peer;
    return;
  }
  living_.insert({record.node, record.peer});
  const auto asked_before = endpoints_.find(key);
  if (asked_before != endpoints_.end() && asked_before->second.first == kNoNode)
    asked_before->second.first = record.peer;
}

std::optional<double> MovedKeysMeasure::figure(std::string_view metric, std::string_view) const {
  ORRERY_CHECK(computes(metric), "the metric of keys that moved");
  std::int64_t asked = 0, moved = 0;
  for (const auto& [key, endpoints] : endpoints_) {
    if (endpoints.first == kNoNode || !living_.contains({key.first, endpoints.before})) continue;
    ++asked;
    if (endpoints.first != endpoints.before) ++moved;
  }
  if (asked == 0) return std::nullopt;
  return static_cast<double>(moved) / static_cast<double>(asked);
}

}  // namespace orrery
