// The queue of pending events: a 4-ary heap of plain 24-byte events ordered by (time, sequence).
// Four children fill one and a half cache lines and halve the depth of a binary heap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace orrery {

struct Event {
  std::int64_t time;       // nanoseconds since the start of the run
  std::uint64_t sequence;  // breaks ties; unique
  std::uint32_t tag;       // what it is (fabric.h)
  std::uint32_t slot;      // where the rest of it is kept
};
static_assert(sizeof(Event) == 24);

class EventQueue {
 public:
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  const Event& top() const { return heap_.front(); }

  void push(const Event& event) {
    std::size_t hole = heap_.size();
    heap_.push_back(event);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / kArity;
      if (!before(event, heap_[parent])) break;
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = event;
  }

  Event pop() {
    const Event first = heap_.front();
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
    return first;
  }

 private:
  static constexpr std::size_t kArity = 4;
  // One comparison of 128 bits compiles to two instructions without a branch; times are never negative.
  static bool before(const Event& a, const Event& b) { return key(a) < key(b); }
  __extension__ using Key = unsigned __int128;
  static Key key(const Event& event) { return static_cast<Key>(event.time) << 64 | event.sequence; }

  // Puts `event` into the hole at the root.
  void sink(const Event& event) {
    const std::size_t size = heap_.size();
    Event* const heap = heap_.data();
    std::size_t hole = 0;
    for (;;) {
      const std::size_t first = hole * kArity + 1;
      if (first >= size) break;
      std::size_t least = first;
      const std::size_t last = first + kArity < size ? first + kArity : size;
      for (std::size_t child = first + 1; child < last; ++child)
        if (before(heap[child], heap[least])) least = child;
      if (!before(heap[least], event)) break;
      heap[hole] = heap[least];
      hole = least;
    }
    heap[hole] = event;
  }

  std::vector<Event> heap_;
};

}  // namespace orrery
