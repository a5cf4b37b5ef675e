// What the checkers of client histories read: Records of invoked, ok, failed and info, and these names in them.
//
// A client's request to a replicated service bears the number of the operation that it serves: what Context::invoke()
// gave, which no operation of the run bears a second time, also after a crash of the client. So the (client, number) of
// entry_applied is the (node, a) of the operation's Records. An operation that is open when its client crashes ends
// there, with an outcome that nobody knows.
#pragma once

#include "core/name.h"

namespace orrery::client_history {

// Operations on a register of 64-bit integers for each key, which reads 0 until it is written.
inline constexpr Name kGet{"get"};  // ok: what was read
inline constexpr Name kPut{"put"};  // invoked: what is to be written
inline constexpr Name kAdd{"add"};  // invoked: what is to be added; ok: the sum

}  // namespace orrery::client_history
