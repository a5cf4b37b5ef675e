#include "run/measure_operations.h"

#include <limits>

#include "core/check.h"

namespace orrery {

namespace {

// Events of clients, as services/client_observed.h declares them.
constexpr Name kRetried{"retried"};
constexpr Name kRedirected{"redirected"};
constexpr Name kStartedLate{"started_late"};
// Those of services/call_observed.h.
constexpr Name kAttempted{"attempted"};
constexpr Name kPartAnswered{"part_answered"};

}  // namespace

bool OperationsMeasure::computes(std::string_view metric) {
  return metric == "operations" || metric == "success_rate" || metric == "latency" || metric == "attempts" ||
         metric == "retries" || metric == "redirects" || metric == "throughput" || metric == "goodput" ||
         metric == "offered_load" || metric == "full_answer_rate" || metric == "fallback_rate" ||
         metric == "attempts_per_operation";
}

std::span<const RecordKind> OperationsMeasure::kinds() const {
  static constexpr RecordKind kKinds[] = {RecordKind::invoked, RecordKind::ok,    RecordKind::failed,
                                          RecordKind::info,    RecordKind::event, RecordKind::crashed};
  return kKinds;
}

void OperationsMeasure::on_record(const Record& record) {
  if (!nodes().contains(record.node)) return;
  switch (record.kind) {
    case RecordKind::invoked:
      open_[{record.node, record.a}] = {record.time};
      if (counts(record)) ++attempts_;
      return;
    case RecordKind::event: return on_event(record);
    case RecordKind::crashed: return forget(record.node);
    default: return on_end(record);
  }
}

void OperationsMeasure::on_event(const Record& record) {
  if (record.name == kStartedLate.id()) {
    if (const auto late = open_.find({record.node, record.a}); late != open_.end())
      late->second.intended = late->second.intended - Duration::nanoseconds(record.b);
  } else if (record.name == kPartAnswered.id()) {
    if (const auto answered = open_.find({record.node, record.a}); answered != open_.end())
      answered->second.is_partial = true;
  } else if (counts(record)) {
    if (record.name == kRetried.id() || (record.name == kAttempted.id() && record.b > 1)) ++retries_;
    if (record.name == kRedirected.id()) ++redirects_;
  }
}

// What was open when its client crashed has no end.
void OperationsMeasure::forget(NodeId client) {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  open_.erase(open_.lower_bound({client, kLeast}), open_.upper_bound({client, kMost}));
}

void OperationsMeasure::on_end(const Record& record) {
  const auto invoked = open_.find({record.node, record.a});
  ORRERY_CHECK(invoked != open_.end(), "an operation to be invoked before it ends, and to end once");
  if (counts(record)) {
    ++ended_;
    if (record.kind == RecordKind::ok) {
      ++succeeded_;
      if (invoked->second.is_partial) ++partial_;
      latency_.add((record.time - invoked->second.intended).nanoseconds());
    }
  }
  open_.erase(invoked);
}

void OperationsMeasure::on_finish(Instant end) { length_ = window().length(end); }

std::optional<double> OperationsMeasure::per_second(std::int64_t count) const {
  if (length_ == Duration()) return std::nullopt;
  return static_cast<double>(count) / length_.seconds();
}

std::optional<double> OperationsMeasure::figure(std::string_view metric, std::string_view statistic) const {
  if (metric == "operations") return static_cast<double>(ended_);
  if (metric == "attempts") return static_cast<double>(attempts_ + retries_);
  if (metric == "retries") return static_cast<double>(retries_);
  if (metric == "redirects") return static_cast<double>(redirects_);
  if (metric == "throughput") return per_second(ended_);
  if (metric == "goodput") return per_second(succeeded_);
  if (metric == "latency") return statistic_of(latency_, statistic);
  if (metric == "offered_load") return per_second(attempts_);
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return whole == 0 ? std::nullopt : std::optional(static_cast<double>(part) / static_cast<double>(whole));
  };
  if (metric == "attempts_per_operation") return share(attempts_ + retries_, attempts_);
  if (metric == "full_answer_rate") return share(succeeded_ - partial_, ended_);
  if (metric == "fallback_rate") return share(partial_, ended_);
  ORRERY_CHECK(metric == "success_rate", "a metric of operations");
  return share(succeeded_, ended_);
}

}  // namespace orrery
