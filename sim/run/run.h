// One run: a scenario and a seed become a World with its nodes, faults, sinks and checkers, and then a result.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "core/sink.h"
#include "run/result.h"
#include "scenario/scenario.h"

namespace orrery {

struct RunRequest {
  std::uint64_t seed = 1;
  std::optional<Instant> until;  // ends the run early; later than the scenario's end: no effect
  std::vector<Sink*> sinks;      // further sinks, for the time of the run
  bool measures = true;          // false: no metrics, expectations, checkers and story, only the fingerprint
};

// What is wrong with the scenario's platform file as SimGrid sees it, or with the hosts that nodes are to live on, as
// the text to show with its final newline; empty where nothing is. Makes no engine in this process.
std::string find_platform_error(const Scenario& scenario);

// Once a process (see launch.h). The error is a mistake of the user's that only a run can see: a platform that SimGrid
// refuses, a fault that hits nothing. It is the text to show, with its place and its final newline.
tl::expected<RunResult, std::string> run_scenario(const Scenario& scenario, const RunRequest& request);

}  // namespace orrery
