#include "run/histogram.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "core/random.h"

using namespace orrery;

namespace {

// The nearest-rank quantile by its definition.
std::int64_t exact_quantile(std::vector<std::int64_t> values, Quantile q) {
  std::sort(values.begin(), values.end());
  const auto count = static_cast<std::int64_t>(values.size());
  const std::int64_t rank = (count * q.numerator + q.denominator - 1) / q.denominator;
  return values[static_cast<std::size_t>(rank - 1)];
}

constexpr Quantile kQuantiles[] = {{1, 1000}, {1, 10}, {50, 100}, {90, 100}, {99, 100}, {999, 1000}, {1, 1}};

}  // namespace

TEST_CASE("every quantile of a histogram is within 1% of the exact one, from nanoseconds to centuries") {
  RandomStream random(7, "histogram", "test");
  for (int scale = 0; scale < 62; ++scale) {
    Histogram histogram;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 500; ++i) {
      values.push_back(random.between(0, std::int64_t{1} << scale));
      histogram.add(values.back());
    }
    for (const Quantile q : kQuantiles) {
      const auto exact = static_cast<double>(exact_quantile(values, q));
      INFO("scale " << scale << ", quantile " << q.numerator << "/" << q.denominator);
      CHECK(std::fabs(static_cast<double>(histogram.quantile(q)) - exact) <= 0.01 * exact);
    }
  }
}

TEST_CASE("small values, the least, the greatest and the mean of a histogram are exact") {
  Histogram histogram;
  for (std::int64_t value = 0; value < 128; ++value) histogram.add(value);
  histogram.add(1'000'003);
  CHECK(histogram.quantile({1, 2}) == 64);
  CHECK(histogram.minimum() == 0);
  CHECK(histogram.maximum() == 1'000'003);
  CHECK(histogram.quantile({1, 1}) == 1'000'003);
  CHECK(histogram.mean() == (127.0 * 128 / 2 + 1'000'003) / 129);
}

TEST_CASE("the greatest number that there is has a bucket") {
  Histogram histogram;
  histogram.add(std::numeric_limits<std::int64_t>::max(), 3);
  CHECK(histogram.quantile({1, 2}) == std::numeric_limits<std::int64_t>::max());
  CHECK(histogram.count() == 3);
}

TEST_CASE("merging histograms is the same as adding everything to one") {
  RandomStream random(11, "histogram", "merge");
  Histogram parts[2];
  Histogram whole;
  for (int i = 0; i < 10'000; ++i) {
    const std::int64_t value = random.between(0, 1'000'000'000);
    parts[i % 2].add(value);
    whole.add(value);
  }
  Histogram merged;
  merged.merge(parts[0]);
  merged.merge(Histogram());
  merged.merge(parts[1]);
  CHECK(merged.count() == whole.count());
  CHECK(merged.minimum() == whole.minimum());
  CHECK(merged.maximum() == whole.maximum());
  CHECK(merged.mean() == whole.mean());
  for (const Quantile q : kQuantiles) CHECK(merged.quantile(q) == whole.quantile(q));
}
