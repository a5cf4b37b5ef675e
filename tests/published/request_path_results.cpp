#include "published/request_path_results.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "published/experiment.h"

namespace orrery::published {

namespace {

using namespace literals;

Window window(Duration begin, Duration end = Instant::max().since_start()) {
  return {Instant::at(begin), Instant::at(end)};
}

std::string seconds_text(double seconds) { return fmt::format("{}s", std::llround(seconds)); }

// At least one.
std::size_t seeds_of(std::size_t full, double effort) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(static_cast<double>(full) * effort)));
}

// A published figure with a tolerance that is a share of it.
Result within(std::string what, double published, const Sample& sample, double share, std::string_view unit,
              double effort) {
  const double widened = effort < 1 ? share / std::sqrt(effort) : share;
  return {std::move(what), published, sample.mean(), published * widened, unit, sample.standard_error()};
}
Result exactly(std::string what, double published, const Sample& sample) {
  // Of many seeds, the one that is furthest away.
  const auto& figures = sample.figures();
  const double worst = *std::max_element(figures.begin(), figures.end(), [&](double a, double b) {
    return std::fabs(a - published) < std::fabs(b - published);
  });
  return {std::move(what), published, worst, 0, ""};
}

struct Queue {
  const char* scenario;
  const char* rate;
  double load;
  double time;      // in the system, in service times
  double requests;  // of all seeds together
};
// The standard error of a mean over n requests of M/M/1 is sqrt(rho (2 + 5 rho - 4 rho^2 + rho^3) / n) / (1 - rho)^2
// (Daley, "The serial correlation coefficients of waiting times in a stationary single server queue", 1968): for 1% of
// the mean it takes 72 thousand at 0.5, 0.8 million at 0.8 and 3.6 million at 0.9, and about 6 million for the waiting
// of four servers, which is a fourth as long as that of one, beside a time of 2. These are at least twice as many.
constexpr Queue kQueues[] = {
    {"experiments/m-m-1", "0.5/s", 0.5, 2, 400'000},
    {"experiments/m-m-1", "0.8/s", 0.8, 5, 4'000'000},
    {"experiments/m-m-1", "0.9/s", 0.9, 10, 12'000'000},
    {"experiments/m-m-c", "3.6/s", 0.9, 2.969, 16'000'000},
};
constexpr double kErlangC = 0.7878, kMeanWait = 1.969;  // of four servers at 0.9
constexpr std::size_t kQueueSeeds = 16;
// Long beside the 380 service times in which M/M/1 at 0.9 forgets how it began.
constexpr Duration kSettled = 2000_s;

}  // namespace

std::vector<Result> queueing(std::uint64_t seed, double effort) {
  constexpr double kShare = 0.03;
  std::vector<Result> results;
  for (const Queue& queue : kQueues) {
    const double rate = std::stod(queue.rate);
    const double length = kSettled.seconds() + effort * queue.requests / rate / static_cast<double>(kQueueSeeds);
    const Window settled = window(kSettled);
    const auto samples = measured(
        {queue.scenario,
         {{"system.user.arrivals", fmt::format("poisson rate={}", queue.rate)}, {"run_for", seconds_text(length)}},
         {{"latency", "mean", "user", settled},
          {"waited", "", "server", settled},
          {"requests", "", "server", settled}}},
        seed, kQueueSeeds);
    const Sample time = samples[0].map([](double nanoseconds) { return nanoseconds / 1e9; });
    const bool is_single = std::string_view(queue.scenario) == "experiments/m-m-1";
    if (is_single) {
      results.push_back(
          within(fmt::format("M/M/1 at {}: time in the system", queue.load), queue.time, time, kShare, "1/mu", effort));
    } else {
      results.push_back(within("M/M/4 at 0.9: mean wait", kMeanWait, time.map([](double all) { return all - 1; }),
                               kShare, "1/mu", effort));
      results.push_back(
          within("M/M/4 at 0.9: share that waits (Erlang C)", kErlangC, samples[1] / samples[2], kShare, "", effort));
    }
  }
  return results;
}

