// From a warm fork to a result: what a run of a batch costs, its set-up included.
#pragma once

#include <string>

namespace orrery::bench {

// How many events (Records) a run of this scenario of tests/bench makes.
double events_of_warm_run(const std::string& scenario);
// Seconds from the fork to the result in the parent, per event.
double warm_run(const std::string& scenario, double events);

}  // namespace orrery::bench
