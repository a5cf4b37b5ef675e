// How many retries a caller can afford. Retries help while few calls fail; when many do, they are the load that keeps
// the callee down. Three ways to say how many:
//   limit max=3                     so many under way at once (Envoy's circuit breaker `max_retries`)
//   share of=20% at_least=3         of the calls that are active or pending (Envoy's `retry_budget`)
//   tokens max=10 ratio=0.1         a failure takes one, a success gives a part of one back; no retry while half of the
//                                   bucket or less is left (gRPC proposal A6, `retryThrottling`). A failure that would
//                                   not be tried again takes none: A6 counts those with a retryable status alone.
#pragma once

#include <cstdint>
#include <variant>

#include "core/form.h"
#include "services/policies/rows.h"

namespace orrery {

extern const Forms retry_budget_forms;
extern const PolicyRows retry_budget_rows;  // retry_budget: none where it is not given

// Calls of the caller that hold the budget: under way, and waiting to be sent.
struct CallLoad {
  std::int64_t active = 0;
  std::int64_t pending = 0;
};

class RetryBudget {
 public:
  explicit RetryBudget(const FormValue& budget);  // of retry_budget_forms

  // Whether one more retry may begin now; if so it counts as under way until `on_retry_end`.
  bool try_begin_retry(CallLoad load);
  void on_retry_end();
  // Of every attempt, first or retry; of those that fail only where the failure is worth another (RetryClasses).
  void on_success();
  void on_failure();

  std::int64_t retries_under_way() const { return under_way_; }
  // How many may be under way at this load; without bound (the greatest integer) or 0 by tokens.
  std::int64_t limit(CallLoad load) const;

 private:
  struct Limit {
    std::int64_t most;
  };
  struct Share {
    std::int64_t billionths, at_least;
  };
  // gRPC counts thousandths of tokens: three decimals of the ratio are exact, further ones do not count.
  struct Tokens {
    std::int64_t most, gain, left;
  };
  std::variant<Limit, Share, Tokens> of_;
  std::int64_t under_way_ = 0;
};

}  // namespace orrery
