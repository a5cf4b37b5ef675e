#include "services/policies/rate_limit.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "services/form.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::form;

namespace {

Instant at(Duration since_start) { return Instant::at(since_start); }

// What a bucket of `burst` tokens with `rate` (whole, a second) more may let through, from its definition: in no time
// from one call that began to another did more begin than the burst and what came in between.
class EveryInterval {
 public:
  EveryInterval(std::int64_t rate, std::int64_t burst) : rate_(rate), burst_(burst) {}
  bool allows(Instant now) const {
    auto calls = static_cast<std::int64_t>(begun_.size()) + 1;
    for (const Instant begun : begun_)
      if ((calls-- - burst_) * 1'000'000'000 > rate_ * (now - begun).nanoseconds()) return false;
    return calls <= burst_;
  }
  void begin(Instant now) { begun_.push_back(now); }

 private:
  std::int64_t rate_, burst_;
  std::vector<Instant> begun_;
};

// Where the bucket and the definition part, at a random schedule of calls.
template <class Bucket>
std::optional<std::string> breach_of_bucket(Bucket bucket, std::int64_t rate, std::int64_t burst, std::uint64_t seed) {
  RandomStream random(seed, "caller", "arrivals");
  EveryInterval definition(rate, burst);
  const std::int64_t apart = 1'000'000'000 / rate;
  Instant now;
  for (int call = 0; call < 600; ++call) {
    // Bursts, pauses that fill the bucket, and calls a nanosecond from the token that they need.
    const double kind = random.uniform();
    now += Duration::nanoseconds(kind < 0.4    ? random.between(0, apart / 3)
                                 : kind < 0.45 ? random.between(0, apart * (burst + 3))
                                               : apart + random.between(-1, 1));
    const bool began = bucket.acquire(now).has_value();
    if (began != definition.allows(now))
      return (began ? "a call too many at " : "a call too few at ") + std::to_string(now.nanoseconds()) + " ns";
    if (began) definition.begin(now);
  }
  return {};
}

// Keeps every token that ever came.
class Overfilling {
 public:
  Overfilling(std::int64_t rate, std::int64_t burst) : rate_(rate), parts_(burst * kToken) {}
  std::optional<Duration> acquire(Instant now) {
    parts_ += rate_ * (now - at_).nanoseconds();
    at_ = now;
    if (parts_ < kToken) return {};
    parts_ -= kToken;
    return Duration();
  }

 private:
  static constexpr std::int64_t kToken = 1'000'000'000;
  std::int64_t rate_, parts_;
  Instant at_;
};

// Period by period, as it is told.
class CycleTwin {
 public:
  CycleTwin(std::int64_t limit, Duration every, Duration wait)
      : limit_(limit), every_(every), wait_(wait), left_(limit) {}
  std::optional<Duration> acquire(Instant now) {
    for (; ends_ <= now; ends_ = ends_ + every_) left_ = std::min(limit_, left_ + limit_);
    std::int64_t left = left_;
    Instant begins = now;
    for (Instant next = ends_; left < 1; next = next + every_) {
      left += limit_;
      begins = next;
    }
    if (begins - now > wait_) return {};
    --left_;
    return begins - now;
  }

