// The policies of one call, put together: what services/policies.h declares, as the objects that carry it out. The
// members stand in the order in which they enclose one another, outermost first.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/parameters.h"
#include "services/attempt_policy.h"
#include "services/retry.h"

namespace orrery {

struct CallStack {
  bool has_fallback = false;
  std::optional<Duration> deadline;                       // of all attempts together, pauses included
  RetryPolicy retry;                                      // one attempt where there is no retry
  std::vector<std::unique_ptr<AttemptPolicy>> admission;  // breaker, rate limit, bulkhead
  Duration timeout;                                       // of one attempt
  std::unique_ptr<HedgePolicy> hedge;                     // nullptr: one try an attempt
  std::unique_ptr<Balance> balance;
};

// `policies` are of call_policies. `position` is the caller's among the instances of its group.
CallStack make_call_stack(const ParameterValues& policies, std::size_t position);

}  // namespace orrery
