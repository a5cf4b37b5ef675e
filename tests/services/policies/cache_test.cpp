#include "services/policies/cache.h"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "services/policies/values.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::values;

namespace {

using Cache = AnswerCache<std::int64_t>;

Instant at(Duration since_start) { return Instant::at(since_start); }

}  // namespace

TEST_CASE("an answer is fresh until its time is over, and found also after it") {
  Cache cache(10_s, 5);
  CHECK_FALSE(cache.find(1, at(0_s)));
  cache.put(1, 42, at(1_s));
  CHECK(cache.find(1, at(11_s - 1_ns))->is_fresh);
  const auto stale = cache.find(1, at(11_s));
  CHECK_FALSE(stale->is_fresh);
  CHECK(stale->value == 42);
  CHECK(stale->age == 10_s);
  cache.put(1, 43, at(12_s));
  CHECK(cache.find(1, at(12_s))->value == 43);
  CHECK(cache.find(1, at(12_s))->is_fresh);
  CHECK(cache.size() == 1);
}

TEST_CASE("the answer that was used least recently makes room, and to be found is to be used") {
  Cache cache(10_s, 2);
  cache.put(1, 10, at(0_s));
  cache.put(2, 20, at(0_s));
  cache.find(1, at(0_s));
  cache.put(3, 30, at(0_s));
  CHECK(cache.find(1, at(0_s)));
  CHECK_FALSE(cache.find(2, at(0_s)));
  CHECK(cache.find(3, at(0_s)));
}

TEST_CASE("a cache holds what a plain list would, at any schedule") {
  struct Kept {
    std::uint64_t key;
    std::int64_t value;
  };
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    RandomStream random(seed, "cache", "schedule");
    const std::int64_t entries = random.between(1, 8);
    Cache cache(10_s, entries);
    std::vector<Kept> list;  // the least recently used first
    for (std::int64_t step = 0; step < 1000; ++step) {
      const std::uint64_t key = random.below(12);
      const auto known = std::find_if(list.begin(), list.end(), [&](const Kept& kept) { return kept.key == key; });
      const bool puts = random.chance(0.5);
      if (!puts) {
        const auto found = cache.find(key, at(0_s));
        REQUIRE(found.has_value() == (known != list.end()));
        if (!found) continue;
        REQUIRE(found->value == known->value);
        std::rotate(known, known + 1, list.end());
        continue;
      }
      if (known != list.end())
        list.erase(known);
      else if (static_cast<std::int64_t>(list.size()) == entries)
        list.erase(list.begin());
      list.push_back({key, step});
      cache.put(key, step, at(0_s));
      REQUIRE(cache.size() == static_cast<std::int64_t>(list.size()));
    }
  }
}

TEST_CASE("a cache is a value: a copy does not follow the original") {
  Cache cache(10_s, 2);
  cache.put(1, 10, at(0_s));
  Cache copy = cache;
  cache.put(1, 11, at(0_s));
  cache.put(2, 20, at(0_s));
  CHECK(copy.find(1, at(0_s))->value == 10);
  copy.put(3, 30, at(0_s));
  CHECK(copy.find(1, at(0_s)));
  CHECK_FALSE(cache.find(3, at(0_s)));
}

TEST_CASE("a fallback is the same answer always, or the last good one") {
  CHECK(FallbackSettings(values(fallback_rows, {})).answer == FallbackSettings::Answer::fixed);
  CHECK(FallbackSettings(values(fallback_rows, {{"fallback.answer", "cached"}})).answer ==
        FallbackSettings::Answer::cached);
  const CacheSettings cache(values(cache_rows, {{"cache.ttl", "5s"}, {"cache.entries", "7"}}));
  CHECK(cache.ttl == 5_s);
  CHECK(cache.entries_max == 7);
}
