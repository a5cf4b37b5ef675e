// Five servers that elect a leader and keep it by heartbeats, for as long as simulated time goes: Raft in a World with
// fingerprint and checkers on, and the same protocol written as SimGrid programs are: actors and mailboxes.
#pragma once

#include "core/time.h"

namespace orrery::bench {

// Seconds of wall-clock time per message delivered, set-up left out.
double election_in_world(Duration run_for);
double election_on_actors(Duration run_for);

}  // namespace orrery::bench
