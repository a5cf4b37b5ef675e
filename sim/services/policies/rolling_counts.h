// Counts over the last while, in buckets of one width that expire whole.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "core/check.h"
#include "core/time.h"

namespace orrery {

// Kinds are counted side by side. Buckets begin at multiples of their width, so that what is covered is all but one of
// them in full and the current one so far.
template <std::size_t Kinds>
class RollingCounts {
 public:
  // `buckets` >= 1 that share the window; a window that they do not divide is a little shorter.
  RollingCounts(Duration window, std::int64_t buckets)
      : width_(window / buckets), buckets_(static_cast<std::size_t>(buckets)) {
    ORRERY_CHECK(width_ > Duration(), "buckets of a nanosecond at least");
  }

  void add(std::size_t kind, Instant now) {
    advance(now);
    ++buckets_[slot(current_)][kind];
    ++totals_[kind];
  }
  std::int64_t total(std::size_t kind, Instant now) {
    advance(now);
    return totals_[kind];
  }

 private:
  std::size_t slot(std::int64_t bucket) const { return static_cast<std::size_t>(bucket) % buckets_.size(); }
  void advance(Instant now) {
    const std::int64_t to = now.since_start() / width_;
    ORRERY_CHECK(to >= current_, "time not to run backwards");
    const auto all = static_cast<std::int64_t>(buckets_.size());
    // After a pause longer than the window every bucket is cleared once.
    for (std::int64_t bucket = std::max(current_ + 1, to - all + 1); bucket <= to; ++bucket) {
      auto& old = buckets_[slot(bucket)];
      for (std::size_t kind = 0; kind < Kinds; ++kind) totals_[kind] -= old[kind];
      old = {};
    }
    current_ = to;
  }

  Duration width_;
  std::vector<std::array<std::int64_t, Kinds>> buckets_;
  std::array<std::int64_t, Kinds> totals_{};
  std::int64_t current_ = 0;
};

}  // namespace orrery
