// A whole number that holds until it changes, weighed by the time for which it held within a window.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/time.h"
#include "run/window.h"

namespace orrery {

class Gauge {
 public:
  Gauge(Window window, std::int64_t value) : window_(window), value_(value) {}

  // `when` never goes back. Of several values at one instant only the last has held.
  void set(Instant when, std::int64_t value) {
    advance(when);
    if (value != 0) stretch_at_zero_ = Duration();
    value_ = value;
  }
  // Counts the time up to `when`: the figures below are of the time counted.
  void advance(Instant when) {
    const Instant from = std::clamp(since_, window_.begin, window_.end);
    const Duration held = std::clamp(when, window_.begin, window_.end) - from;
    since_ = when;
    if (held <= Duration()) return;
    counted_ += held;
    weighted_sum_ += static_cast<Sum>(value_) * held.nanoseconds();
    maximum_ = counted_ == held ? value_ : std::max(maximum_, value_);
    if (value_ != 0) return;
    at_zero_ += held;
    stretch_at_zero_ += held;
    longest_at_zero_ = std::max(longest_at_zero_, stretch_at_zero_);
  }

  std::int64_t value() const { return value_; }
  // The greatest value that held for any time.
  std::int64_t maximum() const { return maximum_; }
  Duration time_at_zero() const { return at_zero_; }
  Duration longest_at_zero() const { return longest_at_zero_; }
  // Weighted by time; 0 where no time has been counted.
  double mean() const {
    return counted_ == Duration() ? 0
                                  : static_cast<double>(weighted_sum_) / static_cast<double>(counted_.nanoseconds());
  }

 private:
  __extension__ using Sum = __int128;

  Window window_;
  std::int64_t value_;
  Instant since_;
  Duration counted_;
  Duration at_zero_;
  Duration stretch_at_zero_;
  Duration longest_at_zero_;
  std::int64_t maximum_ = 0;
  Sum weighted_sum_ = 0;
};

}  // namespace orrery
