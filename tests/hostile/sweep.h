// Runs hostile seeds, several at a time, and says which of them broke what.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "run/launch.h"
#include "scenario/loader.h"

namespace orrery::hostile {

struct SeedReport {
  std::uint64_t seed = 0;
  std::vector<std::string> problems;               // one sentence each; empty: nothing failed
  bool is_undecided = false;                       // a checker could not judge all of it
  std::map<std::string, std::uint64_t> exercised;  // by invariant: how often it was put to the test
  std::set<std::string> violated;                  // invariants, also such that the scenario does not expect to hold
  std::string fingerprint;                         // empty where there was no run
};

struct SeedRange {
  std::uint64_t first = 1, last = 1;  // both included
};

// The scenario of this seed, loaded.
tl::expected<Scenario, Diagnostics> load(std::uint64_t seed);

// One run, in a process of its own. `server`: a kind to put in the place of Raft, with the same parameters.
SeedReport run_seed(std::uint64_t seed, const NodeKind* server = nullptr);

// Runs every seed of the range, `jobs` at a time, each in a process of its own; `tell` gets the reports as they come,
// in no order. The error says why it could not be done, such as a process that died.
using Tell = std::function<void(const SeedReport&)>;
tl::expected<void, std::string> sweep(SeedRange range, unsigned jobs, const Tell& tell);

// What a failing seed needs to be looked at: its problems, and the commands that run it again.
std::string replay_text(const SeedReport& report);

}  // namespace orrery::hostile
