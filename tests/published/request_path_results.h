// What is published about services under load and the policies of their calls, and what Orrery's do in the same
// experiments. Every model is a scenario of the library.
#pragma once

#include <cstdint>
#include <vector>

#include "published/result.h"

namespace orrery::published {

// `effort` (above 0) is how much of each experiment is run: with 1 the published tolerances are at least three standard
// errors, with less they are widened by as much as the standard errors grow.

// Time in M/M/1 and M/M/c, and the share of those who wait (Erlang C).
std::vector<Result> queueing(std::uint64_t seed, double effort);
// The supermarket model: T = sum of lambda^((d^i - d)/(d - 1)) over i >= 1.
std::vector<Result> random_choices(std::uint64_t seed, double effort);
// 3 layers of 4 tries.
std::vector<Result> layered_retries(std::uint64_t seed);
// Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
std::vector<Result> backoff_and_jitter(std::uint64_t seed, double effort);
// Bronson, Aghayev, Charapko & Zhu, "Metastable Failures in Distributed Systems" (HotOS 2021), section 2.1.
std::vector<Result> metastable_failure(std::uint64_t seed, double effort);
// Google, "Site Reliability Engineering" (2016), chapter 21.
std::vector<Result> adaptive_throttling(std::uint64_t seed, double effort);
// Dean & Barroso, "The Tail at Scale" (CACM 2013): the tail of a fan-out, and what hedges make of it.
std::vector<Result> fan_out_tail(std::uint64_t seed, double effort);
std::vector<Result> hedged_requests(std::uint64_t seed, double effort);
// resilience4j's breaker at its defaults, by count and by the binomial formula.
std::vector<Result> breakers(std::uint64_t seed, double effort);

}  // namespace orrery::published
