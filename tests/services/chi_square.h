// Whether counts fit the probabilities that they should have.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

namespace orrery::test {

// Pearson's statistic in standard deviations above its mean; below 4 all but once in tens of thousands of right counts.
// Cells in which fewer than ten are expected are counted as one.
inline double chi_square_excess(std::span<const std::int64_t> counts, std::span<const double> probabilities) {
  double draws = 0, statistic = 0, rest_counted = 0, rest_expected = 0, cells = 0;
  for (const std::int64_t count : counts) draws += static_cast<double>(count);
  const auto add = [&](double counted, double expected) {
    statistic += (counted - expected) * (counted - expected) / expected;
    ++cells;
  };
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = draws * probabilities[i];
    if (expected >= 10) {
      add(static_cast<double>(counts[i]), expected);
    } else {
      rest_counted += static_cast<double>(counts[i]);
      rest_expected += expected;
    }
  }
  if (rest_expected >= 1) add(rest_counted, rest_expected);
  const double freedom = cells - 1;
  return (statistic - freedom) / std::sqrt(2 * freedom);
}

}  // namespace orrery::test
