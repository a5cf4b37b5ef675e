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
constexpr Name kRefusals[] = {"breaker_refused", "rate_limit_refused", "bulkhead_refused", "throttle_refused",
                              "no_host"};
constexpr std::string_view kSheds[] = {"shed_by_breaker", "shed_by_rate_limit", "shed_by_bulkhead", "shed_by_throttle"};
constexpr Name kBudgetRefused{"budget_refused"};
constexpr Name kCacheHit{"cache_hit"};
constexpr Name kHostEjected{"host_ejected"};

// Events of services, as services/service_observed.h declares them.
constexpr Name kQueueFull{"queue_full"};
constexpr Name kCodelDropped{"codel_dropped"};
constexpr Name kRequestExpired{"request_expired"};
constexpr Name kErrorAnswered{"error_answered"};
constexpr Name kEffectApplied{"effect_applied"};

constexpr RecordKind kEvents[] = {RecordKind::event};

// Which of the policies that refuse it is of; nothing where it is no refusal.
std::optional<std::size_t> refused_by(NameId event) {
  const auto* found =
      std::find_if(std::begin(kRefusals), std::end(kRefusals), [&](Name refusal) { return refusal.id() == event; });
  if (found == std::end(kRefusals)) return std::nullopt;
  return found - std::begin(kRefusals);
}

std::optional<std::size_t> shed_by(std::string_view metric) {
  const auto* found = std::find(std::begin(kSheds), std::end(kSheds), metric);
  if (found == std::end(kSheds)) return std::nullopt;
  return found - std::begin(kSheds);
}

}  // namespace

bool CallsMeasure::computes(std::string_view metric) {
  return metric == "calls" || metric == "call_attempts" || metric == "attempts_per_call" || metric == "calls_refused" ||
         metric == "calls_given_up" || metric == "fallbacks" || metric == "retries_over_budget" ||
         metric == "cache_hits" || metric == "ejections" || shed_by(metric).has_value();
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
  } else if (record.name == kBudgetRefused.id()) {
    ++over_budget_;
  } else if (record.name == kCacheHit.id()) {
    ++cache_hits_;
    ++calls_;
  } else if (record.name == kHostEjected.id()) {
    ++ejections_;
  } else if (const auto policy = refused_by(record.name)) {
    ++refused_;
    ++shed_[*policy];
    if (record.b == 1) ++calls_;
  }
}

std::optional<double> CallsMeasure::figure(std::string_view metric, std::string_view) const {
  if (metric == "calls") return static_cast<double>(calls_);
  if (metric == "call_attempts") return static_cast<double>(attempts_);
  if (metric == "calls_refused") return static_cast<double>(refused_);
  if (metric == "calls_given_up") return static_cast<double>(given_up_);
  if (metric == "retries_over_budget") return static_cast<double>(over_budget_);
  if (metric == "cache_hits") return static_cast<double>(cache_hits_);
  if (metric == "ejections") return static_cast<double>(ejections_);
  if (const auto policy = shed_by(metric)) return static_cast<double>(shed_[*policy]);
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
