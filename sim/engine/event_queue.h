// The queue of pending events, plain ones of 24 bytes, ordered by (time, sequence): a lane for those that come in the
// order in which they were put in, as messages do that travel equally long, and a heap for the others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/ring.h"
#include "engine/event.h"
#include "engine/far_events.h"

namespace orrery {

// A 4-ary heap: four children fill one and a half cache lines and halve the depth of a binary heap.
class EventHeap {
 public:
  std::size_t size() const { return heap_.size() - (hole_ ? 1 : 0); }
  // The event that comes first; null where there is none. Not const: it settles what pop() left open.
  const Event* first() {
    settle();
    return heap_.empty() ? nullptr : heap_.data();
  }

  // Most events put another one into the heap: pop() leaves a hole at the root, and the next push() fills it with one
  // walk down where popping and pushing apart would take a walk each.
  void pop() {
    settle();
    hole_ = true;
  }

  // The event is handed on in registers: what has just been written in pieces and is copied in one waits for the
  // writes to reach the cache, longer than all the rest takes.
  void push(const Event& event) { push(event.time, event.sequence, event.tag, event.slot); }

 private:
  static constexpr std::size_t kArity = 4;

  void push(std::int64_t time, std::uint64_t sequence, std::uint32_t tag, std::uint32_t slot) {
    const Event event{time, sequence, tag, slot};
    if (hole_) {
      hole_ = false;
      return sink(event);
    }
    std::size_t place = heap_.size();
    heap_.emplace_back();
    while (place > 0) {
      const std::size_t parent = (place - 1) / kArity;
      if (!before(event, heap_[parent])) break;
      heap_[place] = heap_[parent];
      place = parent;
    }
    heap_[place] = event;
  }

  void settle() {
    if (!hole_) return;
    hole_ = false;
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
  }

  // Puts `event` into the hole at the root.
  void sink(const Event event) {
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

// The lane and the heap. What is put into the lane after its last event, as most messages are, costs next to nothing;
// what belongs a few places before its end moves those up, and what belongs further ahead goes to the heap. Where
// events come in no order, as many do under random delays, the lane stays out of the heap's way.
class LaneAndHeap {
 public:
  bool empty() const { return lane_.empty() && heap_.size() == 0; }
  std::size_t size() const { return lane_.size() + heap_.size(); }
  // Takes the first event out of the queue and into `event` if it comes no later than `last`.
  bool pop_until(std::int64_t last, Event& event) {
    const Event* const heaped = heap_.first();
    if (!lane_.empty() && (heaped == nullptr || before(lane_.front(), *heaped))) {
      if (lane_.front().time > last) return false;
      event = lane_.front();
      lane_.pop_front();
      return true;
    }
    if (heaped == nullptr || heaped->time > last) return false;
    event = *heaped;
    heap_.pop();
    return true;
  }

  void push(const Event& event) { heap_.push(event); }
  void push_into_lane(const Event& event) {
    if (!is_orderly_) return push_in_disorder(event);
    lane_.push_back(event);
    if (lane_.size() > 1 && before(event, lane_[lane_.size() - 2])) move_up(event);
  }

 private:
  static constexpr std::size_t kReach = 12;           // so many events make room for one at most
  static constexpr std::uint64_t kStrayEvery = 4;     // more strays than one in so many events: there is no order,
  static constexpr std::uint64_t kStraysAtOnce = 16;  // unless they are no more than so many
  static constexpr int kInOrder = 64;                 // so many in their order: there is order again

  // The event at the end of the lane belongs before the one before it.
  void move_up(const Event& event) {
    std::size_t place = lane_.size() - 1;
    if (place > kReach && before(event, lane_[place - 1 - kReach])) {
      lane_.pop_back();
      heap_.push(event);
      return note_stray(event);
    }
    for (; place > 0 && before(event, lane_[place - 1]); --place) lane_[place] = lane_[place - 1];
    lane_[place] = event;
  }

  void note_stray(const Event& event) {
    const std::uint64_t since = (event.sequence - last_stray_) / kStrayEvery;
    strays_ = (strays_ > since ? strays_ - since : 0) + 1;
    last_stray_ = event.sequence;
    is_orderly_ = strays_ <= kStraysAtOnce;
    in_order_ = 0;
    latest_ = event;
  }

  void push_in_disorder(const Event& event) {
    in_order_ = before(latest_, event) ? in_order_ + 1 : 0;
    latest_ = event;
    if (in_order_ == kInOrder) {
      is_orderly_ = true;
      strays_ = 0;
    }
    heap_.push(event);
  }

  Ring<Event> lane_;
  EventHeap heap_;
  bool is_orderly_ = true;
  std::uint64_t strays_ = 0;  // of late
  std::uint64_t last_stray_ = 0;
  // While there is no order: how many came in their order up to the latest.
  int in_order_ = 0;
  Event latest_{};
};

// Before lane and heap the queue of a large system keeps the events that come next in a small array, so that they can
// be looked at before they come, and beside them what comes much later, so that the heap stays in the caches. What a
// small system touches is there anyway, and goes without.
class EventQueue {
 public:
  // From now on the next events can be looked at. Before the first event.
  void look_ahead() { looks_ahead_ = true; }

  bool empty() const { return low_ == high_ && later_.empty() && far_.empty(); }
  std::size_t size() const { return seen() + later_.size() + far_.size(); }
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
    if (!is_for_later(event))
      put_soon(event);
    else if (!looks_ahead_ || !far_.take(event, soon_[low_].time))
      later_.push(event);
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
    return !looks_ahead_ || ((seen() == kSeenAtMost || !later_.empty() || !far_.empty()) && before(soon_[low_], event));
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
    while (!later_.pop_until(far_.last_before(), next)) {
      if (far_.empty()) return;
      far_.release([this](const Event& event) { later_.push(event); });
    }
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
  FarEvents far_;
};

}  // namespace orrery
