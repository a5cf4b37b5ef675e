#include "core/ring.h"

#include <deque>

#include <catch2/catch.hpp>

#include "core/random.h"

using namespace orrery;

TEST_CASE("a ring holds what a deque holds, wherever elements are put in") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomStream random(seed, "ring", "steps");
    Ring<int> ring;
    std::deque<int> twin;
    for (int step = 0; step < 2000; ++step) {
      const double what = random.uniform();
      if (what < 0.4) {
        ring.push_back(step);
        twin.push_back(step);
      } else if (what < 0.55) {
        const std::size_t position = random.below(twin.size() + 1);
        ring.insert(position, step);
        twin.insert(twin.begin() + static_cast<std::ptrdiff_t>(position), step);
      } else if (what < 0.999 && !twin.empty()) {
        ring.pop_front();
        twin.pop_front();
      } else {
        ring.clear();
        twin.clear();
      }
      REQUIRE(ring.size() == twin.size());
      REQUIRE(ring.empty() == twin.empty());
      for (std::size_t i = 0; i < twin.size(); ++i) REQUIRE(ring[i] == twin[i]);
      if (twin.empty()) continue;
      REQUIRE(ring.front() == twin.front());
      REQUIRE(ring.back() == twin.back());
    }
  }
}

TEST_CASE("a copy of a ring is a ring of its own") {
  Ring<int> ring;
  for (int i = 0; i < 10; ++i) ring.push_back(i);
  Ring<int> copy = ring;
  ring.pop_front();
  CHECK(copy.front() == 0);
  CHECK(copy.size() == 10);
}
