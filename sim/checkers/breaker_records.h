// The events of calls that hold circuit breakers, as services/call_observed.h declares them.
#pragma once

#include <cstdint>

#include "core/name.h"

namespace orrery::breaker_records {

inline constexpr Name kAttempted{"attempted"};
inline constexpr Name kHedged{"hedged"};
inline constexpr Name kQueued{"queued"};
inline constexpr Name kRefused{"breaker_refused"};
inline constexpr Name kOpened{"breaker_opened"};
inline constexpr Name kProbing{"breaker_probing"};
inline constexpr Name kReopened{"breaker_reopened"};
inline constexpr Name kOverdue{"breaker_overdue"};
inline constexpr Name kClosed{"breaker_closed"};
inline constexpr Name kHeard{"breaker_heard"};
inline constexpr Name kReleased{"breaker_released"};

// What Record::c of a change holds on top of the slow calls where the breaker is one endpoint's own.
inline constexpr std::int64_t kEndpointsOwn = std::int64_t{1} << 32;

}  // namespace orrery::breaker_records