std::vector<Result> random_choices(std::uint64_t seed, double effort) {
  constexpr double kShare = 0.03;
  constexpr double kOneChoice = 10, kTwoChoices = 2.614;
  const auto time = [&](const char* variant, double settles, double lasts) {
    const Duration settled = Duration::seconds(std::llround(settles));
    Experiment experiment{"experiments/supermarket",
                          {{"run_for", seconds_text(settles + lasts)}},
                          {{"latency", "mean", "user", window(settled)}},
                          variant};
    return measured(experiment, seed, seeds_of(4, effort))[0].map([](double nanoseconds) { return nanoseconds / 1e9; });
  };
  // 500 queues that are alike: 450 requests a second, of which it takes as many as of M/M/1.
  return {within("any of 500 servers at 0.9: time in the system", kOneChoice,
                 time("random", effort < 1 ? 600 : 2000, 4000 * effort), kShare, "1/mu", effort),
          within("the shorter of two of 500 at 0.9", kTwoChoices,
                 time("two-choices", effort < 1 ? 100 : 300, 1000 * effort), kShare, "1/mu", effort)};
}

std::vector<Result> layered_retries(std::uint64_t seed) {
  const auto samples =
      measured({"composed/layered-retries",
                {},
                {{"operations", "", "user"}, {"requests", "", "database"}, {"errors", "", "database"}}},
               seed, 10);
  return {exactly("attempts at the database for a request", 64, samples[1] / samples[0]),
          exactly("failed", 64, samples[2] / samples[0])};
}

