// What a service shows of itself. In every event peer is the caller, a the number of the client's operation and c that
// client, if nothing else is said.
#pragma once

#include "core/context.h"

namespace orrery::service {

inline constexpr Field kQueueLength{"queue_length"};  // requests that wait for a worker
inline constexpr Field kBusyWorkers{"busy_workers"};  // workers that work, or wait for the answers to their calls
// Requests begun and not answered; shown where workers do not wait for answers, since elsewhere it is busy_workers.
inline constexpr Field kInFlight{"in_flight"};

// Sent away as it came: the queue was full. b: how many waited.
inline constexpr Name kQueueFull{"queue_full"};
// Sent away from the head of the queue by CoDel. b: how long it had waited, in nanoseconds.
inline constexpr Name kCodelDropped{"codel_dropped"};
// Thrown away when a worker was free for it: nobody waits for the answer. b: how long it had waited, in nanoseconds.
inline constexpr Name kRequestExpired{"request_expired"};
// An error of the service itself is answered. b: 1 where an outage makes it, 0 otherwise.
inline constexpr Name kErrorAnswered{"error_answered"};
// What the request asks for is done. b: its IdempotencyKey.
inline constexpr Name kEffectApplied{"effect_applied"};
// It had been done before, and is not done again. b: its IdempotencyKey.
inline constexpr Name kEffectKnown{"effect_known"};

inline constexpr Name kServed{"served"};  // the service time of a request is over

inline constexpr Name kServiceTimeDraws{"service-time"};
inline constexpr Name kErrorDraws{"errors"};
inline constexpr Name kOutageDraws{"outage"};
inline constexpr Name kHealthDraws{"health"};  // whether a health check meets an outage

}  // namespace orrery::service
