// The queue of pending events, plain ones of 24 bytes, ordered by (time, sequence): a lane for those that come in the
// order in which they were put in, as messages do that travel equally long, and a heap for the others.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "core/ring.h"

namespace orrery {

struct Event {
  std::int64_t time;       // nanoseconds since the start of the run
  std::uint64_t sequence;  // breaks ties; unique
  std::uint32_t tag;       // what it is (fabric.h)
  std::uint32_t slot;      // where the rest of it is kept
};
static_assert(sizeof(Event) == 24);

// One comparison of 128 bits compiles to two instructions without a branch; times are never negative.
inline bool before(const Event& a, const Event& b) {
  __extension__ using Key = unsigned __int128;
  const auto key = [](const Event& event) { return static_cast<Key>(event.time) << 64 | event.sequence; };
  return key(a) < key(b);
}

// A 4-ary heap: four children fill one and a half cache lines and halve the depth of a binary heap.
class EventHeap {
 public:
  bool empty() const { return heap_.empty() || (hole_ && heap_.size() == 1); }
  std::size_t size() const { return heap_.size() - (hole_ ? 1 : 0); }
  // Not const: it settles what pop() left open.
  const Event& top() {
    settle();
    return heap_.front();
  }

  // Most events put another one into the heap: pop() leaves a hole at the root, and the next push() fills it with one
  // walk down where popping and pushing apart would take a walk each.
  Event pop() {
    settle();
    hole_ = true;
    return heap_.front();
  }

  void push(const Event& event) {
    if (hole_) {
      hole_ = false;
      return sink(event);
    }
    std::size_t place = heap_.size();
    heap_.push_back(event);
    while (place > 0) {
      const std::size_t parent = (place - 1) / kArity;
      if (!before(event, heap_[parent])) break;
      heap_[place] = heap_[parent];
      place = parent;
    }
    heap_[place] = event;
  }

 private:
  static constexpr std::size_t kArity = 4;

  void settle() {
    if (!hole_) return;
    hole_ = false;
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
  }

  // Puts `event` into the hole at the root.
  void sink(const Event& event) {
    const std::size_t size = heap_.size();
    Event* const heap = heap_.data();
    std::size_t hole = 0;
    for (;;) {
      const std::size_t first = hole * kArity + 1;
      if (first >= size) break;
      const std::size_t least = first + kArity <= size ? least_of_four(heap, first) : least_of(heap, first, size);
      if (!before(heap[least], event)) break;
      heap[hole] = heap[least];
      hole = least;
    }
    heap[hole] = event;
  }
  // Which child is least is as good as random: arithmetic instead of branches that would be mispredicted.
  static std::size_t least_of_four(const Event* heap, std::size_t first) {
    const std::size_t a = first + (before(heap[first + 1], heap[first]) ? 1 : 0);
    const std::size_t b = first + 2 + (before(heap[first + 3], heap[first + 2]) ? 1 : 0);
    const std::size_t take_b = before(heap[b], heap[a]) ? 1 : 0;
    return a ^ ((a ^ b) & (std::size_t{0} - take_b));
  }
  static std::size_t least_of(const Event* heap, std::size_t first, std::size_t end) {
    std::size_t least = first;
    for (std::size_t child = first + 1; child < end; ++child)
      if (before(heap[child], heap[least])) least = child;
    return least;
  }

  std::vector<Event> heap_;
  bool hole_ = false;  // the event at the root is gone
};

// The lane and the heap. What is put into the lane after its last event costs next to nothing. Where it does not fit
// there it goes to the heap, or the last event does: so one that travels long does not close the lane for the others.
// Where events come in no order, as under random delays, the lane stays out of the heap's way.
class LaneAndHeap {
 public:
  bool empty() const { return lane_.empty() && heap_.empty(); }
  std::size_t size() const { return lane_.size() + heap_.size(); }
  // Takes the first event out of the queue and into `event` if it comes no later than `last`.
  bool pop_until(std::int64_t last, Event& event) {
    if (!lane_.empty() && (heap_.empty() || before(lane_.front(), heap_.top()))) {
      if (lane_.front().time > last) return false;
      event = lane_.front();
      lane_.pop_front();
      return true;
    }
    if (heap_.empty() || heap_.top().time > last) return false;
    event = heap_.pop();
    return true;
  }

