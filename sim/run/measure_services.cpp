#include "run/measure_services.h"

#include <algorithm>
#include <array>

#include "core/check.h"

namespace orrery {

namespace {

// Events of those who call, as services/call_observed.h declares them.
constexpr Name kAttempted{"attempted"};
constexpr Name kHedged{"hedged"};
constexpr Name kGaveUp{"gave_up"};
constexpr Name kFellBack{"fell_back"};
// Those of the policies that refuse an attempt.
constexpr Name kRefusals[] = {"breaker_refused", "rate_limit_refused", "bulkhead_refused", "throttle_refused"};

// Events of services, as services/service_observed.h declares them.
constexpr Name kQueueFull{"queue_full"};
constexpr Name kCodelDropped{"codel_dropped"};
constexpr Name kRequestExpired{"request_expired"};
constexpr Name kErrorAnswered{"error_answered"};
constexpr Name kEffectApplied{"effect_applied"};

constexpr RecordKind kEvents[] = {RecordKind::event};

bool is_refusal(NameId event) {
  return std::any_of(std::begin(kRefusals), std::end(kRefusals), [&](Name refusal) { return refusal.id() == event; });
}

}  // namespace

bool CallsMeasure::computes(std::string_view metric) {
  return metric == "calls" || metric == "call_attempts" || metric == "attempts_per_call" || metric == "calls_refused" ||
         metric == "calls_given_up" || metric == "fallbacks";
}

std::span<const RecordKind> CallsMeasure::kinds() const { return kEvents; }

void CallsMeasure::on_record(const Record& record) {
  if (!counts(record)) return;
  if (record.name == kAttempted.id()) {
    ++attempts_;
    if (record.b == 1) ++calls_;
  } else if (record.name == kHedged.id()) {
    ++attempts_;
  } else if (record.name == kGaveUp.id()) {
    ++given_up_;
    if (record.b == 0) ++calls_;
  } else if (record.name == kFellBack.id()) {
    ++fallbacks_;
  } else if (is_refusal(record.name)) {
    ++refused_;
    if (record.b == 1) ++calls_;
  }
}

std::optional<double> CallsMeasure::figure(std::string_view metric, std::string_view) const {
  if (metric == "calls") return static_cast<double>(calls_);
  if (metric == "call_attempts") return static_cast<double>(attempts_);
  if (metric == "calls_refused") return static_cast<double>(refused_);
  if (metric == "calls_given_up") return static_cast<double>(given_up_);
  if (metric == "fallbacks") return static_cast<double>(fallbacks_);
  ORRERY_CHECK(metric == "attempts_per_call", "a metric of calls");
  if (calls_ == 0) return std::nullopt;
  return static_cast<double>(attempts_) / static_cast<double>(calls_);
}

bool RequestsMeasure::computes(std::string_view metric) {
  return metric == "rejected" || metric == "expired" || metric == "errors" || metric == "effects" ||
         metric == "double_effects";
}

std::span<const RecordKind> RequestsMeasure::kinds() const { return kEvents; }

void RequestsMeasure::on_record(const Record& record) {
  if (!nodes().contains(record.node)) return;
  const bool is_counted = counts(record);
  if (record.name == kEffectApplied.id()) {
    const bool is_double = ++had_[record.b] > 1;
    if (is_counted) ++effects_, double_effects_ += is_double ? 1 : 0;
  } else if (!is_counted) {
    return;
  } else if (record.name == kQueueFull.id() || record.name == kCodelDropped.id()) {
    ++rejected_;
  } else if (record.name == kRequestExpired.id()) {
    ++expired_;
  } else if (record.name == kErrorAnswered.id()) {
    ++errors_;
  }
}

std::optional<double> RequestsMeasure::figure(std::string_view metric, std::string_view) const {
  if (metric == "rejected") return static_cast<double>(rejected_);
  if (metric == "expired") return static_cast<double>(expired_);
  if (metric == "errors") return static_cast<double>(errors_);
  if (metric == "effects") return static_cast<double>(effects_);
  ORRERY_CHECK(metric == "double_effects", "a metric of requests");
  return static_cast<double>(double_effects_);
}

}  // namespace orrery
