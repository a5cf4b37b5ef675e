// A node's clocks: a monotonic one that drifts by whole parts per billion, and a wall clock that adds a skew to it.
// Integer arithmetic throughout: the same on every machine.
#pragma once

#include <cstdint>

#include "core/time.h"

namespace orrery {

class NodeClock {
 public:
  static constexpr std::int64_t kBillion = 1'000'000'000;

  // The node's monotonic time at a true instant not before the last change of drift.
  Instant local(Instant truth) const {
    if (drift_ == 0) return base_local_ + (truth - base_truth_);
    return base_local_ + scaled((truth - base_truth_).nanoseconds(), kBillion + drift_, kBillion, false);
  }
  // The first true instant at which the monotonic clock shows at least `local`.
  Instant truth(Instant local) const {
    if (drift_ == 0) return base_truth_ + (local - base_local_);
    return base_truth_ + scaled((local - base_local_).nanoseconds(), kBillion, kBillion + drift_, true);
  }
  Instant wall(Instant truth) const { return local(truth) + skew_; }

  std::int64_t drift() const { return drift_; }
  // Parts per billion, above -1e9: 1000 makes the clock gain a microsecond a second. The clock stays continuous.
  void set_drift(Instant truth, std::int64_t parts_per_billion) {
    base_local_ = local(truth);
    base_truth_ = truth;
    drift_ = parts_per_billion;
  }
  Duration skew() const { return skew_; }
  void set_skew(Duration skew) { skew_ = skew; }

 private:
  // value * numerator / denominator, rounded towards minus or plus infinity.
  static Duration scaled(std::int64_t value, std::int64_t numerator, std::int64_t denominator, bool up) {
    __extension__ using Wide = __int128;
    const Wide product = static_cast<Wide>(value) * numerator;
    Wide quotient = product / denominator;
    const bool inexact = quotient * denominator != product;
    const bool negative = (product < 0) != (denominator < 0);
    if (inexact && up && !negative) ++quotient;
    if (inexact && !up && negative) --quotient;
    return Duration::nanoseconds(static_cast<std::int64_t>(quotient));
  }

  Instant base_truth_, base_local_;
  std::int64_t drift_ = 0;
  Duration skew_;
};

}  // namespace orrery
