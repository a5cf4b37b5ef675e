// What happens at an instant, as the queue of pending events holds it.
#pragma once

#include <cstdint>

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

}  // namespace orrery
