// Memory asked for before it is needed. A world of thousands of nodes is far larger than the processor's caches, and
// without this most of its time goes into waiting for memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace orrery {

// Lines of memory that were asked for, and that are brought into the caches a few at a time, between other work: a
// processor drops what it is told to fetch while some two dozen lines are on their way already (measured on Zen 4; 16
// at once all come, of 32 half are lost). Changes nothing, and no run depends on it.
class Prefetcher {
 public:
  // Asks for `size` bytes; `address` may be null.
  void ask(const void* address, std::size_t size) {
    const auto begin = reinterpret_cast<std::uintptr_t>(address);
    if (address == nullptr || size == 0) return;
    for (std::uintptr_t line = begin / kLine * kLine; line < begin + size; line += kLine)
      asked_[end_++ % kRoom] = reinterpret_cast<const void*>(line);
  }
  template <class T>
  void ask_for(const T& object) {
    ask(&object, sizeof object);
  }

  // Begins to bring some of what was asked for longest ago. To be called here and there while an event is handled.
  void bring_some() {
    for (unsigned lines = 0; lines < kAtOnce && begin_ != end_; ++lines) __builtin_prefetch(asked_[begin_++ % kRoom]);
  }
  // Keeps what is asked for from waiting longer than it takes to handle an event or two.
  void catch_up() {
    while (end_ - begin_ > kMayWait) bring_some();
  }

 private:
  static constexpr std::size_t kLine = 64;
  static constexpr unsigned kAtOnce = 12;
  static constexpr unsigned kMayWait = 48;  // one event asks for some 50 lines
  static constexpr unsigned kRoom = 1024;   // more than can be asked for between two catch_up(); a power of two

  std::array<const void*, kRoom> asked_;
  unsigned begin_ = 0, end_ = 0;
};

}  // namespace orrery
