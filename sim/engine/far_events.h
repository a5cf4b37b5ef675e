// Events that come much later, as most timers do: an array for each slice of the time to come, in no order until the
// slice is near. A heap of all of them would be larger than the caches, and every step of a walk through it would wait
// for memory. (A calendar queue, Brown 1988, whose days are sorted by the heap that they are emptied into.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/event.h"

namespace orrery {

class FarEvents {
 public:
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  // The last instant, in nanoseconds, that is before all of them; the end of time where there is none.
  std::int64_t last_before() const {
    return empty() ? std::numeric_limits<std::int64_t>::max() : (static_cast<std::int64_t>(first_) << kSliceBits) - 1;
  }

  // False where the event is not far enough ahead of `soon`, an instant in nanoseconds: it stays outside.
  bool take(const Event& event, std::int64_t soon) {
    if (empty()) first_ = slice_of(soon) + 1;
    const std::uint64_t slice = slice_of(event.time);
    if (slice < first_) return false;
    if (slices_.empty()) slices_.resize(kSlices);
    slices_[slice % kSlices].push_back(event);
    ++count_;
    return true;
  }

  // Hands the events of the first slice that has any to `act`, and with them those that come whole rounds of slices
  // later. There must be some.
  template <class Act>
  void release(Act act) {
    while (slices_[first_ % kSlices].empty()) ++first_;
    std::vector<Event>& slice = slices_[first_ % kSlices];
    for (const Event& event : slice) act(event);
    count_ -= slice.size();
    slice.clear();
    ++first_;
  }

 private:
  static constexpr int kSliceBits = 20;           // about a millisecond
  static constexpr std::uint64_t kSlices = 1024;  // a round of them is about a second

  static std::uint64_t slice_of(std::int64_t time) { return static_cast<std::uint64_t>(time) >> kSliceBits; }

  std::vector<std::vector<Event>> slices_;  // none before the first event
  std::uint64_t first_ = 0;                 // the first slice that may hold events
  std::size_t count_ = 0;
};

}  // namespace orrery
