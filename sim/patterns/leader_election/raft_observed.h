// What a Raft server shows of itself: the names of its fields, roles, events, timers and orders.
#pragma once

#include "core/context.h"

namespace orrery::raft {

inline constexpr Field kRole{"role", ValueType::name};
inline constexpr Field kTerm{"term", ValueType::integer};
inline constexpr Field kVotedFor{"voted_for", ValueType::node};  // kNoNode: no vote in this term

inline constexpr Name kFollower{"follower"};
inline constexpr Name kPreCandidate{"pre-candidate"};
inline constexpr Name kCandidate{"candidate"};
inline constexpr Name kLeader{"leader"};

// Events of the log, in the words of checkers/log_records.h, which says what each holds.
inline constexpr Name kEntryAppended{"entry_appended"};
inline constexpr Name kLogTruncated{"log_truncated"};
inline constexpr Name kLogRecalled{"log_recalled"};
inline constexpr Name kEntryRecalled{"entry_recalled"};
inline constexpr Name kEntriesCommitted{"entries_committed"};
inline constexpr Name kEntryApplied{"entry_applied"};
inline constexpr Name kDuplicateSkipped{"duplicate_skipped"};
inline constexpr Name kSnapshotTaken{"snapshot_taken"};
inline constexpr Name kSnapshotInstalled{"snapshot_installed"};
inline constexpr Name kConfigurationAdopted{"configuration_adopted"};

// Other events; in every one a is the term that it belongs to.
// Asks whether an election could be won. a: the term that it would begin.
inline constexpr Name kPreVoteStarted{"pre_vote_started"};
inline constexpr Name kCampaignStarted{"campaign_started"};
// No candidate won in time, most often because the votes were split. b: votes this candidate held.
inline constexpr Name kCampaignTimedOut{"campaign_timed_out"};
// A vote is durable and given. peer: the candidate, which may be the voter itself.
inline constexpr Name kVoteGranted{"vote_granted"};
// b: votes held.
inline constexpr Name kBecameLeader{"became_leader"};
// A leader has heard of a later term. a: the term it led, b: the later term, peer: who told.
inline constexpr Name kSteppedDown{"stepped_down"};
// A leader has not heard a majority for an election timeout, and steps down. b: members heard, itself included.
inline constexpr Name kQuorumLost{"quorum_lost"};
// A leader that was removed has committed the configuration without it, and steps down.
inline constexpr Name kLeftCluster{"left_cluster"};

// peer: who is to lead.
inline constexpr Name kTransferStarted{"transfer_started"};
inline constexpr Name kTransferAborted{"transfer_aborted"};

// A server that is to be added has come so close to the leader's log that it can be. peer: which, b: rounds it took.
inline constexpr Name kCaughtUp{"caught_up"};
// A server is not added: it did not catch up. peer: which, b: rounds begun.
inline constexpr Name kChangeAborted{"change_aborted"};
// The configuration of the latest change is committed. b: its index, c: members.
inline constexpr Name kChangeCommitted{"change_committed"};
// An order that this server cannot carry out: it does not lead, another is under way, or it would change nothing.
// peer: whom the order is about.
inline constexpr Name kOrderRefused{"order_refused"};

// A follower lacks what is discarded and is sent a snapshot. peer: which, b: the last index that it covers, c: bytes.
inline constexpr Name kSnapshotSent{"snapshot_sent"};

inline constexpr Name kElectionTimeout{"election-timeout"};  // a timer, and the random stream of its lengths
inline constexpr Name kHeartbeat{"heartbeat"};               // a timer
inline constexpr Name kQuorumCheck{"quorum-check"};          // a timer
inline constexpr Name kTransferTimeout{"transfer-timeout"};  // a timer

// Orders.
inline constexpr Name kTransferLeadership{"transfer-leadership"};  // peer: to whom; kNoNode: whoever is furthest
inline constexpr Name kAddServer{"add-server"};                    // peer: which
inline constexpr Name kRemoveServer{"remove-server"};              // peer: which

}  // namespace orrery::raft
