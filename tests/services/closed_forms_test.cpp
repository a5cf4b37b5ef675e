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

// The mean time in seconds that a request spends with `servers` servers of rate 1/s each, arrivals at `rate`. A second
// is so long beside the network's 0.1 ms that the network counts for nothing.
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

// What the tests of every day hold takes seconds without optimisation, and their tolerances are three standard errors;
// those tagged [full] hold what is published, for an optimised build: ./services_tests "[full]".
struct Queue {
  const char* rate;
  int servers;
  double time;  // in the system
  int requests_short;
  double tolerance_short;
  int requests_full;
};
// The standard error of a mean over n requests of M/M/1 is sqrt(rho (2 + 5 rho - 4 rho^2 + rho^3) / n) / (1 - rho)^2
// (Daley, "The serial correlation coefficients of waiting times in a stationary single server queue", 1968).
// Of four servers 0.7878 of the requests wait (Erlang C), and then for 1 / (c mu - lambda) = 2.5: 1.969 on average.
constexpr Queue kQueues[] = {
    {"0.5", 1, 2, 100'000, 0.03, 200'000},
    {"0.8", 1, 5, 150'000, 0.07, 2'000'000},
    {"0.9", 1, 10, 150'000, 0.15, 6'000'000},
    {"3.6", 4, 2.969, 150'000, 0.12, 6'000'000},
};
constexpr double kPublishedTolerance = 0.03;

}  // namespace

TEST_CASE("a request spends as long in the system as queueing theory says, with one server and with four") {
  for (const Queue& queue : kQueues) {
    INFO(queue.servers << " servers, " << queue.rate << "/s");
    CHECK(time_in_system(queue.rate, queue.servers, queue.requests_short) ==
          Approx(queue.time).epsilon(queue.tolerance_short));
  }
}

TEST_CASE("a request spends as long in the system as queueing theory says, within 3%", "[.full]") {
  for (const Queue& queue : kQueues) {
    INFO(queue.servers << " servers, " << queue.rate << "/s");
    const double time = time_in_system(queue.rate, queue.servers, queue.requests_full);
    CHECK(time == Approx(queue.time).epsilon(kPublishedTolerance));
    if (queue.servers == 4) CHECK((time - 1) * 0.4 == Approx(0.7878).epsilon(kPublishedTolerance));
  }
}

TEST_CASE("three layers of four tries make of one request that fails 64 attempts at the database") {
  const std::string four = "{ timeout: 10s, retry: { max_attempts: 4, backoff: 1ms..1ms, jitter: none } }";
  const auto figures = measured_run(
      "orrery: 1\ntitle: Layered retries\nrun_for: 15s\nsystem:\n"
      "  user: { kind: client, arrivals: constant rate=0.1/s, calls: { shop: { timeout: 20s "
      "} } }\n"
      "  shop: { kind: service, service_time: 1ms, calls: { orders: " +
          four + " } }\n  orders: { kind: service, service_time: 1ms, calls: { stock: " + four +
          " } }\n  stock: { kind: service, service_time: 1ms, calls: { database: " + four +
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

TEST_CASE(
    "metastable failure: a database that is offered more than half of what it can do stays lost after an outage") {
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

namespace {

// Dean & Barroso, "The Tail at Scale" (2013). A request is slow where any of its hundred leaves is; then its call times
// out. The share of slow ones.
double slow_share(int requests) {
  const auto figures = measured_run(
      "orrery: 1\ntitle: Fan-out\nrun_for: " + std::to_string(requests) +
          "s\nsystem:\n  user: { kind: client, arrivals: constant rate=1/s, calls: { root: { timeout: 900ms } } }\n"
          "  root: { kind: service, workers: 10, service_time: 1ms, calling: fan-out, calls: { leaf: { times: 100, "
          "timeout: 500ms } } }\n"
          "  leaf: { kind: service, workers: 1000, service_time: { mixture: [ { weight: 99%, of: 1ms }, { weight: 1%, "
          "of: 600ms } ] } }\n",
      {{"success_rate", "", "user"}, {"requests", "", "leaf"}});
  CHECK(figures[1] == Approx(100.0 * requests).margin(100));
  return 1 - figures[0];
}

const double kSlowShare = 1 - std::pow(0.99, 100);

}  // namespace

// The tolerance is three standard errors.
TEST_CASE("a hundred leaves, each slow once in a hundred, make 63.4% of the requests slow") {
  CHECK(slow_share(2'000) == Approx(kSlowShare).margin(0.033));
}

TEST_CASE("a hundred leaves, each slow once in a hundred, make 63.4% of the requests slow, within half a point",
          "[.full]") {
  CHECK(slow_share(90'000) == Approx(kSlowShare).margin(0.005));
}
