// What a client shows of itself: the names of its field, events and timers. In every event a is the operation's number
// (Record::a of `invoked`).
#pragma once

#include "core/context.h"

namespace orrery::client {

// Whom it asks first.
inline constexpr Field kLeaderBelieved{"leader_believed", ValueType::node};

// A further attempt is made. peer: who is asked, b: which attempt it is, 2 or more.
inline constexpr Name kRetried{"retried"};
// The one that was asked named another. peer: who is asked now, b: which attempt this belongs to.
inline constexpr Name kRedirected{"redirected"};
// No further attempt is made. peer: who was asked last, b: attempts made, c: 1 where it may have taken effect.
inline constexpr Name kGaveUp{"gave_up"};
// The operation was meant to begin earlier, but the client was paused. b: by how much, in nanoseconds of its clock. It
// comes right after the operation's `invoked`; latency is counted from the intended start.
inline constexpr Name kStartedLate{"started_late"};

inline constexpr Name kArrival{"arrival"};    // an operation of an open loop begins
inline constexpr Name kThought{"thought"};    // a user of a closed loop has thought
inline constexpr Name kTimeout{"timeout"};    // of an attempt
inline constexpr Name kPause{"retry-pause"};  // before a further attempt
inline constexpr Name kDeadline{"deadline"};  // of all attempts

inline constexpr Name kBackoffDraws{"backoff"};  // the random stream of the pauses

}  // namespace orrery::client
