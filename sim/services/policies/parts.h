// Shares of counts in whole numbers: a product with a binary fraction would round 29% of 100 down to 28.
#pragma once

#include <cmath>
#include <cstdint>

namespace orrery {

// A fraction of 0 to 1 as a whole number of billionths, which every percentage of seven decimals is.
inline constexpr std::int64_t kWhole = 1'000'000'000;
inline std::int64_t billionths(double fraction) { return std::llround(fraction * static_cast<double>(kWhole)); }

// The share of a count (0 to 9 * 10^9), rounded down.
constexpr std::int64_t share_of(std::int64_t count, std::int64_t share_billionths) {
  return count * share_billionths / kWhole;
}

}  // namespace orrery
