#include "run/measure_services.h"

#include "core/check.h"

namespace orrery {

namespace {

// Events of those who call, as services/call_observed.h declares them.
constexpr Name kAttempted{"attempted"};
constexpr Name kGaveUp{"gave_up"};
constexpr Name kCacheHit{"cache_hit"};
constexpr Name kBreakerRefused{"breaker_refused"};
constexpr Name kRateLimitRefused{"rate_limit_refused"};
constexpr Name kBulkheadRefused{"bulkhead_refused"};
constexpr Name kThrottleRefused{"throttle_refused"};
constexpr Name kNoHost{"no_host"};

constexpr CountedEvent kOfCalls[] = {
    {"call_attempts", kAttempted},
    {"call_attempts", "hedged"},
    {"calls_given_up", kGaveUp},
    {"fallbacks", "fell_back"},
    {"calls_refused", kBreakerRefused},
    {"calls_refused", kRateLimitRefused},
    {"calls_refused", kBulkheadRefused},
    {"calls_refused", kThrottleRefused},
    {"calls_refused", kNoHost},
    {"calls_refused", "limit_refused"},
    {"shed_by_breaker", kBreakerRefused},
    {"shed_by_rate_limit", kRateLimitRefused},
    {"shed_by_bulkhead", kBulkheadRefused},
    {"shed_by_throttle", kThrottleRefused},
    {"retries_over_budget", "budget_refused"},
    {"cache_hits", kCacheHit},
    {"ejections", "host_ejected"},
};

bool is_refusal(NameId event) {
  return event == kBreakerRefused.id() || event == kRateLimitRefused.id() || event == kBulkheadRefused.id() ||
         event == kThrottleRefused.id() || event == kNoHost.id();
}

// Events and a field of services, as services/service_observed.h declares them.
constexpr Name kEffectApplied{"effect_applied"};
constexpr Name kQueueLength{"queue_length"};

constexpr CountedEvent kOfRequests[] = {
    {"rejected", "queue_full"},   {"rejected", "codel_dropped"}, {"expired", "request_expired"},
    {"errors", "error_answered"}, {"effects", kEffectApplied},
};

}  // namespace

CallsMeasure::CallsMeasure(NodeSet nodes, Window window) : EventMeasure(std::move(nodes), window, kOfCalls) {}

bool CallsMeasure::computes(std::string_view metric) {
  return metric == "calls" || metric == "attempts_per_call" || has(kOfCalls, metric);
}

// A call is counted with its first attempt, sent or refused, or where it comes to none: it was too late for any, or the
// cache knew the answer.
void CallsMeasure::on_event(const Record& event, bool is_counted) {
  if (!is_counted) return;
  const bool is_attempt = event.name == kAttempted.id() || is_refusal(event.name);
  if ((is_attempt && event.b == 1) || (event.name == kGaveUp.id() && event.b == 0) || event.name == kCacheHit.id())
    ++calls_;
}

std::optional<double> CallsMeasure::figure(std::string_view metric, std::string_view) const {
  if (metric == "calls") return static_cast<double>(calls_);
  if (metric != "attempts_per_call") return count_of(metric);
  return quotient_of(static_cast<std::int64_t>(*count_of("call_attempts")), calls_);
}

RequestsMeasure::RequestsMeasure(NodeSet nodes, Window window) : EventMeasure(std::move(nodes), window, kOfRequests) {}

bool RequestsMeasure::computes(std::string_view metric) {
  return metric == "double_effects" || has(kOfRequests, metric);
}

void RequestsMeasure::on_event(const Record& event, bool is_counted) {
  if (event.name != kEffectApplied.id()) return;
  const bool is_double = ++had_[event.b] > 1;
  if (is_counted && is_double) ++double_effects_;
}

std::optional<double> RequestsMeasure::figure(std::string_view metric, std::string_view) const {
  if (metric == "double_effects") return static_cast<double>(double_effects_);
  return count_of(metric);
}

bool QueuesMeasure::computes(std::string_view metric) { return metric == "waited"; }

std::span<const RecordKind> QueuesMeasure::kinds() const {
  static constexpr RecordKind kKinds[] = {RecordKind::state};
  return kKinds;
}

// A handler of a service takes at most one request in: where its queue is longer afterwards, that one waits.
void QueuesMeasure::on_record(const Record& record) {
  if (counts(record) && record.name == kQueueLength.id() && record.a > record.b) ++waited_;
}

std::optional<double> QueuesMeasure::figure(std::string_view metric, std::string_view) const {
  ORRERY_CHECK(metric == "waited", "a metric of queues");
  return static_cast<double>(waited_);
}

}  // namespace orrery
