#include "services/call_stack.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/policies.h"

namespace orrery {

namespace {

template <class Settings>
std::optional<Settings> settings_of(const ParameterValues& policies, std::string_view policy) {
  if (!policies.has(policy)) return std::nullopt;
  return Settings(policies);
}

std::optional<FormValue> form_of(const ParameterValues& policies, std::string_view policy) {
  if (!policies.has(policy)) return std::nullopt;
  return policies.form(policy);
}

// "max_attempts 2, backoff 25ms..250ms": what is set at or below a path, without the sections themselves.
std::string settings_text(const ParameterValues& policies, std::string_view policy) {
  std::vector<std::string> parts;
  for (const Parameter& row : policies.declared()) {
    if (!policies.has(row.path) || row.type == ParameterType::section) continue;
    if (row.path == policy) parts.emplace_back(policies.text(row.path));
    if (row.path.starts_with(policy) && row.path.substr(policy.size()).starts_with('.'))
      parts.push_back(fmt::format("{} {}", row.path.substr(policy.size() + 1), policies.text(row.path)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

CallStack::CallStack(const ParameterValues& policies)
    : cache(settings_of<CacheSettings>(policies, "cache")),
      fallback(settings_of<FallbackSettings>(policies, "fallback")),
      retry_classes(policies),
      is_idempotent(policies.boolean("idempotent")),
      retry_budget(form_of(policies, "retry_budget")),
      gates(policies),
      breaker(settings_of<BreakerSettings>(policies, "breaker")),
      adaptive_throttle(settings_of<AdaptiveThrottleSettings>(policies, "adaptive_throttle")),
      rate_limit(form_of(policies, "rate_limit")),
      bulkhead(settings_of<BulkheadSettings>(policies, "bulkhead")),
      hedge(settings_of<HedgeSettings>(policies, "hedge")),
      balance(policies.form("balance")),
      weights(weights_of(policies)),
      panic_threshold(policies.number("panic_threshold")),
      outlier_detection(settings_of<OutlierSettings>(policies, "outlier_detection")) {
  const CallPolicies common(policies);
  deadline = common.deadline;
  retry = common.retry;
  timeout = common.timeout;
}

std::vector<StackEntry> effective_stack(const ParameterValues& policies) {
  std::vector<std::string_view> order{"cache", "fallback", "deadline"};
  const GateOrder gates(policies);
  for (std::size_t i = 0; i < gates.outside_retry; ++i) order.push_back(name_of(gates.gates[i]));
  order.insert(order.end(), {"retry", "retry_budget"});
  for (std::size_t i = gates.outside_retry; i < gates.count; ++i) order.push_back(name_of(gates.gates[i]));
  order.insert(order.end(), {"timeout", "hedge", "balance", "weights", "panic_threshold", "outlier_detection"});
  std::vector<StackEntry> entries;
  for (const std::string_view policy : order) {
    const bool is_default_weight = policy == "weights" && policies.word("weights") == "equal";
    const bool is_idle = policy == "panic_threshold" && !policies.has("outlier_detection");
    if (!policies.has(policy) || is_default_weight || is_idle) continue;
    entries.push_back({std::string(policy), settings_text(policies, policy)});
  }
  return entries;
}

}  // namespace orrery
