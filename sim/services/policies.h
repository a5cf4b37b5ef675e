// The policies that a call to another service can hold. They are declared here once, outermost first, and are values:
// any node that calls holds them, and what a policy does is a component of its own (retry.h).
//
//   calls: { server: { timeout: 500ms, retry: { max_attempts: 5, backoff: 20ms..1s, jitter: full } } }
//
// The order of all that there may be: fallback, deadline, retry, breaker, rate limit, bulkhead, timeout, hedge,
// balance. call_stack.h puts them together for services; the client of a replicated store, which follows its leader,
// holds deadline, retry and timeout alone.
#pragma once

#include <optional>
#include <string>

#include "core/parameters.h"
#include "services/retry.h"

namespace orrery {

extern const Parameters call_policies;

// Empty where the policies of a call agree; otherwise what must hold between which.
std::string contradiction_of_policies(const ParameterValues& policies);

struct CallPolicies {
  std::optional<Duration> deadline;  // of all attempts together, pauses included
  RetryPolicy retry;                 // one attempt where there is no retry
  Duration timeout;                  // of one attempt

  CallPolicies() = default;
  // `policies` are of call_policies.
  explicit CallPolicies(const ParameterValues& policies);
};

}  // namespace orrery
