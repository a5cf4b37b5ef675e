// The events of calls that hold circuit breakers, as services/call_observed.h declares them.
#pragma once

#include <cstdint>

#include "core/name.h"

namespace orrery::breaker_records {

inline constexpr Name kAttempted{"attempted"};
inline constexpr Name kHedged{"hedged"};
inline constexpr Name kQueued{"queued"};
inline constexpr Name kRefused{"breaker_refused"};
// What a gate further in refuses an attempt that may have waited at it.
inline constexpr Name kWaitRefusals[] = {"rate_limit_refused", "bulkhead_refused", "limit_refused"};
inline constexpr Name kOpened{"breaker_opened"};
inline constexpr Name kProbing{"breaker_probing"};
inline constexpr Name kReopened{"breaker_reopened"};
inline constexpr Name kOverdue{"breaker_overdue"};
inline constexpr Name kClosed{"breaker_closed"};
// By order: what a breaker says of it, and the orders themselves; peer: an instance of the group that is called.
inline constexpr Name kForcedOpen{"breaker_forced_open"};
inline constexpr Name kDisabled{"breaker_disabled"};
inline constexpr Name kMetricsOnly{"breaker_metrics_only"};
inline constexpr Name kReset{"breaker_reset"};
inline constexpr Name kForceOpen{"force-breaker-open"};
inline constexpr Name kDisable{"disable-breaker"};
inline constexpr Name kMeasureOnly{"breaker-metrics-only"};
inline constexpr Name kResetOrder{"reset-breaker"};
inline constexpr Name kHeard{"breaker_heard"};
inline constexpr Name kReleased{"breaker_released"};

// What Record::c of a change holds on top of the slow calls where the breaker is one endpoint's own.
inline constexpr std::int64_t kEndpointsOwn = std::int64_t{1} << 32;

}  // namespace orrery::breaker_records
