// Services against outside truth: closed formulas of queueing theory, and published results that follow by arithmetic.
// Each runs a whole World, from a scenario to Records. Where a figure is a sample, the comment says its standard error.
#include <cmath>

#include <catch2/catch.hpp>

#include "support/measured_run.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::measured_run;

namespace {

Window window(Duration begin, Duration end) { return {Instant::at(begin), Instant::at(end)}; }

// The mean time in seconds that a request spends with `servers` servers of rate 1/s each, arrivals at `rate`. A second is
// so long beside the network's 0.1 ms that the network counts for nothing.
double time_in_system(const std::string& rate, int servers, int requests, std::uint64_t seed = 1) {
  const double seconds = requests / std::stod(rate);
  const auto figures = measured_run("orrery: 1\ntitle: A queue\nrun_for: " + std::to_string(std::lround(seconds)) +
                                        "s\nsystem:\n  user: { kind: client, arrivals: poisson rate=" + rate +
                                        "/s, calls: { server: { timeout: 24h } } }\n"
                                        "  server: { kind: service, service_time: exponential mean=1s, workers: " +
                                        std::to_string(servers) + " }\n",
                                    {{"latency", "mean", "user"}}, seed);
  return figures[0] / 1e9;
}

}  // namespace

// Standard errors, by Daley's formula for waits in M/M/1 ("The serial correlation coefficients of waiting times in a
// stationary single server queue", 1968): 0.9%, 1.1%, 1.9%.
TEST_CASE("M/M/1: a request spends 1/(mu - lambda) in the system") {
  CHECK(time_in_system("0.5", 1, 100'000) == Approx(2).epsilon(0.03));
  CHECK(time_in_system("0.8", 1, 600'000) == Approx(5).epsilon(0.03));
}

TEST_CASE("M/M/1 at nine tenths of its capacity: ten service times") {
  CHECK(time_in_system("0.9", 1, 1'000'000) == Approx(10).epsilon(0.03));
}

// Erlang C for four servers at 0.9: 0.7878 of the requests wait, and then for 1/(c mu - lambda) = 2.5 on average.
TEST_CASE("M/M/4 at nine tenths of its capacity: a request waits for 1.969 service times") {
  const double wait = time_in_system("3.6", 4, 1'000'000) - 1;
  CHECK(wait == Approx(1.969).epsilon(0.03));
  CHECK(wait * 0.4 == Approx(0.7878).epsilon(0.03));
}

TEST_CASE("three layers of four tries make of one request that fails 64 attempts at the database") {
  const std::string four = "{ timeout: 10s, retry: { max_attempts: 4, backoff: 1ms..1ms, jitter: none } }";
  const auto figures = measured_run("orrery: 1\ntitle: Layered retries\nrun_for: 15s\nsystem:\n"
                                    "  user: { kind: client, arrivals: constant rate=0.1/s, calls: { shop: { timeout: 20s "
                                    "} } }\n"
                                    "  shop: { kind: service, service_time: 1ms, calls: { orders: " +
                                        four + " } }\n  orders: { kind: service, service_time: 1ms, calls: { stock: " +
                                        four + " } }\n  stock: { kind: service, service_time: 1ms, calls: { database: " +
                                        four +
                                        " } }\n  database: { kind: service, service_time: 1ms, error_rate: 100% }\n"
                                        "expect: []\n",
                                    {{"offered_load", "", "user"},
                                     {"call_attempts", "", "shop"},
                                     {"call_attempts", "", "orders"},
                                     {"requests", "", "database"},
                                     {"errors", "", "database"}});
  CHECK(figures[0] * 15 == Approx(1));
  CHECK(figures[1] == 4);
  CHECK(figures[2] == 16);
  CHECK(figures[3] == 64);
  CHECK(figures[4] == 64);
}

namespace {

struct Offered {
  double at_database;  // requests a second
  double goodput;      // operations a second
};

// Bronson, Aghayev, Charapko & Zhu, "Metastable Failures in Distributed Systems" (HotOS 2021), section 2.1: a database
// of 300 requests/s behind clients with a timeout of 1 s and one retry stands still for 10 s.
Offered after_outage(const std::string& rate, Duration run_for, Window seen) {
  const auto figures =
      measured_run("orrery: 1\ntitle: Metastable\nrun_for: " + std::to_string(run_for / 1_s) +
                       "s\nsystem:\n  user: { kind: client, arrivals: poisson rate=" + rate +
                       "/s, calls: { database: { timeout: 1s, retry: { max_attempts: 2, backoff: 0ms..0ms } } } }\n"
                       "  database: { kind: service, service_time: 3333333ns }\n"
                       "faults:\n  - { id: outage, at: 20s, pause: database, for: 10s }\n",
                   {{"arrival_rate", "", "database", seen}, {"goodput", "", "user", seen}});
  return {figures[0], figures[1]};
}

}  // namespace

TEST_CASE("metastable failure: a database that is offered more than half of what it can do stays lost after an outage") {
  const Offered before = after_outage("280", 20_s, window(5_s, 20_s));
  CHECK(before.at_database == Approx(280).epsilon(0.05));
  CHECK(before.goodput == Approx(280).epsilon(0.05));
  const Offered stuck = after_outage("280", 110_s, window(60_s, 110_s));
  CHECK(stuck.at_database == Approx(560).epsilon(0.03));
  CHECK(stuck.goodput < 0.01 * 280);
  CHECK(after_outage("160", 150_s, window(120_s, 150_s)).goodput < 0.01 * 160);
}

TEST_CASE("metastable failure: offered less than half of what it can do, the database comes back by itself") {
  const Offered recovered = after_outage("140", 240_s, window(200_s, 240_s));
  CHECK(recovered.at_database == Approx(140).epsilon(0.05));
  CHECK(recovered.goodput == Approx(140).epsilon(0.05));
}

// Dean & Barroso, "The Tail at Scale" (2013). A request is slow where any of its hundred leaves is; then its call times
// out. 7000 requests have a standard error of 0.58 points.
TEST_CASE("a hundred leaves, each slow once in a hundred, make 63.4% of the requests slow") {
  constexpr int kRequests = 7'000;
  const auto figures = measured_run(
      "orrery: 1\ntitle: Fan-out\nrun_for: " + std::to_string(kRequests) +
          "s\nsystem:\n  user: { kind: client, arrivals: constant rate=1/s, calls: { root: { timeout: 900ms } } }\n"
          "  root: { kind: service, workers: 10, service_time: 1ms, calling: fan-out, calls: { leaf: { times: 100, "
          "timeout: 500ms } } }\n"
          "  leaf: { kind: service, workers: 1000, service_time: { mixture: [ { weight: 99%, of: 1ms }, { weight: 1%, "
          "of: 600ms } ] } }\n",
      {{"success_rate", "", "user"}, {"requests", "", "leaf"}});
  CHECK(1 - figures[0] == Approx(1 - std::pow(0.99, 100)).margin(0.0145));
  CHECK(figures[1] == Approx(100.0 * kRequests).margin(100));
}
