// The parameters of a Raft server, read once.
#pragma once

#include "core/context.h"
#include "core/parameters.h"
#include "patterns/leader_election/raft_entry.h"

namespace orrery::raft {

// log:        a read is an entry of the log, like a write
// read_index: the leader proves by a round of heartbeats that it still leads (dissertation, section 6.4)
// lease:      it takes a recent round for proof enough, by its clock (section 6.4.1)
enum class Reads : std::uint8_t { log, read_index, lease };

struct Settings {
  explicit Settings(const ParameterValues& values);

  DurationRange election_timeout;
  Duration heartbeat;
  Transport transport;
  bool pre_vote;
  bool check_quorum;
  std::size_t batch_entries;
  Bytes batch_bytes;
  std::size_t pipeline;
  LogIndex snapshot_after;  // 0: never
  Duration snapshot_retry;
  Bytes bytes_per_key;
  Reads reads;
  Duration lease;               // from when a round of heartbeats was sent
  std::size_t initial_members;  // 0: all
  int catch_up_rounds;
};

}  // namespace orrery::raft
