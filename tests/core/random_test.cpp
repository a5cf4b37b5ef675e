#include "core/random.h"

#include <cstdint>
#include <limits>
#include <set>
#include <vector>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "support/property.h"

using namespace orrery;
using orrery::test::holds;

namespace {

constexpr std::uint64_t words(std::uint32_t low, std::uint32_t high) {
  return static_cast<std::uint64_t>(high) << 32 | low;
}

}  // namespace

TEST_CASE("philox gives the answers that Random123 publishes for philox4x32-10") {
  struct Vector {
    std::uint32_t counter[4], key[2], answer[4];
  };
  const auto vector = GENERATE(Vector{{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
                               Vector{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                                      {0xffffffff, 0xffffffff},
                                      {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
                               Vector{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                                      {0xa4093822, 0x299f31d0},
                                      {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});
  const auto block = philox(words(vector.key[0], vector.key[1]), words(vector.counter[2], vector.counter[3]),
                            words(vector.counter[0], vector.counter[1]));
  CHECK(block[0] == words(vector.answer[0], vector.answer[1]));
  CHECK(block[1] == words(vector.answer[2], vector.answer[3]));
}

TEST_CASE("the n-th draw of a stream is a function of its seed, its name and n") {
  RandomStream stream(7, "server-1", "election-timeout");
  const std::uint64_t id = stream_id("server-1", "election-timeout");
  for (std::uint64_t n = 0; n < 10; ++n) CHECK(stream.next() == philox(7, id, n / 2)[n % 2]);
}

TEST_CASE("streams of other names or seeds are other streams") {
  std::set<std::uint64_t> firsts;
  for (const std::uint64_t seed : {1, 2})
    for (const char* entity : {"server-1", "server-2", "server-11"})
      for (const char* purpose : {"election-timeout", "disk"})
        firsts.insert(RandomStream(seed, entity, purpose).next());
  CHECK(firsts.size() == 12);
}

TEST_CASE("where one name ends and the next begins makes a difference") {
  CHECK(stream_id("ab", "c") != stream_id("a", "bc"));
  CHECK(stream_id("ab", "") != stream_id("", "ab"));
}

TEST_CASE("the names of streams are hashed the same in every build") {
  CHECK(stream_id("server-1", "election-timeout") == 0x9122e6f2b2eb14f5);
  RandomStream stream(42, "server-1", "election-timeout");
  CHECK(stream.next() == 0x78649a3ff89c8156);
  CHECK(stream.next() == 0xbe1901255c745961);
  CHECK(stream.next() == 0x55f86ec16f702c6b);
}

TEST_CASE("uniform draws stay in their half-open interval") {
  RandomStream stream(3, 4);
  double sum = 0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = i % 2 == 0 ? stream.uniform() : 1.0 - stream.uniform_positive();
    REQUIRE(x >= 0.0);
    REQUIRE(x < 1.0);
    sum += x;
  }
  // Four standard errors of the mean.
  CHECK(sum / kDraws == Approx(0.5).margin(4 * 0.2887 / 316.2));
}

TEST_CASE("below gives every value equally often") {
  RandomStream stream(5, 6);
  constexpr int kValues = 7, kDraws = 70'000;
  std::vector<int> counts(kValues);
  for (int i = 0; i < kDraws; ++i) ++counts.at(stream.below(kValues));
  double chi_squared = 0;
  for (const int count : counts) chi_squared += (count - kDraws / kValues) * (count - kDraws / kValues) / 10'000.0;
  CHECK(chi_squared < 22.46);  // 0.1% of 6 degrees of freedom
}

TEST_CASE("below has no bias where the bound does not divide the range") {
  // With 3 * 2^62 as bound, a plain multiplication would make one value in three twice as likely as the others.
  RandomStream stream(8, 9);
  const std::uint64_t bound = std::uint64_t{3} << 62;
  int thirds[3] = {};
  for (int i = 0; i < 30'000; ++i) ++thirds[stream.below(bound) % 3];
  for (const int count : thirds) CHECK(count == Approx(10'000).margin(4 * 82));
}

TEST_CASE("below and between stay in range") {
  holds([](std::uint64_t seed, std::uint64_t bound) {
    RC_PRE(bound > 0);
    RandomStream stream(seed, 0);
    for (int i = 0; i < 20; ++i) RC_ASSERT(stream.below(bound) < bound);
  });
  holds([](std::uint64_t seed, std::int64_t a, std::int64_t b) {
    RandomStream stream(seed, 1);
    const std::int64_t low = std::min(a, b), high = std::max(a, b);
    for (int i = 0; i < 20; ++i) {
      const std::int64_t x = stream.between(low, high);
      RC_ASSERT(low <= x);
      RC_ASSERT(x <= high);
    }
  });
}

TEST_CASE("between reaches both ends, even of all 64-bit numbers") {
  RandomStream stream(1, 2);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 100; ++i) seen.insert(stream.between(-1, 1));
  CHECK(seen == std::set<std::int64_t>{-1, 0, 1});
  CHECK(stream.between(5, 5) == 5);
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  bool negative = false, positive = false;
  for (int i = 0; i < 100; ++i) (stream.between(kLeast, kMost) < 0 ? negative : positive) = true;
  CHECK((negative && positive));
}

TEST_CASE("a chance of 0 never comes and a chance of 1 always does") {
  RandomStream stream(1, 3);
  for (int i = 0; i < 1000; ++i) {
    REQUIRE_FALSE(stream.chance(0.0));
    REQUIRE(stream.chance(1.0));
  }
}
