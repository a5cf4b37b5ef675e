// Why something happened: the chain of causes of an event.
#pragma once

#include <vector>

#include "run_file/run_file.h"

namespace orrery::run_file {

struct Cause {
  Event event;
  // What happened while a timer ran, or a message was under way, that bears on it: crashes, pauses, faults, restarts of
  // others. The first few.
  std::vector<Event> meanwhile;
};

struct Chain {
  std::vector<Cause> causes;       // from the first cause to the event itself
  bool goes_further_back = false;  // what stands first has causes, too
};

// A chain that runs in circles, as heartbeats do, is told from its last round on; at most `limit` causes.
Chain chain_of(const RunFile& file, RecordId event, std::size_t limit = 40);

// The events that come of this one directly, at most `limit`, searched among the `reach` events behind it.
std::vector<Event> effects_of(const RunFile& file, RecordId event, std::size_t limit, std::size_t reach);

}  // namespace orrery::run_file
