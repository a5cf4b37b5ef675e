// The policies of one call, put together: what services/policies.h declares, as the settings that a caller carries out
// (caller.h). The members stand in the order in which they enclose one another, outermost first; policy_order.h says
// what of it can be changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/parameters.h"
#include "services/policies/adaptive_throttle.h"
#include "services/policies/balancer.h"
#include "services/policies/breaker_settings.h"
#include "services/policies/bulkhead.h"
#include "services/policies/cache.h"
#include "services/policies/failure.h"
#include "services/policies/hedge.h"
#include "services/policies/outlier_detection.h"
#include "services/policies/rate_limit.h"
#include "services/policies/retry_budget.h"
#include "services/policy_order.h"
#include "services/retry.h"

namespace orrery {

struct CallStack {
  std::optional<CacheSettings> cache;
  std::optional<FallbackSettings> fallback;
  std::optional<Duration> deadline;  // of all attempts together, pauses included
  RetryPolicy retry;                 // one attempt where there is no retry
  RetryClasses retry_classes;
  bool is_idempotent = true;
  std::optional<FormValue> retry_budget;
  GateOrder gates;
  std::optional<BreakerSettings> breaker;
  std::optional<AdaptiveThrottleSettings> adaptive_throttle;
  std::optional<FormValue> rate_limit;
  std::optional<BulkheadSettings> bulkhead;
  Duration timeout;  // of one attempt
  std::optional<HedgeSettings> hedge;
  FormValue balance;
  std::vector<std::int64_t> weights;  // of the instances in order, the last for all that follow; empty: all alike
  double panic_threshold = 0.5;
  std::optional<OutlierSettings> outlier_detection;

  // `policies` are of call_policies and do not contradict themselves.
  explicit CallStack(const ParameterValues& policies);
};

// The policies of a call as a reader wants them: each by its name with its settings, outermost first.
struct StackEntry {
  std::string policy;    // "breaker"
  std::string settings;  // "per caller, window.calls 100, wait_open 5s"
};
std::vector<StackEntry> effective_stack(const ParameterValues& policies);

}  // namespace orrery
