// In which order the policies of a call enclose one another. Outermost first:
//
//   cache, fallback, deadline, retry, breaker, adaptive_throttle, rate_limit, bulkhead, timeout, hedge, balance
//
// `order` moves those that let calls through or not, and retry among them: a gate outside of retry is asked once for a
// call, one inside of it for every attempt. The others stay where they are, since elsewhere they would mean something
// else or nothing: a fallback inside of retry leaves nothing to try again, a deadline inside of it is a timeout, and a
// balance has its say when an attempt is sent.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "services/policies/rows.h"

namespace orrery {

extern const PolicyRows policy_order_rows;  // order
// Empty, or why the words of `order` are no order of the call's policies.
std::string contradiction_of_policy_order(const ParameterValues& policies);

// A policy that lets a call or an attempt through, has it wait, or refuses it.
enum class Gate : std::uint8_t { breaker, adaptive_throttle, rate_limit, bulkhead };
std::string_view name_of(Gate gate);  // "rate_limit"

struct GateOrder {
  std::array<Gate, 4> gates{};  // outermost first
  std::size_t count = 0;
  std::size_t outside_retry = 0;  // how many of them are asked once for a call

  GateOrder() = default;
  // Of the gates that the call has. `policies` do not contradict themselves.
  explicit GateOrder(const ParameterValues& policies);
};

}  // namespace orrery
