#include "services/keys.h"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "services/chi_square.h"
#include "services/form.h"

using namespace orrery;
using orrery::test::chi_square_excess;
using orrery::test::form;

namespace {

constexpr std::uint64_t kSeed = 12;

std::vector<std::int64_t> drawn(std::string_view text, std::size_t count, std::int64_t position = 0,
                                std::int64_t clients = 1) {
  const Keys keys(form(key_forms, text), position, clients);
  RandomStream random(kSeed, "client-1", "keys");
  std::vector<std::int64_t> all;
  for (std::size_t i = 1; i <= count; ++i) all.push_back(keys.next(random, static_cast<std::int64_t>(i)));
  return all;
}

// How often each of the keys 1..items came; none else may.
std::vector<std::int64_t> counts(const std::vector<std::int64_t>& keys, std::size_t items) {
  std::vector<std::int64_t> count(items);
  for (const std::int64_t key : keys) ++count.at(static_cast<std::size_t>(key) - 1);
  return count;
}

std::vector<double> zipf_probabilities(std::size_t items, double exponent) {
  std::vector<double> weights;
  double sum = 0;
  for (std::size_t k = 1; k <= items; ++k) {
    weights.push_back(std::pow(static_cast<double>(k), -exponent));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace

TEST_CASE("Zipf's keys have the probabilities that they should, whatever the exponent and the number of items") {
  for (const std::size_t items : {1u, 2u, 3u, 10u, 1000u})
    for (const double exponent : {0.0, 0.5, 0.99, 1.0, 1.01, 1.5, 3.0, 20.0}) {
      INFO(items << " items, exponent " << exponent);
      const Zipf zipf(static_cast<std::int64_t>(items), exponent);
      RandomStream random(kSeed, "client-1", "keys");
      std::vector<std::int64_t> count(items);
      for (int i = 0; i < 100'000; ++i) ++count.at(static_cast<std::size_t>(zipf.sample(random)) - 1);
      const std::vector<double> expected = zipf_probabilities(items, exponent);
      if (100'000 * (1 - expected[0]) < 10) {
        CHECK(count[0] >= 99'980);
      } else {
        CHECK(chi_square_excess(count, expected) < 4);
      }
    }
}

TEST_CASE("Zipf's keys reach to the last of many items") {
  const Zipf zipf(1'000'000'000'000, 0.5);
  RandomStream random(kSeed, "client-1", "keys");
  // P(X <= x) is the square root of x / n but for the ends.
  int below_quarter = 0;
  for (int i = 0; i < 40'000; ++i) {
    const std::int64_t key = zipf.sample(random);
    REQUIRE(key >= 1);
    REQUIRE(key <= 1'000'000'000'000);
    if (key <= 250'000'000'000) ++below_quarter;
  }
  CHECK(below_quarter == Approx(20'000).margin(400));
}

TEST_CASE("Zipf's keys have the same bits everywhere") {
  CHECK(drawn("zipf items=1000 exponent=0.99", 12) ==
        std::vector<std::int64_t>{647, 570, 181, 5, 22, 385, 3, 24, 5, 6, 3, 128});
  CHECK(drawn("zipf items=1000 exponent=1", 12) ==
        std::vector<std::int64_t>{637, 559, 173, 5, 20, 373, 3, 23, 4, 6, 3, 121});
}

TEST_CASE("uniform keys are all alike") {
  const std::vector<double> alike(50, 0.02);
  CHECK(chi_square_excess(counts(drawn("uniform items=50", 100'000), 50), alike) < 4);
}

TEST_CASE("a hot spot's share of the keys takes its share of the load, evenly on either side") {
  std::vector<double> expected(10, 0.9 / 10);
  expected.resize(100, 0.1 / 90);
  const auto count = counts(drawn("hot-spot items=100 hot=10% load=90%", 100'000), 100);
  CHECK(chi_square_excess(count, expected) < 4);
  CHECK(counts(drawn("hot-spot items=3 hot=1% load=100%", 1000), 3) == std::vector<std::int64_t>{1000, 0, 0});
  CHECK(counts(drawn("hot-spot items=2 hot=100% load=0%", 1000), 2)[1] > 400);
  CHECK(counts(drawn("hot-spot items=4 hot=50% load=0%", 1000), 4)[0] == 0);
}

TEST_CASE("increasing keys rise, and no two clients share one") {
  std::set<std::int64_t> seen;
  for (const std::int64_t position : {0, 1, 2}) {
    std::int64_t last = 0;
    for (const std::int64_t key : drawn("increasing", 100, position, 3)) {
      CHECK(key > last);
      last = key;
      CHECK(seen.insert(key).second);
    }
  }
  CHECK(*seen.begin() == 1);
  CHECK(*seen.rbegin() == 300);
}
