// Five servers that run Raft for as long as simulated time goes, idle or with a command every so often: in a World with
// fingerprint and all checkers on, and the same protocol written as SimGrid programs are: actors and mailboxes.
#pragma once

#include "core/time.h"

namespace orrery::bench {

// Seconds of wall-clock time per message delivered, set-up left out. Without commands only elections and heartbeats.
double election_in_world(Duration run_for);
double raft_on_actors(Duration run_for, Duration command_every = {});

}  // namespace orrery::bench