  void push(const Event& event) { heap_.push(event); }
  void push_into_lane(const Event& event) {
    const bool is_in_order = before(latest_, event);
    latest_ = event;
    order_ = is_in_order ? std::min(order_ + 1, kOrderMost) : std::max(order_ - kDisorder, 0);
    if (order_ < kOrderMost / 2) return heap_.push(event);
    if (lane_.empty() || before(lane_.back(), event)) return lane_.push_back(event);
    if (lane_.size() > 1 && before(event, lane_[lane_.size() - 2])) return heap_.push(event);
    heap_.push(std::exchange(lane_[lane_.size() - 1], event));
  }

 private:
  // How much order there was of late: an event out of turn takes away what so many in turn bring.
  static constexpr int kOrderMost = 64, kDisorder = 3;

  Event latest_{};  // that was offered to the lane
  int order_ = kOrderMost;
  Ring<Event> lane_;
  EventHeap heap_;
};

// Before lane and heap the queue of a large system keeps the events that come next in a small array, so that they can
// be looked at before they come. What a small system touches is in the caches anyway, and goes without.
class EventQueue {
 public:
  // From now on the next events can be looked at. Before the first event.
  void look_ahead() { looks_ahead_ = true; }

  bool empty() const { return low_ == high_ && later_.empty(); }
  std::size_t size() const { return seen() + later_.size(); }
  // How many events can be looked at, and the n-th of them: 0 is the one that comes next.
  std::size_t seen() const { return high_ - low_; }
  const Event& peek(std::size_t n) const { return soon_[high_ - 1 - n]; }

  // Takes the first event out of the queue and into `event` if it comes no later than `last`, in nanoseconds.
  bool pop_until(std::int64_t last, Event& event) {
    if (!looks_ahead_) return later_.pop_until(last, event);
    if (low_ == high_ || soon_[high_ - 1].time > last) return false;
    event = soon_[--high_];
    if (seen() < kSeenAtLeast) refill();
    return true;
  }

  void push(const Event& event) {
    if (is_for_later(event))
      later_.push(event);
    else
      put_soon(event);
  }
  // For events that mostly come in the order in which they are put in.
  void push_into_lane(const Event& event) {
    if (is_for_later(event))
      later_.push_into_lane(event);
    else
      put_soon(event);
  }

 private:
  static constexpr std::size_t kSeenAtLeast = 16;  // while there are as many
  static constexpr std::size_t kSeenAtMost = 32;
  static constexpr std::size_t kRoom = 128;

  bool is_for_later(const Event& event) const {
    return !looks_ahead_ || ((seen() == kSeenAtMost || !later_.empty()) && before(soon_[low_], event));
  }

  void put_soon(const Event& event) {
    const bool is_full = seen() == kSeenAtMost;
    if (is_full) later_.push(soon_[low_++]);
    if (high_ == kRoom) centre();
    std::size_t place = high_++;
    for (; place > low_ && before(soon_[place - 1], event); --place) soon_[place] = soon_[place - 1];
    soon_[place] = event;
  }

  void refill() {
    Event next;
    if (!later_.pop_until(std::numeric_limits<std::int64_t>::max(), next)) return;
    if (low_ == 0) centre();
    soon_[--low_] = next;
  }

  // The events wander through their room, and are moved back to its middle once in a while.
  void centre() {
    const std::size_t low = (kRoom - seen()) / 2;
    std::memmove(&soon_[low], &soon_[low_], seen() * sizeof(Event));
    high_ = low + seen();
    low_ = low;
  }

  bool looks_ahead_ = false;
  std::array<Event, kRoom> soon_;  // the first of them last; none in later_ is before any of these
  std::size_t low_ = kRoom / 2, high_ = kRoom / 2;
  LaneAndHeap later_;
};

}  // namespace orrery
