// One scenario at many seeds: a run of each in a process of its own, and what became of all of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "run/run.h"

namespace orrery::cli {

struct SeedRuns {
  SeedRange seeds;
  unsigned jobs = 0;                // runs at a time; 0: as many as there are processors
  std::vector<Scenario> scenarios;  // one a variant; where there are none, one
  RunRequest request;               // but for the seed
  bool json = false;                // a line for each run instead of the tables
  // The command that runs one of them again.
  std::function<std::string(const Scenario& scenario, std::uint64_t seed)> replay;
};

// Prints, of each variant, how often each expectation held and at which seeds it did not, then how to see those again.
// As JSON it is JSON Lines: as soon as it is there the result of each run, by seed and variant, and after the variants
// of a seed what holds between them; of a run that broke off its error. The exit code is the worst of all runs; what is
// printed does not depend on the jobs.
ExitCode run_seeds(const SeedRuns& runs, const Paint& paint);

}  // namespace orrery::cli
