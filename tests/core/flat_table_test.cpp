#include "core/flat_table.h"

#include <map>

#include <catch2/catch.hpp>

#include "core/random.h"

using namespace orrery;

TEST_CASE("a flat table holds what a map holds, whatever is set and taken") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomStream random(seed, "table", "keys");
    FlatTable<int> table;
    std::map<std::uint64_t, int> twin;
    for (int step = 0; step < 3000; ++step) {
      // Few keys, and many that differ in their upper half only, as those of timers do.
      const std::uint64_t key = random.below(40) << (random.chance(0.5) ? 32 : 0);
      if (random.chance(0.55)) {
        table.set(key, step);
        twin[key] = step;
      } else {
        const auto taken = table.take(key);
        const auto known = twin.extract(key);
        REQUIRE(taken.has_value() == !known.empty());
        if (taken) REQUIRE(*taken == known.mapped());
      }
      REQUIRE(table.size() == twin.size());
    }
    for (const auto& [key, value] : twin) {
      REQUIRE(table.find(key) != nullptr);
      CHECK(*table.find(key) == value);
    }
  }
}

TEST_CASE("a flat table that is empty has nothing to give") {
  FlatTable<int> table;
  CHECK(table.find(1) == nullptr);
  CHECK(!table.take(1));
  table.set(1, 7);
  CHECK(table.take(1) == 7);
  CHECK(!table.contains(1));
}
