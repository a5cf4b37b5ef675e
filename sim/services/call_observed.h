// What those who call services show of their calls. In every event a is the number of the client's operation that the
// call is made for, and c, where nothing else is said, that client.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "core/context.h"

namespace orrery::calls {

// An attempt is sent. peer: to whom, b: which attempt of its call it is, from 1.
inline constexpr Name kAttempted{"attempted"};
// An attempt that has no answer yet sends a further try. peer: to whom, b: which attempt it belongs to.
inline constexpr Name kHedged{"hedged"};
// No further attempt is made, and the call has failed unless a fallback follows. peer: who was asked last, b: attempts
// made, those that a policy refused included; 0: it was too late for any. c: 1 where it may have taken effect.
inline constexpr Name kGaveUp{"gave_up"};
// A fallback answers in place of the target. b: attempts made.
inline constexpr Name kFellBack{"fell_back"};
// Of a client: its operation ends ok, with a fallback for a part of the answer. It comes right before the operation's
// `ok`.
inline constexpr Name kPartAnswered{"part_answered"};

// An attempt is refused by a policy of the caller's own; nothing is sent. b: which attempt it is.
inline constexpr Name kBreakerRefused{"breaker_refused"};
inline constexpr Name kThrottleRefused{"throttle_refused"};
inline constexpr Name kRateLimitRefused{"rate_limit_refused"};
inline constexpr Name kBulkheadRefused{"bulkhead_refused"};  // at once, or after it had waited
inline constexpr Name kLimitRefused{"limit_refused"};        // of a proxy: at once, or after it had waited
inline constexpr Name kNoHost{"no_host"};                    // every instance is out of order
// An attempt waits at a rate limit, a bulkhead or a proxy's limits; told once where it waits at several. b: which
// attempt it is.
inline constexpr Name kQueued{"queued"};
// A retry that all else allows is within the retry budget: it counts as under way from now on. Or it is beyond. peer:
// who was asked last, b: attempts made.
inline constexpr Name kRetryAdmitted{"retry_admitted"};
inline constexpr Name kBudgetRefused{"budget_refused"};
// The cache answers; nothing is asked. b: how old the answer is, in nanoseconds.
inline constexpr Name kCacheHit{"cache_hit"};

// Of a circuit breaker. peer: an instance of the group that is called (of an endpoint's own breaker that endpoint;
// kNoNode where calls to several groups share it), a: calls in its window, b: those that failed, c: those that were
// slow, and kEndpointsOwn on top where the breaker is one endpoint's own.
inline constexpr std::int64_t kEndpointsOwn = std::int64_t{1} << 32;
// Right before it opens: a rate has reached its threshold. peer: as above, a: kFailureRate or kSlowRate, b: the calls
// of the window that it counts, c: the threshold, in millionths of the calls.
inline constexpr Name kBreakerReached{"breaker_reached"};
inline constexpr std::int64_t kFailureRate = 1, kSlowRate = 2;
inline constexpr Name kBreakerOpened{"breaker_opened"};      // from closed: a rate reached its threshold
inline constexpr Name kBreakerProbing{"breaker_probing"};    // half-open: the wait is over
inline constexpr Name kBreakerReopened{"breaker_reopened"};  // the probes did no better
inline constexpr Name kBreakerOverdue{"breaker_overdue"};    // open again: the probes came to no verdict in time
inline constexpr Name kBreakerClosed{"breaker_closed"};      // the probes did well
// By an operator's order (faults/breaker_orders.h), where it was something else before.
inline constexpr Name kBreakerForcedOpen{"breaker_forced_open"};    // refuses all
inline constexpr Name kBreakerDisabled{"breaker_disabled"};         // admits all, records nothing
inline constexpr Name kBreakerMetricsOnly{"breaker_metrics_only"};  // admits all, records, and never opens
inline constexpr Name kBreakerReset{"breaker_reset"};               // closed
// What it let through has ended. peer: as above, a: 1 for an error, b: how long it took, c: when, both in nanoseconds
// of the node's clock.
inline constexpr Name kBreakerHeard{"breaker_heard"};
// What it let through was not sent after all, or nobody waits for it any more: it counts for nothing. peer: as above.
inline constexpr Name kBreakerReleased{"breaker_released"};
// The state of the node's breakers; of several, that of the one that keeps most calls back.
inline constexpr Field kBreaker{"breaker", ValueType::name};
// Its values, in the order of BreakerState.
inline constexpr Name kBreakerStates[] = {"closed", "open", "half_open", "forced_open", "disabled", "metrics_only"};
// Of those of the node's breakers that are half-open, together: how many probes they let through at most, and how many
// of these came back, and failed. Shown from the first time that one is half-open; 0 where none is.
inline constexpr Field kProbesPermitted{"probes_permitted", ValueType::integer};
inline constexpr Field kProbesDone{"probes_done", ValueType::integer};
inline constexpr Field kProbesFailed{"probes_failed", ValueType::integer};

// An operator's orders to the breakers of the calls to one group; peer: an instance of that group.
inline constexpr Name kForceBreakerOpen{"force-breaker-open"};
inline constexpr Name kDisableBreaker{"disable-breaker"};
inline constexpr Name kMeasureOnly{"breaker-metrics-only"};
inline constexpr Name kResetBreaker{"reset-breaker"};

// Of a host among those that are called. peer: the host, a: an OutlierReason, b: how many are ejected now.
inline constexpr Name kHostEjected{"host_ejected"};
inline constexpr Name kHostRestored{"host_restored"};
// So few hosts are in order that all are called again, or no longer. peer: an instance of the group, a: hosts in order,
// b: of how many.
inline constexpr Name kPanicBegan{"panic_began"};
inline constexpr Name kPanicEnded{"panic_ended"};

inline constexpr Name kTimeout{"timeout"};         // of an attempt, or the deadline of its call where that is earlier
inline constexpr Name kPause{"retry-pause"};       // before a further attempt
inline constexpr Name kTurn{"turn"};               // of a rate limit, or of the patience with a bulkhead
inline constexpr Name kHedge{"hedge"};             // a further try of an attempt that has no answer yet
inline constexpr Name kBreakerDue{"breaker-due"};  // a breaker's state may change without a call
inline constexpr Name kOutlierInterval{"outlier-interval"};  // hosts are judged and taken back

inline constexpr Name kBackoffDraws{"backoff"};  // the random stream of the pauses
inline constexpr Name kBalanceDraws{"balance"};  // of the choice among endpoints
inline constexpr Name kThrottleDraws{"throttle"};

// The events above, for the table of node kinds.
inline constexpr Name kEvents[] = {kAttempted,
                                   kHedged,
                                   kGaveUp,
                                   kFellBack,
                                   kBreakerRefused,
                                   kThrottleRefused,
                                   kRateLimitRefused,
                                   kBulkheadRefused,
                                   kLimitRefused,
                                   kNoHost,
                                   kQueued,
                                   kRetryAdmitted,
                                   kBudgetRefused,
                                   kCacheHit,
                                   kBreakerForcedOpen,
                                   kBreakerDisabled,
                                   kBreakerMetricsOnly,
                                   kBreakerReset,
                                   kBreakerReached,
                                   kBreakerOpened,
                                   kBreakerProbing,
                                   kBreakerReopened,
                                   kBreakerOverdue,
                                   kBreakerClosed,
                                   kBreakerHeard,
                                   kBreakerReleased,
                                   kHostEjected,
                                   kHostRestored,
                                   kPanicBegan,
                                   kPanicEnded};
// The orders above, and those of the node's own.
inline std::vector<std::string_view> orders_with(std::initializer_list<Name> own) {
  std::vector<std::string_view> all;
  for (const Name order : own) all.push_back(order.text());
  for (const Name order : {kForceBreakerOpen, kDisableBreaker, kMeasureOnly, kResetBreaker})
    all.push_back(order.text());
  return all;
}
// Those events and the events of the node's own.
inline std::vector<std::string_view> events_with(std::initializer_list<Name> own) {
  std::vector<std::string_view> all;
  for (const Name event : own) all.push_back(event.text());
  for (const Name event : kEvents) all.push_back(event.text());
  return all;
}

}  // namespace orrery::calls
