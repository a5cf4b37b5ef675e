// Objects in numbered slots that are used again: cheap to make, found by a 32-bit number.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace orrery {

// A reference to a slot is valid until the next add().
template <class T>
class Slab {
 public:
  std::uint32_t add(T value) {
    if (free_.empty()) {
      slots_.push_back(std::move(value));
      return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    slots_[slot] = std::move(value);
    return slot;
  }
  T take(std::uint32_t slot) {
    free_.push_back(slot);
    return std::move(slots_[slot]);
  }
  T& operator[](std::uint32_t slot) { return slots_[slot]; }
  const T& operator[](std::uint32_t slot) const { return slots_[slot]; }

 private:
  std::vector<T> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace orrery
