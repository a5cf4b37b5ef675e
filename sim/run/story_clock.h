// The clock that a story shows: instants in whole steps, and durations as a reader gets them who subtracts two of the
// instants shown.
#pragma once

#include <string>

#include "core/time.h"
#include "core/value_text.h"

namespace orrery {

class StoryClock {
 public:
  // `step`: a power of ten of nanoseconds, up to 1 s.
  explicit constexpr StoryClock(Duration step) : step_(step) {}

  // "2.042 s"
  std::string text(Instant instant) const { return to_text(instant, step_); }
  // "165 ms", "1.235 s": the difference of the two as shown. What is shorter than a step is told for itself: "100 us".
  std::string between(Instant from, Instant to) const {
    if (to == from) return exact_text(Duration());
    if (to - from < step_) return to_text(to - from);
    return exact_text(step_ * (steps(to) - steps(from)));
  }

 private:
  std::int64_t steps(Instant instant) const { return nearest_count(instant.since_start(), step_); }
  Duration step_;
};

// Turns of the story are told apart by milliseconds, messages by microseconds.
inline constexpr StoryClock kTurnClock{Duration::milliseconds(1)};
inline constexpr StoryClock kMessageClock{Duration::microseconds(1)};

}  // namespace orrery
