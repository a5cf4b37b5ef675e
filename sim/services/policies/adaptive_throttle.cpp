#include "services/policies/adaptive_throttle.h"

#include <algorithm>

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"adaptive_throttle", ParameterType::section, "none", "",
     "keeps requests back as the callee's accepts fall behind them (Google SRE)"},
    {"adaptive_throttle.k", ParameterType::number, "2", "1..1000",
     "requests that are let through for each that is accepted; below 2 rejects sooner"},
    {"adaptive_throttle.window", ParameterType::duration, "2min", "100ms..24h",
     "how far back requests and accepts count, in a hundred and twenty buckets"},
};
constexpr std::int64_t kBuckets = 120;

}  // namespace

constinit const PolicyRows adaptive_throttle_rows = kRows;

AdaptiveThrottleSettings::AdaptiveThrottleSettings(const ParameterValues& policies)
    : k(policies.number("adaptive_throttle.k")), window(policies.duration("adaptive_throttle.window")) {}

AdaptiveThrottle::AdaptiveThrottle(const AdaptiveThrottleSettings& settings)
    : k_(settings.k), counts_(settings.window, kBuckets) {}

bool AdaptiveThrottle::admit(Instant now, RandomStream& random) {
  // Drawn before the request counts, and drawn always: the draws do not depend on how the callee does.
  const bool is_rejected = random.chance(reject_probability(now));
  counts_.add(request, now);
  return !is_rejected;
}

void AdaptiveThrottle::on_accept(Instant now) { counts_.add(accept, now); }

double AdaptiveThrottle::reject_probability(Instant now) {
  const auto requests = static_cast<double>(counts_.total(request, now));
  const auto accepts = static_cast<double>(counts_.total(accept, now));
  return std::max(0.0, (requests - k_ * accepts) / (requests + 1));
}

}  // namespace orrery
