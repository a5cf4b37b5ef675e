#include "run/histogram.h"

#include <algorithm>

#include "core/check.h"

namespace orrery {

std::uint64_t Histogram::middle_of(std::size_t bucket) {
  if (bucket < 2 * kParts) return bucket;
  const std::uint64_t shift = bucket / kParts - 1;
  const std::uint64_t low = (bucket - shift * kParts) << shift;
  return low + (std::uint64_t{1} << shift) / 2;
}

void Histogram::widen(std::size_t bucket) { buckets_.resize(bucket + 1); }

void Histogram::keep(std::int64_t value, std::uint64_t times) { samples_.insert(samples_.end(), times, value); }

void Histogram::merge(const Histogram& other) {
  if (other.count_ == 0) return;
  if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
  for (std::size_t bucket = 0; bucket < other.buckets_.size(); ++bucket) buckets_[bucket] += other.buckets_[bucket];
  minimum_ = std::min(minimum_, other.minimum_);
  maximum_ = std::max(maximum_, other.maximum_);
  count_ += other.count_;
  sum_ += other.sum_;
  if (is_exact()) samples_.insert(samples_.end(), other.samples_.begin(), other.samples_.end());
}

double Histogram::mean() const { return count_ == 0 ? 0.0 : static_cast<double>(sum_) / static_cast<double>(count_); }

std::int64_t Histogram::quantile(Quantile q) const {
  ORRERY_CHECK(q.numerator > 0 && q.numerator <= q.denominator, "a quantile in (0, 1]");
  if (count_ == 0) return 0;
  const auto denominator = static_cast<Sum>(q.denominator);
  const Sum rank = (static_cast<Sum>(count_) * static_cast<Sum>(q.numerator) + denominator - 1) / denominator;
  if (is_exact()) {
    std::vector<std::int64_t> samples = samples_;
    const auto at = samples.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(samples.begin(), at, samples.end());
    return *at;
  }
  Sum seen = 0;
  std::size_t bucket = 0;
  while ((seen += buckets_[bucket]) < rank) ++bucket;
  return std::clamp(static_cast<std::int64_t>(middle_of(bucket)), minimum_, maximum_);
}

}  // namespace orrery
