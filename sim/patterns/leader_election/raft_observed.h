// What a Raft server shows of itself: the names of its fields, roles, events and timers.
#pragma once

#include "core/context.h"

namespace orrery::raft {

inline constexpr Field kRole{"role", ValueType::name};
inline constexpr Field kTerm{"term", ValueType::integer};
inline constexpr Field kVotedFor{"voted_for", ValueType::node};  // kNoNode: no vote in this term

inline constexpr Name kFollower{"follower"};
inline constexpr Name kCandidate{"candidate"};
inline constexpr Name kLeader{"leader"};

// Events; in every one a is the term that it belongs to.
inline constexpr Name kCampaignStarted{"campaign_started"};
// No candidate won in time, most often because the votes were split. b: votes this candidate held.
inline constexpr Name kCampaignTimedOut{"campaign_timed_out"};
// A vote is durable and given. peer: the candidate, which may be the voter itself.
inline constexpr Name kVoteGranted{"vote_granted"};
// b: votes held.
inline constexpr Name kBecameLeader{"became_leader"};
// A leader has heard of a later term. a: the term it led, b: the later term, peer: who told.
inline constexpr Name kSteppedDown{"stepped_down"};

inline constexpr Name kElectionTimeout{"election-timeout"};  // a timer, and the random stream of its lengths
inline constexpr Name kHeartbeat{"heartbeat"};               // a timer

}  // namespace orrery::raft
