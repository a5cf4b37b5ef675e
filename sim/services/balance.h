// The choice of an endpoint that needs to know nothing but how many calls are on their way.
//
//   balance: round-robin            each in turn
//   balance: random                 each as likely as any other
//   balance: least-request choices=2
//                                   of so many drawn at random (one may be drawn twice), the one with the fewest active
//                                   calls, the first of several: Envoy's, after Mitzenmacher, "The power of two choices
//                                   in randomized load balancing" (2001)
#pragma once

#include <memory>

#include "core/form.h"
#include "services/attempt_policy.h"

namespace orrery {

extern const Forms plain_balance_forms;

// `first`: where round-robin begins, so that callers made at one time do not all begin with the same endpoint.
std::unique_ptr<Balance> make_balance(const FormValue& balance, std::size_t first);

}  // namespace orrery
