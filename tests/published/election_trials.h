// Elections after a crash, over and over: the experiment of figure 16 of the Raft paper (Ongaro & Ousterhout 2014,
// section 9.3), of which the models of split votes and of first timeouts are special cases.
//
// A leader of some servers is crashed at a random time within its heartbeat interval; some of the survivors cannot be
// elected, for their logs are shorter. Each trial is a World of its own.
#pragma once

#include <cstdint>
#include <vector>

#include "core/distribution.h"
#include "core/parameters.h"
#include "core/time.h"

namespace orrery::published {

struct ElectionSetup {
  // servers, ineligible, election_timeout, heartbeat, one_way, candidate_disk, voter_disk, limit: `orrery_published
  // --help` shows them.
  static const Parameters parameters;
  explicit ElectionSetup(const ParameterValues& values);

  std::uint32_t servers;
  std::uint32_t ineligible;
  DurationRange election_timeout;
  Duration heartbeat;
  Distribution one_way;     // extra latency of every message, seconds
  Duration candidate_disk;  // on average
  Distribution voter_disk;  // seconds
  Duration limit;           // a trial without a leader for so long after the crash is given up
};

struct ElectionTrial {
  Duration silence_to_campaign;  // from the last heartbeat that arrived to the first campaign
  Duration crash_to_leader;      // at most the limit
  bool elected = false;          // within the limit
  bool split = false;            // the first campaigns elected no one
};

// Trials of seeds first_seed, first_seed + 1, ... in child processes, `jobs` at a time.
std::vector<ElectionTrial> run_election_trials(const ElectionSetup& setup, std::uint64_t first_seed, std::size_t count,
                                               std::size_t jobs = 2);

// Of a sample that is not empty.
Duration mean(const std::vector<Duration>& sample);
Duration quantile(std::vector<Duration> sample, double q);  // nearest rank

}  // namespace orrery::published
