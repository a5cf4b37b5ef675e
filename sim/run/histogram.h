// A histogram of whole numbers (nanoseconds, bytes, counts). Few samples are kept as they are, so that a quantile can
// be counted by hand; of many, it is within 1%. Buckets as in HdrHistogram: every power of two is cut into 64 equal
// parts, found with integer arithmetic alone.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/check.h"
#include "core/metric_table.h"

namespace orrery {

// A quantile as a fraction, so that ranks are exact: p99.9 is {999, 1000}.
struct Quantile {
  std::int64_t numerator;
  std::int64_t denominator;
};

class Histogram {
 public:
  // `value` >= 0.
  void add(std::int64_t value, std::uint64_t times = 1) {
    ORRERY_CHECK(value >= 0, "a histogram's values never to be negative");
    if (times == 0) return;
    if (value != latest_) remember(value);
    buckets_[latest_bucket_] += times;
    count_ += times;
    sum_ += static_cast<Sum>(value) * times;
    if (is_exact()) keep(value, times);
  }
  // The same counts as if everything added to `other` had been added here.
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  // Exact. Of an empty histogram: 0.
  std::int64_t minimum() const { return count_ == 0 ? 0 : minimum_; }
  std::int64_t maximum() const { return maximum_; }
  double mean() const;
  // The nearest-rank quantile, 0 < q <= 1: exact up to kExactSamples samples, then within 1% (exact below 128, and
  // never outside minimum..maximum). Of an empty histogram: 0.
  std::int64_t quantile(Quantile q) const;

 private:
  // Parts of a power of two: the middle of a bucket is at most 1/128 away from every value in it.
  static constexpr int kPartBits = 6;
  static constexpr std::uint64_t kParts = 1u << kPartBits;

  // Values below 2 * kParts have a bucket each; then come kParts buckets for every power of two.
  static std::size_t bucket_of(std::uint64_t value) {
    if (value < 2 * kParts) return value;
    const int shift = std::bit_width(value) - (kPartBits + 1);
    return static_cast<std::size_t>(shift) * kParts + (value >> shift);
  }
  static std::uint64_t middle_of(std::size_t bucket);

  // Mostly a value is the one before again, as the delays of messages are on a quiet network: its place is known.
  void remember(std::int64_t value) {
    latest_ = value;
    latest_bucket_ = bucket_of(static_cast<std::uint64_t>(value));
    if (latest_bucket_ >= buckets_.size()) widen(latest_bucket_);
    minimum_ = std::min(minimum_, value);
    maximum_ = std::max(maximum_, value);
  }
  // Apart, so that add() stays small: it is called for every message.
  void widen(std::size_t bucket);
  void keep(std::int64_t value, std::uint64_t times);

  // Sums of 64-bit values cannot overflow it.
  __extension__ using Sum = unsigned __int128;

  bool is_exact() const { return count_ <= kExactSamples; }

  std::vector<std::int64_t> samples_;   // all of them while they are few
  std::vector<std::uint64_t> buckets_;  // as long as the greatest value needed
  std::int64_t latest_ = -1;            // the value added last; none before the first
  std::size_t latest_bucket_ = 0;
  std::uint64_t count_ = 0;
  std::int64_t minimum_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t maximum_ = 0;
  Sum sum_ = 0;
};

}  // namespace orrery
