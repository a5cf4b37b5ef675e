// From a warm fork to a result: what a run of a batch costs beyond its events.
#pragma once

#include <cstdint>

namespace orrery::bench {

// How many events (deliveries, timers, syncs) a run of `scenario` for 60 simulated seconds handles. In a child.
double events_of_warm_run(const char* scenario);
// Seconds from the fork to the result in the parent, per such event.
double warm_run(const char* scenario, double events);
// Seconds per event of a bare heap that handles as many.
double bare_loop(double events);

}  // namespace orrery::bench
