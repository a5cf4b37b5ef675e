#include "published/raft_results.h"

#include <algorithm>
#include <functional>
#include <limits>

#include <fmt/format.h>

namespace orrery::published {

namespace {

using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

double milliseconds(Duration duration) { return duration.seconds() * 1e3; }

std::vector<ElectionTrial> trials_of(const ElectionSetup& setup, std::uint64_t seed, std::size_t count) {
  return run_election_trials(setup, seed, count);
}

std::vector<Duration> times_of(const std::vector<ElectionTrial>& trials) {
  std::vector<Duration> times;
  for (const ElectionTrial& trial : trials) times.push_back(trial.crash_to_leader);
  return times;
}

double split_share(const std::vector<ElectionTrial>& trials) {
  const auto split =
      std::count_if(trials.begin(), trials.end(), [](const ElectionTrial& trial) { return trial.split; });
  return static_cast<double>(split) / static_cast<double>(trials.size());
}

std::vector<Duration> election_sample(Texts texts, std::uint64_t seed, std::size_t count) {
  const ElectionSetup setup(ParameterValues(ElectionSetup::parameters, texts));
  return times_of(trials_of(setup, seed, count));
}

// P(at least k of n), each with chance p.
double at_least(int k, int n, double p) {
  double sum = 0;
  for (int i = k; i <= n; ++i) {
    double term = 1;
    for (int j = 0; j < i; ++j) term *= p * static_cast<double>(n - j) / static_cast<double>(i - j);
    for (int j = 0; j < n - i; ++j) term *= 1 - p;
    sum += term;
  }
  return sum;
}

}  // namespace

std::vector<Result> election_times(std::uint64_t seed, std::size_t trials) {
  const auto ms = [](std::string what, double published, Duration reached, double share) {
    return Result{std::move(what), published, milliseconds(reached), published * share, "ms"};
  };
  std::vector<Result> results;
  const auto wide = election_sample({{"election_timeout", "150ms..300ms"}}, seed, trials);
  results.push_back(ms("150-300 ms: mean", 181, mean(wide), 0.05));
  results.push_back(ms("150-300 ms: median", 171, quantile(wide, 0.5), 0.05));
  results.push_back(ms("150-300 ms: p90", 244, quantile(wide, 0.9), 0.05));
  results.push_back(ms("150-300 ms: p99", 415, quantile(wide, 0.99), 0.15));
  const auto middle = election_sample({{"election_timeout", "150ms..200ms"}}, seed, trials);
  results.push_back(ms("150-200 ms: mean", 156, mean(middle), 0.10));
  results.push_back(ms("150-200 ms: worst of 1000", 513, quantile(middle, 1), 0.15));
  const auto narrow = election_sample({{"election_timeout", "150ms..155ms"}}, seed, trials);
  results.push_back(ms("150-155 ms: median", 287, quantile(narrow, 0.5), 0.30));
  const auto early = election_sample({{"election_timeout", "12ms..24ms"}}, seed, trials);
  results.push_back(ms("12-24 ms: mean", 35, mean(early), 0.30));
  results.push_back(ms("12-24 ms: worst of 1000", 152, quantile(early, 1), 0.30));
  constexpr std::size_t kHopeless = 20;  // trials: not one of them ends before the limit
  const auto none =
      election_sample({{"election_timeout", "150ms..150ms"}, {"limit", "10s"}}, seed, std::min(trials, kHopeless));
  results.push_back(ms("150-150 ms: best, limit 10 s", 10'000, quantile(none, 1e-9), 0));
  return results;
}

std::vector<Result> split_votes(std::uint64_t seed, std::size_t trials) {
  constexpr int kSurvivors = 4, kOthersTooMany = 2;  // c - 1: with the first, one candidate too many for a majority
  std::vector<Result> results;
  for (const auto& [latency, share] : {std::pair{"1ms", 0.01}, std::pair{"10ms", 0.1}, std::pair{"20ms", 0.2}}) {
    const ElectionSetup setup(ParameterValues(ElectionSetup::parameters, {{"election_timeout", "100ms..200ms"},
                                                                          {"ineligible", "0"},
                                                                          {"one_way", latency},
                                                                          {"candidate_disk", "0ms"},
                                                                          {"voter_disk", "0ms"}}));
    results.push_back({fmt::format("latency {} of the spread", share),
                       100 * at_least(kOthersTooMany, kSurvivors, share),
                       100 * split_share(trials_of(setup, seed, trials)), 1, "%"});
  }
  return results;
}

std::vector<Result> first_timeouts(std::uint64_t seed, std::size_t trials) {
  std::vector<Result> results;
  for (const int survivors : {2, 4, 8}) {
    const ElectionSetup setup(ParameterValues(ElectionSetup::parameters, {{"servers", std::to_string(survivors + 1)},
                                                                          {"election_timeout", "100ms..200ms"},
                                                                          {"ineligible", "0"},
                                                                          {"one_way", "0.1ms"}}));
    std::vector<Duration> waits;
    for (const ElectionTrial& trial : trials_of(setup, seed, trials)) waits.push_back(trial.silence_to_campaign);
    const double expected = 100.0 / (survivors + 1);
    results.push_back({fmt::format("{} servers, spread 100 ms", survivors), expected,
                       milliseconds(mean(waits) - setup.election_timeout.low), expected * 0.01, "ms"});
  }
  return results;
}

std::string summary(const ElectionSetup& setup, std::uint64_t seed, std::size_t trials) {
  const std::vector<ElectionTrial> sample = trials_of(setup, seed, trials);
  const std::vector<Duration> times = times_of(sample);
  const auto elected =
      std::count_if(sample.begin(), sample.end(), [](const ElectionTrial& trial) { return trial.elected; });
  return fmt::format(
      "{} trials, {} elected within the limit; crash to leader: mean {:.1f} ms, median {:.1f}, p90 {:.1f}, p99 {:.1f}, "
      "worst {:.1f}; first campaigns that elected no one: {:.2f}%\n",
      sample.size(), elected, milliseconds(mean(times)), milliseconds(quantile(times, 0.5)),
      milliseconds(quantile(times, 0.9)), milliseconds(quantile(times, 0.99)), milliseconds(quantile(times, 1)),
      100 * split_share(sample));
}

}  // namespace orrery::published
