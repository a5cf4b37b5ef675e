#include "services/policies.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/check.h"
#include "core/value_text.h"
#include "core/words.h"
#include "services/policies/adaptive_throttle.h"
#include "services/policies/balancer.h"
#include "services/policies/breaker_settings.h"
#include "services/policies/bulkhead.h"
#include "services/policies/cache.h"
#include "services/policies/failure.h"
#include "services/policies/hedge.h"
#include "services/policies/host_set.h"
#include "services/policies/outlier_detection.h"
#include "services/policies/rate_limit.h"
#include "services/policies/retry_budget.h"
#include "services/policies/rows.h"
#include "services/policy_order.h"

namespace orrery {

namespace {

constexpr Parameter kTimesRows[] = {
    {"times", ParameterType::integer, "1", "1..1000", "how many calls are made for each request that needs this one"},
};
constexpr Parameter kDeadlineRows[] = {
    {"deadline", ParameterType::duration, "none", "1us..24h",
     "all attempts and the pauses between them take no longer"},
};
constexpr Parameter kRetryRows[] = {
    {"idempotent", ParameterType::boolean, "true", "",
     "whether the call may be carried out twice, because it only reads or because the target keeps idempotency keys"},
    {"retry", ParameterType::section, "none", "", "tries again what failed or was not answered in time"},
    {"retry.max_attempts", ParameterType::integer, "3", "1..1000", "attempts at most, the first included"},
    {"retry.backoff", ParameterType::duration_range, "50ms..1s", "0ms..24h",
     "the pause before a retry, base..cap: the base, then twice as long each time, up to the cap"},
    {"retry.jitter", ParameterType::choice, "full", "none|full|equal|decorrelated|envoy",
     "how much of the pause p is drawn: nothing; all of it, 0..p; the upper half, p/2..p; base..3 times the last "
     "pause; or all below 2p - base"},
};
constexpr Parameter kTimeoutRows[] = {
    {"timeout", ParameterType::duration, "", "1us..24h", "an attempt that has no answer by then has failed"},
};
constexpr Parameter kWeightRows[] = {
    {"weights", ParameterType::text, "equal", "",
     "of the target's instances in order, whole numbers such as 3 1 1, the last for all that follow; equal: all alike"},
};

constexpr std::int64_t kWeightMax = 1000;

// What the client of a replicated store carries out.
constexpr std::string_view kOperationPolicies[] = {"deadline",      "retry",        "retry.max_attempts",
                                                   "retry.backoff", "retry.jitter", "timeout"};

std::string contradiction_of_times(const ParameterValues& policies) {
  const bool never_in_time = policies.has("deadline") && policies.duration("timeout") > policies.duration("deadline");
  if (never_in_time)
    return fmt::format("timeout ({}) must not be above deadline ({}), which would never let it run out",
                       policies.text("timeout"), policies.text("deadline"));
  return {};
}

std::string contradiction_of_retry(const ParameterValues& policies) {
  if (!policies.has("retry")) {
    if (policies.has("retry_budget")) return "retry_budget is for retries, and there is no retry: leave it out";
    return {};
  }
  if (!policies.boolean("idempotent") && policies.word("retry.non_idempotent") == "never")
    return "retry would never try again: idempotent is false, and retry.non_idempotent is never";
  return {};
}

std::string contradiction_of_weights(const ParameterValues& policies) {
  const std::string& text = policies.word("weights");
  if (text == "equal") return {};
  const std::vector<std::string_view> given = words(text);
  if (given.empty()) return "weights: expected whole numbers such as 3 1 1, found nothing";
  for (const std::string_view word : given) {
    const auto weight = read_integer(word);
    if (!weight || *weight < 1 || *weight > kWeightMax)
      return fmt::format("weights: expected whole numbers from 1 to {}, found {}", kWeightMax, in_quotes(word));
  }
  const std::string& balance = std::string(policies.form("balance").name);
  if (balance == "round-robin" || balance == "random")
    return fmt::format(
        "weights ({}) say nothing to the balance {}: use weighted-round-robin, least-request, ring-hash "
        "or maglev",
        text, balance);
  return {};
}

std::string contradiction_of_breaker_if_any(const ParameterValues& policies) {
  return policies.has("breaker") ? contradiction_of_breaker(policies) : std::string();
}

}  // namespace

const Parameters call_policies =
    joined({kTimesRows, cache_rows, fallback_rows, kDeadlineRows, kRetryRows, retry_class_rows, retry_budget_rows,
            breaker_rows, adaptive_throttle_rows, rate_limit_rows, bulkhead_rows, kTimeoutRows, hedge_rows,
            balance_rows, kWeightRows, panic_rows, outlier_detection_rows, policy_order_rows});

std::string contradiction_of_policies(const ParameterValues& policies) {
  constexpr std::string (*kAll[])(const ParameterValues&) = {
      contradiction_of_times,          contradiction_of_retry,
      contradiction_of_retry_classes,  contradiction_of_weights,
      contradiction_of_breaker_if_any, contradiction_of_bulkhead,
      contradiction_of_hedge,          contradiction_of_outlier_detection,
      contradiction_of_policy_order};
  for (const auto contradiction : kAll)
    if (std::string text = contradiction(policies); !text.empty()) return text;
  return {};
}

std::string contradiction_of_calls(std::span<const Call> calls) {
  const auto shares = [](const Call& call) {
    return call.policies.has("breaker") && call.policies.word("breaker.per") == "caller";
  };
  const auto first = std::find_if(calls.begin(), calls.end(), shares);
  for (auto call = first; call != calls.end(); ++call) {
    if (!shares(*call)) continue;
    for (const Parameter& row : breaker_rows) {
      const bool is_same =
          call->policies.has(row.path) == first->policies.has(row.path) &&
          (!call->policies.has(row.path) || call->policies.text(row.path) == first->policies.text(row.path));
      if (!is_same)
        return fmt::format("the calls to '{}' and '{}' share a breaker (per: caller), and do not agree on {}",
                           first->target, call->target, row.path);
    }
  }
  return {};
}

std::string contradiction_of_operation_policies(const ParameterValues& policies) {
  for (const Parameter& row : call_policies) {
    const bool is_known = std::find(std::begin(kOperationPolicies), std::end(kOperationPolicies), row.path) !=
                          std::end(kOperationPolicies);
    if (is_known || !policies.has(row.path) || policies.text(row.path) == row.default_text) continue;
    if (row.path == "times") return "a kv-client makes one call for each operation: leave out 'times'";
    // What is below a section stands or falls with it.
    const std::string_view head = row.path.substr(0, row.path.find('.'));
    return fmt::format(
        "a kv-client asks the leader, and has no use for '{}': its policies are deadline, retry, timeout",
        head == "retry" ? row.path : head);
  }
  return {};
}

std::vector<std::int64_t> weights_of(const ParameterValues& policies) {
  std::vector<std::int64_t> weights;
  if (policies.word("weights") == "equal") return weights;
  for (const std::string_view word : words(policies.word("weights"))) weights.push_back(*read_integer(word));
  return weights;
}

namespace {

Jitter jitter_of(std::string_view word) {
  if (word == "none") return Jitter::none;
  if (word == "full") return Jitter::full;
  if (word == "equal") return Jitter::equal;
  if (word == "decorrelated") return Jitter::decorrelated;
  ORRERY_CHECK(word == "envoy", "a jitter of the table");
  return Jitter::envoy;
}

}  // namespace

CallPolicies::CallPolicies(const ParameterValues& policies) : timeout(policies.duration("timeout")) {
  if (policies.has("deadline")) deadline = policies.duration("deadline");
  if (!policies.has("retry")) return;
  retry.attempts_max = policies.integer("retry.max_attempts");
  retry.backoff = policies.duration_range("retry.backoff");
  retry.jitter = jitter_of(policies.word("retry.jitter"));
}

}  // namespace orrery
