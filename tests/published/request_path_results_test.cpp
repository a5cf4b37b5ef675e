// The experiments on the request path with a small part of their samples: `./orrery published` runs them in full, at
// the published tolerances.
#include "published/request_path_results.h"

#include <catch2/catch.hpp>

using namespace orrery::published;

namespace {

void hold(const std::vector<Result>& results) {
  for (const Result& result : results) {
    INFO(result.what << ": published " << result.published << ", reached " << result.reached << ", tolerance "
                     << result.tolerance);
    CHECK(result.holds());
  }
}

}  // namespace

TEST_CASE("a request spends as long in the system as queueing theory says, with one server and with four") {
  hold(queueing(1, 0.02));
}

TEST_CASE("the shorter of two queues takes as long as the supermarket model says") { hold(random_choices(1, 0.02)); }

TEST_CASE("three layers of four tries make of one request that fails 64 attempts at the database") {
  hold(layered_retries(1));
}

TEST_CASE(
    "fifty clients that contend for a row need as many calls and as long as is published, whatever their jitter") {
  hold(backoff_and_jitter(1, 0.02));
}

TEST_CASE("metastable failure: only a database that is offered less than half of what it can do comes back by itself") {
  hold(metastable_failure(1, 0.1));
}

TEST_CASE("an adaptive throttle with K = 2 sends twice what is accepted") { hold(adaptive_throttling(1, 0.1)); }

TEST_CASE("a hundred leaves, each slow once in a hundred, make 63.4% of the requests slow") {
  hold(fan_out_tail(1, 0.02));
}

TEST_CASE("a hedge after 10 ms makes the tail of a fan-out ten times shorter, for under 5% more requests") {
  hold(hedged_requests(1, 0.1));
}

TEST_CASE("a breaker at the defaults opens on the fiftieth failure, and from half-open as the binomial formula says") {
  hold(breakers(1, 0.03));
}