std::vector<Result> backoff_and_jitter(std::uint64_t seed, double effort) {
  struct Published {
    const char* variant;
    double calls, time;  // of all clients; until the last is done, ms
    std::size_t runs;
  };
  // The time of the last client spreads by a fifth with full and equal jitter. The published means are of a hundred
  // runs, and may be 2% off by chance: that of full jitter is 2884 ms over five thousand of ours.
  constexpr Published kPublished[] = {{"no-backoff", 690, 1140, 500},
                                      {"exponential", 622, 36'278, 1000},
                                      {"equal", 348, 4263, 3000},
                                      {"full", 332, 2805, 5000},
                                      {"decorrelated", 375, 2168, 3000}};
  constexpr double kCallsShare = 0.02, kTimeShare = 0.04;
  std::vector<Result> results;
  for (const Published& one : kPublished) {
    const auto samples =
        measured({"experiments/backoff", {}, {{"attempts", "", "writer"}, {"latency", "max", "writer"}}, one.variant},
                 seed, seeds_of(one.runs, effort));
    const Sample time = samples[1].map([](double nanoseconds) { return nanoseconds / 1e6; });
    results.push_back(within(fmt::format("{}: calls", one.variant), one.calls, samples[0], kCallsShare, "", effort));
    results.push_back(within(fmt::format("{}: last client", one.variant), one.time, time, kTimeShare, "ms", effort));
  }
  return results;
}

std::vector<Result> metastable_failure(std::uint64_t seed, double effort) {
  constexpr double kShare = 0.03;
  constexpr double kOffered = 280, kStuck = 560, kVulnerable = 150;
  const auto after_outage = [&](double rate, Duration from, Duration end) {
    return measured(
        {"composed/metastable-failure",
         {{"system.user.arrivals", fmt::format("poisson rate={}/s", rate)}, {"run_for", seconds_text(end.seconds())}},
         {{"arrival_rate", "", "database", window(from)},
          {"goodput", "", "user", window(from)},
          {"success_rate", "", "user", window(from)}}},
        seed, seeds_of(10, effort));
  };
  const auto stuck = after_outage(kOffered, 60_s, 240_s);
  // With 3% of a difference the backlog of the outage takes some 330 s to be gone.
  const Duration late = effort < 1 ? 700_s : 1200_s;
  const auto above = after_outage(kVulnerable * (1 + kShare), late, late + 100_s);
  const auto below = after_outage(kVulnerable * (1 - kShare), late, late + 100_s);
  Result nothing = within("offered 280/s: goodput after the heal", 0, stuck[1], 0, "1/s", 1);
  nothing.tolerance = kShare * kOffered;
  Result lost =
      within("offered 154.5/s: answered in time", 0, above[2].map([](double x) { return 100 * x; }), 0, "%", 1);
  lost.tolerance = 100 * kShare;
  return {
      within("offered 280/s: at the database after the heal", kStuck, stuck[0], kShare, "1/s", 1), nothing, lost,
      within("offered 145.5/s: answered in time", 100, below[2].map([](double x) { return 100 * x; }), kShare, "%", 1)};
}

std::vector<Result> adaptive_throttling(std::uint64_t seed, double effort) {
  const auto samples =
      measured({"experiments/throttle",
                {{"run_for", seconds_text(240 + 660 * effort)}},
                {{"arrival_rate", "", "backend", window(180_s)}, {"goodput", "", "user", window(180_s)}}},
               seed, seeds_of(16, effort));
  return {within("accepted", 100, samples[1], 0.02, "1/s", effort),
          within("sent at K = 2", 200, samples[0], 0.02, "1/s", effort)};
}

std::vector<Result> fan_out_tail(std::uint64_t seed, double effort) {
  // 84 thousand requests have a standard error of a sixth of a point.
  constexpr double kRequests = 120'000;
  constexpr std::size_t kSeeds = 8;
  const auto samples = measured(
      {"experiments/fan-out", {{"run_for", seconds_text(effort * kRequests / kSeeds)}}, {{"success_rate", "", "user"}}},
      seed, kSeeds);
  const Sample slow = samples[0].map([](double served) { return 100 * (1 - served); });
  return {{"slow requests of a hundred leaves", 100 * (1 - std::pow(0.99, 100)), slow.mean(),
           effort < 1 ? 0.5 / std::sqrt(effort) : 0.5, "%", slow.standard_error()}};
}

std::vector<Result> hedged_requests(std::uint64_t seed, double effort) {
  const auto tail = [&](const char* variant) {
    return measured({"experiments/hedged-requests",
                     {{"run_for", seconds_text(std::max(200.0, 1000 * effort))}},
                     {{"latency", "p99.9", "user"}, {"attempts_per_call", "", "root"}},
                     variant},
                    seed, seeds_of(8, effort));
  };
  const auto patient = tail("patient"), hedged = tail("hedged");
  const Sample tenfold = hedged[0] / patient[0];
  const Sample extra = hedged[1].map([](double attempts) { return 100 * (attempts - 1); });
  return {{"p99.9 with hedges, of that without: at most", 10, 100 * tenfold.mean(), 0, "%",
           100 * tenfold.standard_error(), true},
          {"extra requests: below", 5, extra.mean(), 0, "%", extra.standard_error(), true}};
}

std::vector<Result> breakers(std::uint64_t seed, double effort) {
  const auto trip =
      measured({"experiments/breaker-trip", {}, {{"errors", "", "backend"}, {"trips", "", "caller"}}}, seed, 10);
  // P(Bin(10, 0.3) >= 5) = 0.1503: 11 500 times ten probes have a standard error of a third of a point.
  const auto probes =
      measured({"experiments/half-open", {}, {{"reopening_rate", "", "caller"}}}, seed, seeds_of(100, effort));
  const Sample reopened = probes[0].map([](double share) { return 100 * share; });
  return {exactly("failures until the breaker opens", 50, trip[0]),
          exactly("trips", 1, trip[1]),
          {"half-open breakers that open again", 15.0, reopened.mean(), effort < 1 ? 1 / std::sqrt(effort) : 1, "%",
           reopened.standard_error()}};
}

}  // namespace orrery::published
