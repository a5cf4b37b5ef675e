#include "services/policies/adaptive_throttle.h"

#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "services/policies/rate_limit.h"
#include "services/policies/values.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::values;

namespace {

Instant at(Duration since_start) { return Instant::at(since_start); }

// Requests a second that a throttled caller sends to a callee that accepts 100 of them, at a demand of 1000 a second,
// when it has settled.
double sent_per_second(double k) {
  AdaptiveThrottleSettings settings;
  settings.k = k;
  AdaptiveThrottle throttle(settings);
  // What it accepts may be spread unevenly within a second, or chance would leave a part of the 100 unused.
  TokenBucket callee(100, 100, 0_ms);
  RandomStream random(21, "client-1", "throttle");
  const Instant settled = at(300_s), end = at(900_s);
  std::int64_t sent = 0;
  for (Instant now; now < end; now += 1_ms) {
    if (!throttle.admit(now, random)) continue;
    if (callee.acquire(now)) throttle.on_accept(now);
    if (now >= settled) ++sent;
  }
  return static_cast<double>(sent) / (end - settled).seconds();
}

}  // namespace

TEST_CASE("published: of 1000/s to a callee that accepts 100/s, a throttle with K = 2 sends 200/s") {
  CHECK(sent_per_second(2) == Approx(200).epsilon(0.02));
}

TEST_CASE("a throttle sends K times what is accepted, whatever K is") {
  CHECK(sent_per_second(1.5) == Approx(150).epsilon(0.02));
  CHECK(sent_per_second(4) == Approx(400).epsilon(0.02));
}

TEST_CASE("the formula: nothing is rejected until requests are K times the accepts") {
  AdaptiveThrottle throttle{AdaptiveThrottleSettings()};
  RandomStream random(1, "client-1", "throttle");
  CHECK(throttle.reject_probability(at(0_s)) == 0.0);
  for (int i = 0; i < 2; ++i) throttle.admit(at(1_s), random);
  throttle.on_accept(at(1_s));
  CHECK(throttle.reject_probability(at(1_s)) == 0.0);
  for (int i = 0; i < 7; ++i) throttle.admit(at(1_s), random);
  CHECK(throttle.reject_probability(at(1_s)) == Approx((9.0 - 2.0) / 10.0));
}

TEST_CASE("what lies further back than the window is forgotten, and the caller sends again") {
  AdaptiveThrottle throttle{AdaptiveThrottleSettings()};
  RandomStream random(1, "client-1", "throttle");
  for (int i = 0; i < 1000; ++i) throttle.admit(at(500_ms), random);
  CHECK(throttle.reject_probability(at(119_s)) > 0.99);
  CHECK(throttle.reject_probability(at(120_s)) == 0.0);
}

TEST_CASE("each request takes one draw, rejected or not") {
  AdaptiveThrottle throttle{AdaptiveThrottleSettings()};
  RandomStream random(1, "client-1", "throttle"), same(1, "client-1", "throttle");
  for (int i = 0; i < 100; ++i) {
    throttle.admit(at(0_s), random);
    same.next();
  }
  CHECK(random.next() == same.next());
}

TEST_CASE("rolling counts equal a recount of what happened, bucket by bucket, after any pause") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    RandomStream random(seed, "counts", "schedule");
    const std::int64_t buckets = random.between(1, 12), width = random.between(1, 9);
    RollingCounts<2> counts(Duration::nanoseconds(width * buckets), buckets);
    std::vector<std::pair<std::size_t, Instant>> happened;
    Instant now;
    for (int step = 0; step < 500; ++step) {
      now += Duration::nanoseconds(random.chance(0.03) ? random.between(0, 5 * width * buckets)
                                                       : random.between(0, width));
      const std::size_t kind = random.below(2);
      counts.add(kind, now);
      happened.emplace_back(kind, now);
      const std::int64_t first = now.nanoseconds() / width - buckets + 1;
      for (const std::size_t asked : {std::size_t{0}, std::size_t{1}}) {
        std::int64_t recount = 0;
        for (const auto& [of, when] : happened) recount += of == asked && when.nanoseconds() / width >= first ? 1 : 0;
        REQUIRE(counts.total(asked, now) == recount);
      }
    }
  }
}

TEST_CASE("its rows have the book's figures") {
  const AdaptiveThrottleSettings settings(values(adaptive_throttle_rows, {}));
  CHECK(settings.k == 2);
  CHECK(settings.window == 120_s);
}
