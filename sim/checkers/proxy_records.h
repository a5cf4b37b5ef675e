// What an ambassador shows of itself, in the words that its checkers read (patterns/ambassador/ambassador_observed.h
// and services/call_observed.h have them in full), and the requests that are at one.
#pragma once

#include <cstdint>
#include <optional>

#include "core/record.h"

namespace orrery::proxy {

inline constexpr Name kAccepted{"accepted"};    // a: operation, c: the client whose it is
inline constexpr Name kForwarded{"forwarded"};  // a: operation, c: the client
// The end of a request, by how it ended. a: operation, b: attempts, c: how long it took.
inline constexpr Name kEnds[] = {"proxy_answered", "proxy_failed", "proxy_timed_out", "proxy_overflowed"};
// The fields that count them, in the same order, and the one that counts those that have not ended.
inline constexpr Name kCounts[] = {"requests_ok", "requests_failed", "requests_timed_out", "requests_overflowed"};
inline constexpr Name kActive{"requests_active"};
inline constexpr std::size_t kWaysToEnd = 4;

// a: the route's timeout (0: none), b: attempts at most, c: not 0 where an operator has set them, with these on top
// where the breaker's settings or the retry budget's are others than at the start.
inline constexpr Name kPoliciesSet{"policies_set"};
inline constexpr std::int64_t kBreakerChanged = 2;
inline constexpr std::int64_t kBudgetChanged = 4;
inline constexpr Name kRetryAdmitted{"retry_admitted"};  // a: operation, b: attempts made, c: the client
inline constexpr Name kAttempted{"attempted"};           // peer: to whom, a: operation, b: which attempt, c: the client
inline constexpr Name kHedged{"hedged"};                 // as attempted
inline constexpr Name kCheckFailed{"health_check_failed"};  // peer: endpoint
inline constexpr Name kCheckPassed{"health_check_passed"};
inline constexpr Name kEndpointAdded{"endpoint_added"};
inline constexpr Name kEndpointRemoved{"endpoint_removed"};
inline constexpr Name kHostEjected{"host_ejected"};  // peer: endpoint
inline constexpr Name kHostRestored{"host_restored"};
inline constexpr Name kPanicBegan{"panic_began"};
inline constexpr Name kPanicEnded{"panic_ended"};

// Which of kEnds the Record is; nothing where it is none.
inline std::optional<std::size_t> end_of(const Record& record) {
  if (record.kind != RecordKind::event) return std::nullopt;
  for (std::size_t end = 0; end < kWaysToEnd; ++end)
    if (record.name == kEnds[end].id()) return end;
  return std::nullopt;
}

}  // namespace orrery::proxy
