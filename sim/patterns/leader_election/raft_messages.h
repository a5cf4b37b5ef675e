// The messages of Raft (Ongaro & Ousterhout 2014, figures 2 and 13, and Ongaro's dissertation, sections 3.10 and 9.6).
// Who sent one is said by its envelope.
#pragma once

#include <cstdint>

#include "core/message.h"
#include "patterns/leader_election/raft_entry.h"
#include "patterns/leader_election/raft_rounds.h"
#include "patterns/leader_election/raft_snapshot.h"

namespace orrery::raft {

// A candidate asks for a vote.
struct RequestVote {
  static constexpr Name name{"RequestVote"};
  Term term = 0;
  LogPosition last;          // of the candidate's log
  bool is_transfer = false;  // the leader itself wishes it: that it was heard is no reason to ignore this

  void describe(Description& out) const {
    out.add("term", term);
    out.add("last_log_index", last.index);
    out.add("last_log_term", last.term);
    if (is_transfer) out.add("transfer", true);
  }
  Bytes wire_size() const { return kMessageOverhead + 3 * kFieldSize; }
};

struct RequestVoteReply {
  static constexpr Name name{"RequestVoteReply"};
  Term term = 0;  // the voter's, for a candidate that is behind to learn of it
  bool granted = false;

  void describe(Description& out) const {
    out.add("term", term);
    out.add("granted", granted);
  }
  Bytes wire_size() const { return kMessageOverhead + 2 * kFieldSize; }
};

// Would a vote be granted in this term? Nobody enters it for being asked (section 9.6).
struct PreVote {
  static constexpr Name name{"PreVote"};
  Term term = 0;     // the one that the campaign would begin
  LogPosition last;  // of the asker's log

  void describe(Description& out) const {
    out.add("term", term);
    out.add("last_log_index", last.index);
    out.add("last_log_term", last.term);
  }
  Bytes wire_size() const { return kMessageOverhead + 3 * kFieldSize; }
};

struct PreVoteReply {
  static constexpr Name name{"PreVoteReply"};
  Term term = 0;  // granted: the term asked for; refused: the voter's own
  bool granted = false;

  void describe(Description& out) const {
    out.add("term", term);
    out.add("granted", granted);
  }
  Bytes wire_size() const { return kMessageOverhead + 2 * kFieldSize; }
};

// The leader hands out log entries, and makes itself heard.
struct AppendEntries {
  static constexpr Name name{"AppendEntries"};
  Term term = 0;
  LogPosition previous = {};  // of the entry just before the new ones
  LogIndex commit = 0;        // the leader's commit index
  BatchPtr batch = {};        // null: a heartbeat
  Rounds::Number round = 0;   // for the reply to give back; 0: none

  void describe(Description& out) const {
    out.add("term", term);
    out.add("prev_log_index", previous.index);
    out.add("prev_log_term", previous.term);
    out.add("entries", batch == nullptr ? std::int64_t{0} : static_cast<std::int64_t>(batch->entries.size()));
    out.add("commit", commit);
  }
  Bytes wire_size() const {
    return kMessageOverhead + (round == 0 ? 4 : 5) * kFieldSize + (batch == nullptr ? 0 : batch->size);
  }
};

struct AppendEntriesReply {
  static constexpr Name name{"AppendEntriesReply"};
  Term term = 0;  // the follower's, for a leader that was deposed to learn of it
  bool success = false;
  // Success: the follower's log is the leader's up to here and will survive a crash. Refusal: the previous entry that
  // it did not have.
  LogIndex index = 0;
  // Of a refusal: the last entry of the follower's that may be the leader's too (section 5.3, fast back-up).
  LogPosition hint = {};
  Rounds::Number round = 0;  // of what is answered

  void describe(Description& out) const {
    out.add("term", term);
    out.add("success", success);
    out.add("index", index);
    if (!success) out.add("hint_index", hint.index);
    if (!success) out.add("hint_term", hint.term);
  }
  Bytes wire_size() const { return kMessageOverhead + ((success ? 3 : 5) + (round == 0 ? 0 : 1)) * kFieldSize; }
};

// The leader has discarded what a follower lacks, and sends its state in one piece (section 7, figure 13).
struct InstallSnapshot {
  static constexpr Name name{"InstallSnapshot"};
  Term term = 0;
  SnapshotPtr snapshot;

  void describe(Description& out) const {
    out.add("term", term);
    out.add("last_index", snapshot->last.index);
    out.add("last_term", snapshot->last.term);
    out.add("bytes", snapshot->size);
  }
  Bytes wire_size() const { return kMessageOverhead + 3 * kFieldSize + snapshot->size; }
};

struct InstallSnapshotReply {
  static constexpr Name name{"InstallSnapshotReply"};
  Term term = 0;
  LogIndex index = 0;  // the follower's state covers everything up to here and will survive a crash

  void describe(Description& out) const {
    out.add("term", term);
    out.add("index", index);
  }
  Bytes wire_size() const { return kMessageOverhead + 2 * kFieldSize; }
};

// The leader asks its addressee to begin an election at once (section 3.10).
struct TimeoutNow {
  static constexpr Name name{"TimeoutNow"};
  Term term = 0;

  void describe(Description& out) const { out.add("term", term); }
  Bytes wire_size() const { return kMessageOverhead + kFieldSize; }
};

}  // namespace orrery::raft
