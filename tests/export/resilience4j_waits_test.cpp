// Resilience4j's pauses beside Orrery's: both are drawn, many times over.
#include "export/resilience4j_waits.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "core/random.h"
#include "services/policies.h"

using namespace orrery;

namespace {

constexpr int kCalls = 20'000;

struct Case {
  std::string_view jitter, backoff, attempts;
};

ParameterValues policies_of(const Case& c) {
  return ParameterValues(call_policies, {{"timeout", "1s"},
                                         {"retry.max_attempts", c.attempts},
                                         {"retry.backoff", c.backoff},
                                         {"retry.jitter", c.jitter}});
}

// The means of the pauses before each retry, in milliseconds, and the longest pause of all.
struct Pauses {
  std::vector<double> means;
  double longest = 0;

  void add(std::size_t retry, double pause) {
    means.resize(std::max(means.size(), retry + 1));
    means[retry] += pause / kCalls;
    longest = std::max(longest, pause);
  }
  double together() const {
    double sum = 0;
    for (const double mean : means) sum += mean;
    return sum;
  }
};

Pauses of_orrery(const RetryPolicy& policy) {
  RandomStream random(1, "caller", "backoff");
  Pauses pauses;
  for (int call = 0; call < kCalls; ++call) {
    Backoff backoff;
    for (std::int64_t retry = 0; retry + 1 < policy.attempts_max; ++retry)
      pauses.add(static_cast<std::size_t>(retry), backoff.next(policy, random).seconds() * 1000);
  }
  return pauses;
}

// As IntervalFunction draws them, but for its whole milliseconds.
Pauses of_resilience4j(const Resilience4jWaits& waits, const RetryPolicy& policy) {
  RandomStream random(2, "caller", "backoff");
  Pauses pauses;
  for (int call = 0; call < kCalls; ++call) {
    double middle = waits.middle.seconds() * 1000;
    for (std::int64_t retry = 0; retry + 1 < policy.attempts_max; ++retry, middle *= waits.multiplier) {
      const double drawn = middle * (1 - waits.factor + 2 * waits.factor * random.uniform());
      const bool is_cut = waits.multiplier > 1;
      pauses.add(static_cast<std::size_t>(retry),
                 is_cut ? std::min(drawn, policy.backoff.high.seconds() * 1000) : drawn);
    }
  }
  return pauses;
}

}  // namespace

TEST_CASE("resilience4j's pauses are those of Orrery, or as long together, and never above the cap") {
  for (const std::string_view jitter : {"none", "full", "equal", "decorrelated", "envoy"})
    for (const std::string_view backoff : {"50ms..100ms", "50ms..1s", "20ms..20ms", "10ms..25ms", "1ms..1h"})
      for (const std::string_view attempts : {"2", "3", "5", "12"}) {
        INFO(jitter << " " << backoff << " " << attempts);
        const ParameterValues values = policies_of({jitter, backoff, attempts});
        const Resilience4jWaits waits = resilience4j_waits(values);
        const RetryPolicy policy = CallPolicies(values).retry;
        const Pauses here = of_orrery(policy), there = of_resilience4j(waits, policy);
        CHECK(there.longest <= policy.backoff.high.seconds() * 1000 * (1 + 1e-9));
        CHECK(there.means[0] == Approx(here.means[0]).epsilon(0.02));
        // What a decorrelated pause is in the mean depends on how the last was spread, of which the fit knows the
        // range.
        CHECK(there.together() == Approx(here.together()).epsilon(jitter == "decorrelated" ? 0.08 : 0.02));
        if (waits.is_near) continue;
        for (std::size_t i = 0; i < here.means.size(); ++i)
          CHECK(there.means[i] == Approx(here.means[i]).epsilon(0.02));
      }
}

TEST_CASE("up to the cap no jitter, full and equal are exact, and past it only none is") {
  const auto waits = [](std::string_view jitter, std::string_view attempts) {
    return resilience4j_waits(policies_of({jitter, "50ms..200ms", attempts}));
  };
  for (const std::string_view jitter : {"none", "full", "equal"}) {
    CHECK_FALSE(waits(jitter, "4").is_near);
    CHECK(waits(jitter, "4").multiplier == 2);
    CHECK(waits(jitter, "5").is_near == (jitter != "none"));
  }
  CHECK(waits("decorrelated", "3").is_near);
  CHECK(waits("envoy", "3").is_near);
}
