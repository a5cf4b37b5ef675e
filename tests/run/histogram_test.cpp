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

TEST_CASE("quantiles of up to 1000 samples are samples, counted by nearest rank") {
  Histogram two;
  two.add(164'790'123);
  two.add(134'947'456);
  CHECK(two.quantile({50, 100}) == 134'947'456);
  CHECK(two.quantile({51, 100}) == 164'790'123);

  RandomStream random(5, "histogram", "exact");
  Histogram histogram;
  std::vector<std::int64_t> values;
  for (std::size_t count = 1; count <= kExactSamples; ++count) {
    values.push_back(random.between(0, 10'000'000'000));
    histogram.add(values.back());
    if (count % 37 != 1 && count != kExactSamples) continue;
    for (const Quantile q : kQuantiles) CHECK(histogram.quantile(q) == exact_quantile(values, q));
  }
}

TEST_CASE("a histogram of few samples merged into another stays exact while they are few together") {
  Histogram some, more;
  some.add(1'000'001, 600);
  more.add(2'000'003, 400);
  some.merge(more);
  CHECK(some.quantile({60, 100}) == 1'000'001);
  CHECK(some.quantile({61, 100}) == 2'000'003);
  some.merge(more);
  CHECK(some.count() == 1400);
  CHECK(std::fabs(static_cast<double>(some.quantile({30, 100})) - 1'000'001) <= 10'000);
}

TEST_CASE("every quantile of a histogram is within 1% of the exact one, from nanoseconds to centuries") {
  RandomStream random(7, "histogram", "test");
  for (int scale = 0; scale < 62; ++scale) {
    Histogram histogram;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 2000; ++i) {
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
