// What those who call services show of their calls. In every event a is the number of the client's operation that the
// call is made for, and c, where nothing else is said, that client.
#pragma once

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

// A policy that refuses an attempt records an event of its own (AttemptPolicy::refusal), with b: which attempt.

inline constexpr Name kTimeout{"timeout"};    // of an attempt, or the deadline of its call where that is earlier
inline constexpr Name kPause{"retry-pause"};  // before a further attempt
inline constexpr Name kHedge{"hedge"};        // a further try of an attempt that has no answer yet

inline constexpr Name kBackoffDraws{"backoff"};  // the random stream of the pauses
inline constexpr Name kBalanceDraws{"balance"};  // of the choice among endpoints

}  // namespace orrery::calls
