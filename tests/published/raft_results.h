// What is published about Raft's elections, and what Orrery's servers do in the same experiments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "published/election_trials.h"
#include "published/result.h"

namespace orrery::published {

// Figure 16 of the Raft paper and chapter 9 of the dissertation: how long a group of five has no leader.
std::vector<Result> election_times(std::uint64_t seed, std::size_t trials);

// The chance that the first campaigns elect no one, by the latency as a share of the spread of the timeouts:
// sum over k = c-1..s of C(s, k) l^k (1-l)^(s-k), of s = 4 survivors of n = 5 and c = s - floor(n/2) + 1.
std::vector<Result> split_votes(std::uint64_t seed, std::size_t trials);

// The first of s timeouts drawn from a range of length 1 comes at 1/(s+1) on average.
std::vector<Result> first_timeouts(std::uint64_t seed, std::size_t trials);

// What one experiment of the user's own gives, without anything published to hold it against: one line of text.
std::string summary(const ElectionSetup& setup, std::uint64_t seed, std::size_t trials);

}  // namespace orrery::published
