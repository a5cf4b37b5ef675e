#include "services/retry.h"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

namespace {

constexpr std::uint64_t kSeed = 13;

RetryPolicy policy(Jitter jitter, Duration base = 20_ms, Duration cap = 1_s) { return {10, {base, cap}, jitter}; }

std::vector<Duration> pauses(const RetryPolicy& retry, std::size_t count, RandomStream& random) {
  Backoff backoff;
  std::vector<Duration> drawn;
  for (std::size_t i = 0; i < count; ++i) drawn.push_back(backoff.next(retry, random));
  return drawn;
}

std::vector<Duration> pauses(Jitter jitter, std::size_t count) {
  RandomStream random(kSeed, "client-1", "backoff");
  return pauses(policy(jitter), count, random);
}

// Of the n-th pause over many calls: its least, its greatest and its mean, in milliseconds.
struct Spread {
  double least, mean, most;
};
Spread spread(Jitter jitter, std::size_t n) {
  constexpr int kCalls = 20'000;
  RandomStream random(kSeed, "client-1", "backoff");
  Spread spread{1e9, 0, 0};
  for (int call = 0; call < kCalls; ++call) {
    const double pause = pauses(policy(jitter), n, random).back().seconds() * 1e3;
    spread.least = std::min(spread.least, pause);
    spread.most = std::max(spread.most, pause);
    spread.mean += pause / kCalls;
  }
  return spread;
}

}  // namespace

TEST_CASE("without jitter the pause doubles from the base to the cap, and takes no draw") {
  RandomStream random(kSeed, "client-1", "backoff");
  CHECK(pauses(policy(Jitter::none), 8, random) ==
        std::vector<Duration>{20_ms, 40_ms, 80_ms, 160_ms, 320_ms, 640_ms, 1_s, 1_s});
  CHECK(random.next() == RandomStream(kSeed, "client-1", "backoff").next());
}

TEST_CASE("full jitter draws from all of the pause: its mean is half of it") {
  for (const auto& [n, pause] : {std::pair<std::size_t, double>{1, 20}, {3, 80}, {9, 1000}}) {
    const Spread drawn = spread(Jitter::full, n);
    CHECK(drawn.least >= 0);
    CHECK(drawn.least < 0.01 * pause);
    CHECK(drawn.most <= pause);
    CHECK(drawn.most > 0.99 * pause);
    CHECK(drawn.mean == Approx(pause / 2).epsilon(0.02));
  }
}

TEST_CASE("equal jitter keeps half of the pause and draws the other: its mean is three quarters") {
  for (const auto& [n, pause] : {std::pair<std::size_t, double>{1, 20}, {3, 80}, {9, 1000}}) {
    const Spread drawn = spread(Jitter::equal, n);
    CHECK(drawn.least >= pause / 2);
    CHECK(drawn.least < 0.51 * pause);
    CHECK(drawn.most <= pause);
    CHECK(drawn.most > 0.99 * pause);
    CHECK(drawn.mean == Approx(0.75 * pause).epsilon(0.01));
  }
}

TEST_CASE("decorrelated jitter draws between the base and three times the last pause, up to the cap") {
  const Spread first = spread(Jitter::decorrelated, 1);
  CHECK(first.least >= 20);
  CHECK(first.most <= 60);
  CHECK(first.mean == Approx(40).epsilon(0.01));
  CHECK(spread(Jitter::decorrelated, 2).mean == Approx(10 + 1.5 * 40).epsilon(0.01));
  RandomStream random(kSeed, "client-1", "backoff");
  for (int call = 0; call < 1000; ++call) {
    Duration last = 20_ms;
    for (const Duration pause : pauses(policy(Jitter::decorrelated), 12, random)) {
      REQUIRE(pause >= 20_ms);
      REQUIRE(pause <= std::min(last * 3, 1_s));
      last = pause;
    }
  }
}

TEST_CASE("Envoy's jitter draws from all below the base times 2^n - 1, up to the cap, which is ten times the base") {
  RandomStream random(kSeed, "client-1", "backoff");
  std::vector<Duration> most(6), least(6, 1_s);
  for (int call = 0; call < 20'000; ++call) {
    const std::vector<Duration> drawn = pauses(policy(Jitter::envoy, 25_ms, 250_ms), 6, random);
    for (std::size_t n = 0; n < drawn.size(); ++n) {
      most[n] = std::max(most[n], drawn[n]);
      least[n] = std::min(least[n], drawn[n]);
    }
  }
  const std::vector<Duration> ends{25_ms, 75_ms, 175_ms, 250_ms, 250_ms, 250_ms};
  for (std::size_t n = 0; n < ends.size(); ++n) {
    CHECK(most[n] < ends[n]);
    CHECK(most[n] > ends[n] * 99 / 100);
    CHECK(least[n] < ends[n] / 100);
  }
}

TEST_CASE("no jitter ever leaves base and cap, however often a call is tried") {
  for (const Jitter jitter : {Jitter::none, Jitter::full, Jitter::equal, Jitter::decorrelated, Jitter::envoy}) {
    RandomStream random(kSeed, "client-1", "backoff");
    for (const Duration pause : pauses(policy(jitter, 0_ms, 0_ms), 1000, random)) REQUIRE(pause == 0_ms);
    for (const Duration pause : pauses(policy(jitter, 7_ns, 7_ns), 1000, random)) REQUIRE(pause <= 7_ns);
    const Duration day = 86'400_s;
    for (const Duration pause : pauses(policy(jitter, 1_ns, day), 1000, random)) {
      REQUIRE(pause >= 0_ns);
      REQUIRE(pause <= day);
    }
  }
}

TEST_CASE("pauses have the same bits everywhere") {
  const auto nanoseconds = [](Jitter jitter) {
    std::vector<std::int64_t> all;
    for (const Duration pause : pauses(jitter, 3)) all.push_back(pause.nanoseconds());
    return all;
  };
  CHECK(nanoseconds(Jitter::full) == std::vector<std::int64_t>{16326073, 2938397, 63860337});
  CHECK(nanoseconds(Jitter::equal) == std::vector<std::int64_t>{18163037, 21469198, 71930169});
  CHECK(nanoseconds(Jitter::decorrelated) == std::vector<std::int64_t>{52652146, 30134271, 76199342});
}