 private:
  std::int64_t limit_;
  Duration every_, wait_;
  std::int64_t left_;
  Instant ends_ = Instant::at(every_);
};

}  // namespace

TEST_CASE("a full bucket lets a burst through at once, then one call in each interval of the rate") {
  TokenBucket bucket(100, 3, 0_ms);
  for (int call = 0; call < 3; ++call) CHECK(bucket.acquire(at(1_s)) == 0_ms);
  CHECK(bucket.acquire(at(1_s)) == std::nullopt);
  CHECK(bucket.acquire(at(1_s + 9_ms + 999'999_ns)) == std::nullopt);
  CHECK(bucket.acquire(at(1_s + 10_ms)) == 0_ms);
  CHECK(bucket.acquire(at(1_s + 10_ms)) == std::nullopt);
  CHECK(bucket.tokens(at(100_s)) == 3);
}

TEST_CASE("tokens come without rounding: a million seconds at 3/s bring three million") {
  TokenBucket bucket(3, 1'000'000, 0_ms);
  for (int call = 0; call < 1'000'000; ++call) REQUIRE(bucket.acquire(at(0_s)));
  CHECK(bucket.tokens(at(333'333'333_ns)) == 0);
  CHECK(bucket.tokens(at(333'333'334_ns)) == 1);
  CHECK(bucket.tokens(at(333'333_s)) == 999'999);
  TokenBucket hourly(1.0 / 3600, 1, 0_ms);
  CHECK(hourly.acquire(at(0_s)));
  CHECK_FALSE(hourly.acquire(at(3600_s - 1_ns)));
  CHECK(hourly.acquire(at(3600_s)));
}

TEST_CASE("a call that may wait takes a token beforehand, and begins when that has come") {
  TokenBucket bucket(10, 1, 250_ms);
  CHECK(bucket.acquire(at(0_s)) == 0_ms);
  CHECK(bucket.acquire(at(0_s)) == 100_ms);
  CHECK(bucket.acquire(at(0_s)) == 200_ms);
  CHECK(bucket.acquire(at(0_s)) == std::nullopt);
  CHECK(bucket.tokens(at(0_s)) == -2);
  CHECK(bucket.acquire(at(50_ms)) == 250_ms);
}

TEST_CASE("a wait that is no whole number of nanoseconds is rounded up: its token has come when it ends") {
  TokenBucket bucket(3, 1, 1_s), same(3, 1, 0_ms);
  CHECK(bucket.acquire(at(0_s)) == 0_ms);
  CHECK(bucket.acquire(at(0_s)) == 333'333'334_ns);
  CHECK(bucket.acquire(at(0_s)) == 666'666'667_ns);
  CHECK(same.acquire(at(0_s)));
  CHECK_FALSE(same.acquire(at(333'333'333_ns)));
  CHECK(same.acquire(at(333'333'334_ns)));
}

TEST_CASE("a bucket lets through exactly what its definition allows in every interval") {
  for (const auto& [rate, burst] : {std::pair<std::int64_t, std::int64_t>{100, 1}, {100, 10}, {7, 3}, {999, 50}})
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      INFO("rate " << rate << ", burst " << burst << ", seed " << seed);
      CHECK(breach_of_bucket(TokenBucket(static_cast<double>(rate), burst, 0_ms), rate, burst, seed) == std::nullopt);
    }
}

TEST_CASE("mutant: a bucket that overfills is caught") {
  CHECK(breach_of_bucket(Overfilling(100, 10), 100, 10, 1) != std::nullopt);
  CHECK(breach_of_bucket(TokenBucket(100, 11, 0_ms), 100, 10, 1) != std::nullopt);
}

TEST_CASE("cycles let so many calls through in each period, whenever in it they come") {
  CycleLimiter cycles(2, 10_ms, 0_ms);
  CHECK(cycles.acquire(at(9_ms)) == 0_ms);
  CHECK(cycles.acquire(at(9_ms)) == 0_ms);
  CHECK(cycles.acquire(at(9_ms)) == std::nullopt);
  CHECK(cycles.acquire(at(10_ms)) == 0_ms);
  CHECK(cycles.acquire(at(10_ms)) == 0_ms);
  CHECK(cycles.permits(at(10_ms)) == 0);
  CHECK(cycles.permits(at(86'400_s)) == 2);
}

TEST_CASE("a call beyond its period's permits waits for one of the next periods'") {
  CycleLimiter cycles(2, 10_ms, 20_ms);
  std::vector<std::optional<Duration>> waits;
  for (int call = 0; call < 8; ++call) waits.push_back(cycles.acquire(at(4_ms)));
  CHECK(waits == std::vector<std::optional<Duration>>{0_ms, 0_ms, 6_ms, 6_ms, 16_ms, 16_ms, {}, {}});
  CHECK(cycles.permits(at(4_ms)) == -4);
  CHECK(cycles.permits(at(10_ms)) == -2);
  CHECK(cycles.permits(at(20_ms)) == 0);
}

TEST_CASE("cycles agree with a count period by period, at any schedule") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    INFO("seed " << seed);
    RandomStream random(seed, "caller", "arrivals");
    const std::int64_t limit = random.between(1, 5);
    const Duration every = Duration::nanoseconds(random.between(1, 20)),
                   wait = Duration::nanoseconds(random.between(0, 60));
    CycleLimiter cycles(limit, every, wait);
    CycleTwin twin(limit, every, wait);
    Instant now;
    for (int call = 0; call < 500; ++call) {
      now += Duration::nanoseconds(random.chance(0.02) ? random.between(0, 500) : random.between(0, 6));
      REQUIRE(cycles.acquire(now) == twin.acquire(now));
    }
  }
}

TEST_CASE("the defaults of cycles are resilience4j's, and a bucket does not wait unless told to") {
  RateLimiter cycles(form(rate_limit_forms, "cycles"));
  for (int call = 0; call < 50; ++call) CHECK(cycles.acquire(at(0_s)) == 0_ms);
  CHECK(cycles.acquire(at(0_s)) == 500_ns);
  RateLimiter bucket(form(rate_limit_forms, "token-bucket rate=1/min"));
  CHECK(bucket.acquire(at(0_s)) == 0_ms);
  CHECK(bucket.acquire(at(60_s - 1_ns)) == std::nullopt);
  CHECK(bucket.acquire(at(60_s)) == 0_ms);
}
