// The messages of Raft (Ongaro & Ousterhout 2014, figure 2). Who sent one is said by its envelope.
#pragma once

#include <compare>
#include <cstdint>

#include "core/message.h"

namespace orrery::raft {

// A term numbers a period with at most one leader (section 5.1). Terms count from 1; 0 is before any election.
using Term = std::int64_t;
// Log entries count from 1; 0 is before the first.
using LogIndex = std::int64_t;

// Where a log ends. Greater means more up-to-date: the later term first, the longer log within a term (section 5.4.1).
struct LogPosition {
  Term term = 0;
  LogIndex index = 0;
  friend constexpr auto operator<=>(const LogPosition&, const LogPosition&) = default;
};

// Headers of Ethernet (14 bytes), IPv4 (20) and TCP with timestamps (32), and the frame of a remote call: its length,
// type, group, sender and addressee (30). Fields follow at 8 bytes each.
inline constexpr Bytes kMessageOverhead = 96;
inline constexpr Bytes kFieldSize = 8;

// A candidate asks for a vote.
struct RequestVote {
  static constexpr Name name{"RequestVote"};
  Term term = 0;
  LogPosition last;  // of the candidate's log

  void describe(Description& out) const {
    out.add("term", term);
    out.add("last_log_index", last.index);
    out.add("last_log_term", last.term);
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

// The leader makes itself heard.
struct AppendEntries {
  static constexpr Name name{"AppendEntries"};
  Term term = 0;

  void describe(Description& out) const { out.add("term", term); }
  Bytes wire_size() const { return kMessageOverhead + 4 * kFieldSize; }
};

struct AppendEntriesReply {
  static constexpr Name name{"AppendEntriesReply"};
  Term term = 0;  // the follower's, for a leader that was deposed to learn of it
  bool success = false;

  void describe(Description& out) const {
    out.add("term", term);
    out.add("success", success);
  }
  Bytes wire_size() const { return kMessageOverhead + 3 * kFieldSize; }
};

}  // namespace orrery::raft
