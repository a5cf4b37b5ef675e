// What the election checkers read. Whatever pattern shows these fields and records these events can be held against
// them.
#pragma once

#include "core/record.h"

namespace orrery::election {

// Fields (Records of kind `state`).
inline constexpr Name kRole{"role"};  // values are NameIds
inline constexpr Name kTerm{"term"};
// A value of kRole.
inline constexpr Name kLeader{"leader"};
// Event; peer: the candidate, a: the term. Recorded when the vote is given, not when it is thought of.
inline constexpr Name kVoteGranted{"vote_granted"};
// Event; a: the term that the server leads from now on.
inline constexpr Name kBecameLeader{"became_leader"};

// A field's value that is a name, as a Record holds it.
constexpr std::int64_t name_value(Name name) { return static_cast<std::int64_t>(name.id()); }

}  // namespace orrery::election
