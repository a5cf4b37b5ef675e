// The policies that a call to another service can hold: the rows of each, joined in one table, and what must hold
// between them. They are values: any node that calls holds them.
//
//   calls: { server: { timeout: 500ms, retry: { max_attempts: 5, backoff: 20ms..1s, jitter: full } } }
//
// call_stack.h says in which order they enclose one another. The client of a replicated store, which follows its
// leader, holds deadline, retry and timeout alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/parameters.h"
#include "services/retry.h"

namespace orrery {

extern const Parameters call_policies;

// Empty where the policies of a call agree; otherwise what must hold between which.
std::string contradiction_of_policies(const ParameterValues& policies);
// Empty where the calls of one node agree with one another: a breaker that they share has one setting.
std::string contradiction_of_calls(std::span<const Call> calls);
// Empty where nothing is set but what the client of a replicated store carries out; otherwise what it has no use for.
std::string contradiction_of_operation_policies(const ParameterValues& policies);

struct CallPolicies {
  std::optional<Duration> deadline;  // of all attempts together, pauses included
  RetryPolicy retry;                 // one attempt where there is no retry
  Duration timeout;                  // of one attempt

  CallPolicies() = default;
  // `policies` are of call_policies.
  explicit CallPolicies(const ParameterValues& policies);
};

// The weights of a target's instances, in order; empty where all are alike. `policies` do not contradict themselves.
std::vector<std::int64_t> weights_of(const ParameterValues& policies);

}  // namespace orrery
