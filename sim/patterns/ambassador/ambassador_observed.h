// What an ambassador shows of itself, beside what it shows as one who calls (services/call_observed.h). In every event
// a is the number of the client's operation and c that client, where nothing else is said.
#pragma once

#include "core/context.h"

namespace orrery::ambassador {

// Statistics since it started. Every request is active, and then counts in one of the four others.
inline constexpr Field kActive{"requests_active"};
inline constexpr Field kOk{"requests_ok"};
inline constexpr Field kFailed{"requests_failed"};
inline constexpr Field kTimedOut{"requests_timed_out"};
inline constexpr Field kOverflowed{"requests_overflowed"};
inline constexpr Field kHealthyEndpoints{"healthy_endpoints"};

// The access log. A request came in; peer: from whom.
inline constexpr Name kAccepted{"accepted"};
// It is given on; peer: from whom it is, b: how long it was held here, in nanoseconds.
inline constexpr Name kForwarded{"forwarded"};
// Its end, which is answered at the same instant: one of these for each kAccepted. peer: the endpoint whose answer
// ended it, or none; b: attempts made; c: how long it was here, in nanoseconds.
inline constexpr Name kAnswered{"proxy_answered"};           // well
inline constexpr Name kProxyFailed{"proxy_failed"};          // 500 or 503: the endpoints failed it, or there are none
inline constexpr Name kProxyTimedOut{"proxy_timed_out"};     // 504: the route's timeout, or the last attempt's
inline constexpr Name kProxyOverflowed{"proxy_overflowed"};  // 503: a limit or a policy turned it away

// The policies that calls begun from now on go by. a: the route's timeout in nanoseconds (0: none), b: attempts at
// most, the first included; c: 0 when it starts, 1 when an operator has set them, and on top kBreakerChanged and
// kBudgetChanged where the settings of the breaker and those of the retry budget are then not those it started with.
inline constexpr std::int64_t kBreakerChanged = 2;
inline constexpr std::int64_t kBudgetChanged = 4;
inline constexpr Name kPoliciesSet{"policies_set"};
// They contradict one another: those before are kept.
inline constexpr Name kPoliciesRefused{"policies_refused"};
// How often since it started; shown from the first time on (faults/fault_effects.h).
inline constexpr Field kUpdatesRejected{"updates_rejected"};

// Endpoints, in peer. They begin as members in good health.
inline constexpr Name kCheckFailed{"health_check_failed"};  // so many in a row that it is believed to be down
inline constexpr Name kCheckPassed{"health_check_passed"};  // so many in a row that it is believed to be up
inline constexpr Name kEndpointAdded{"endpoint_added"};
inline constexpr Name kEndpointRemoved{"endpoint_removed"};

// An operator's orders (faults/configuration.h); peer: which endpoint.
inline constexpr Name kAddEndpoint{"add-endpoint"};
inline constexpr Name kRemoveEndpoint{"remove-endpoint"};

inline constexpr Name kOverhead{"overhead"};           // what the proxy itself spends on a request
inline constexpr Name kRouteTimeout{"route-timeout"};  // of a request that its host's processor works on
inline constexpr Name kCheckDue{"health-check"};
inline constexpr Name kCheckTimeout{"health-check-timeout"};

inline constexpr Name kOverheadDraws{"overhead"};
inline constexpr Name kOutageDraws{"outage"};

}  // namespace orrery::ambassador
