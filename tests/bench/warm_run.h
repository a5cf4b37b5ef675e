// From a warm fork to a result: what a run of a batch costs, its set-up included, with fingerprint, metrics, story and
// all checkers.
#pragma once

#include <cstddef>
#include <string>

#include "core/time.h"

namespace orrery::bench {

// How many events (Records) a run of this scenario of tests/bench makes.
double events_of_warm_run(const std::string& scenario);
// Seconds from the fork to the result in the parent, per event.
double warm_run(const std::string& scenario, double events);

// Bytes of resident memory at most in a run of the scenario that takes so long. In a process of its own.
double peak_memory_of_run(const std::string& scenario, Duration run_for);

// The same as warm_run per message that was delivered.
double warm_run_per_message(const std::string& scenario);
// The same of `groups` groups of five servers, each with a client of its own that sends a hundred commands a second, in
// the second half of the run: what setting the groups up and their first elections cost is in both runs that are
// compared.
double many_groups_per_message(std::size_t groups, Duration run_for);

}  // namespace orrery::bench
