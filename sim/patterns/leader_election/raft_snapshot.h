// A snapshot: the state that stands for the log up to some entry (section 7).
#pragma once

#include <memory>

#include "patterns/leader_election/raft_entry.h"
#include "services/sessions.h"
#include "services/state_machine.h"

namespace orrery::raft {

// Immutable, and shared by the disk and by the messages that carry it.
struct Snapshot {
  LogPosition last;             // the last entry that it covers
  Configuration configuration;  // as of that entry
  StoredValue machine;          // the state machine's state
  Sessions sessions;
  std::int64_t digest = 0;  // of the state machine's state
  Bytes size = 0;           // of all of it
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace orrery::raft
