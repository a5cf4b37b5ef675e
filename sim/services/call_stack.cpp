#include "services/call_stack.h"

#include "services/balance.h"
#include "services/policies.h"

namespace orrery {

CallStack make_call_stack(const ParameterValues& policies, std::size_t position) {
  const CallPolicies common(policies);
  CallStack stack;
  stack.has_fallback = policies.has("fallback");
  stack.deadline = common.deadline;
  stack.retry = common.retry;
  stack.timeout = common.timeout;
  const FormValue balance =
      policies.has("balance") ? policies.form("balance") : *read_form(plain_balance_forms, "round-robin");
  stack.balance = make_balance(balance, position);
  return stack;
}

}  // namespace orrery
