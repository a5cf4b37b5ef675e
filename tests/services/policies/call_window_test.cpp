#include "services/policies/call_window.h"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "support/property.h"

using namespace orrery;
using namespace orrery::literals;

namespace {

struct Recorded {
  Instant at;
  CallOutcome outcome;
};

CallOutcome drawn_outcome(RandomStream& random) { return {random.chance(0.4), random.chance(0.3)}; }

CallCounts sum(const std::vector<Recorded>& all) {
  CallCounts counts;
  for (const Recorded& one : all) {
    ++counts.calls;
    counts.failed += one.outcome.failed;
    counts.slow += one.outcome.slow;
    counts.slow_failed += one.outcome.failed && one.outcome.slow;
  }
  return counts;
}

CallCounts recount_latest(std::vector<Recorded> all, std::int64_t size) {
  const auto surplus = static_cast<std::int64_t>(all.size()) - size;
  if (surplus > 0) all.erase(all.begin(), all.begin() + surplus);
  return sum(all);
}

CallCounts recount_buckets(std::vector<Recorded> all, std::int64_t buckets, Duration width, Instant now) {
  const auto bucket = [&](Instant at) { return at.since_start() / width; };
  std::erase_if(all, [&](const Recorded& one) { return bucket(one.at) <= bucket(now) - buckets; });
  return sum(all);
}

}  // namespace

TEST_CASE("a count window counts what a recount of its latest calls does") {
  test::holds([](std::uint64_t seed) {
    RandomStream random(seed, "window", "calls");
    const std::int64_t size = random.between(1, 30);
    CountWindow window(size);
    std::vector<Recorded> all;
    for (int i = 0; i < 200; ++i) {
      all.push_back({Instant::start(), drawn_outcome(random)});
      window.record(all.back().outcome);
      RC_ASSERT(window.counts() == recount_latest(all, size));
    }
  });
}

TEST_CASE("a time window counts what a recount of its buckets does, whenever it is asked") {
  test::holds([](std::uint64_t seed) {
    RandomStream random(seed, "window", "time");
    const std::int64_t buckets = random.between(1, 12);
    const Duration width = Duration::milliseconds(random.between(1, 2000));
    TimeWindow window(buckets, width);
    std::vector<Recorded> all;
    Instant now = Instant::start();
    for (int i = 0; i < 300; ++i) {
      // Mostly within a bucket, at times past the whole window, and onto the edges between buckets.
      const std::int64_t widths = random.chance(0.05) ? buckets * 2 : random.chance(0.5) ? 0 : 2;
      now += Duration::nanoseconds(random.between(0, (width * widths).nanoseconds()));
      if (random.chance(0.2)) now = Instant::at(width * ((now.since_start() / width) + 1));
      if (random.chance(0.6)) {
        all.push_back({now, drawn_outcome(random)});
        window.record(now, all.back().outcome);
      }
      RC_ASSERT(window.counts(now) == recount_buckets(all, buckets, width, now));
    }
  });
}

TEST_CASE("a look at a time window ahead of its latest record changes nothing in it") {
  TimeWindow window(2);
  window.record(Instant::at(1500_ms), {true, false});
  CHECK(window.counts(Instant::at(100_s)).calls == 0);
  CHECK(window.counts(Instant::at(2_s)).calls == 1);
}

TEST_CASE("a call that is slow and failed is counted as both, and once more as slow and failed") {
  CountWindow window(10);
  window.record({true, true});
  window.record({true, false});
  window.record({false, true});
  window.record({false, false});
  CallCounts expected;
  expected.calls = 4;
  expected.failed = 2;
  expected.slow = 2;
  expected.slow_failed = 1;
  CHECK(window.counts() == expected);
}
