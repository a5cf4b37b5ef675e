// A histogram of whole numbers (nanoseconds, bytes, counts) whose quantiles are within 1% of a recorded value. Buckets
// as in HdrHistogram: every power of two is cut into 64 equal parts, found with integer arithmetic alone.
#pragma once

#include <cstdint>
#include <vector>

namespace orrery {

// A quantile as a fraction, so that ranks are exact: p99.9 is {999, 1000}.
struct Quantile {
  std::int64_t numerator;
  std::int64_t denominator;
};

class Histogram {
 public:
  // `value` >= 0.
  void add(std::int64_t value, std::uint64_t times = 1);
  // The same counts as if everything added to `other` had been added here.
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  // Exact. Of an empty histogram: 0.
  std::int64_t minimum() const { return count_ == 0 ? 0 : minimum_; }
  std::int64_t maximum() const { return maximum_; }
  double mean() const;
  // The nearest-rank quantile, 0 < q <= 1, within 1% (exact below 128, and never outside minimum..maximum).
  std::int64_t quantile(Quantile q) const;

 private:
  // Sums of 64-bit values cannot overflow it.
  __extension__ using Sum = unsigned __int128;

  std::vector<std::uint64_t> buckets_;  // as long as the greatest value needed
  std::uint64_t count_ = 0;
  std::int64_t minimum_ = 0;
  std::int64_t maximum_ = 0;
  Sum sum_ = 0;
};

}  // namespace orrery
