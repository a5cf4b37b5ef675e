// Objects in numbered slots that are used again: cheap to make, found by a 32-bit number, never moved.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/check.h"

namespace orrery {

// A slot's object stays where it is until it is released. A released object keeps its last value until the slot is used
// again: what holds resources is to be emptied by its owner.
template <class T>
class Slab {
 public:
  // The slot's object is whatever it was; the caller sets it.
  std::uint32_t acquire() {
    if (free_count_ == 0) grow();
    return free_[--free_count_];
  }
  std::uint32_t add(T value) {
    const std::uint32_t slot = acquire();
    (*this)[slot] = std::move(value);
    return slot;
  }
  void release(std::uint32_t slot) {
    ORRERY_CHECK(free_count_ < free_.size(), "a slot to be released once for each time that it is acquired");
    free_[free_count_++] = slot;
  }
  T take(std::uint32_t slot) {
    release(slot);
    return std::move((*this)[slot]);
  }
  T& operator[](std::uint32_t slot) { return chunks_[slot / kChunk][slot % kChunk]; }
  const T& operator[](std::uint32_t slot) const { return chunks_[slot / kChunk][slot % kChunk]; }

 private:
  static constexpr std::uint32_t kChunk = 256;

  // New slots are given out in ascending order.
  void grow() {
    const auto first = static_cast<std::uint32_t>(chunks_.size()) * kChunk;
    chunks_.push_back(std::make_unique<T[]>(kChunk));
    free_.resize(first + kChunk);
    for (std::uint32_t slot = first + kChunk; slot > first; --slot) release(slot - 1);
  }

  std::vector<std::unique_ptr<T[]>> chunks_;
  std::vector<std::uint32_t> free_;  // has room for all
  std::size_t free_count_ = 0;
};

}  // namespace orrery
