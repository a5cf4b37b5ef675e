// A table from 64-bit keys to small values, for what is looked up at every event: one array, open addressing with
// linear probing, no allocation but to grow. It cannot be walked, so that no order of hashing reaches a run.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace orrery {

template <class Value>
class FlatTable {
 public:
  std::size_t size() const { return used_; }

  // Replaces the value of a key that is there.
  void set(std::uint64_t key, Value value) {
    if (used_ * 2 >= slots_.size()) grow();
    Slot& slot = slots_[place_of(key)];
    if (!slot.used) ++used_;
    slot = {key, std::move(value), true};
  }
  // nullptr where the key is not there. Valid until the next set() or take().
  Value* find(std::uint64_t key) {
    if (used_ == 0) return nullptr;
    Slot& slot = slots_[place_of(key)];
    return slot.used ? &slot.value : nullptr;
  }
  const Value* find(std::uint64_t key) const { return const_cast<FlatTable*>(this)->find(key); }
  bool contains(std::uint64_t key) const { return find(key) != nullptr; }
  // Removes the key; its value where it was there.
  std::optional<Value> take(std::uint64_t key) {
    if (used_ == 0) return std::nullopt;
    std::size_t hole = place_of(key);
    if (!slots_[hole].used) return std::nullopt;
    std::optional<Value> value(std::move(slots_[hole].value));
    --used_;
    // What stands behind the hole and was displaced over it moves up, so that no probe ends too early.
    for (std::size_t next = (hole + 1) & mask(); slots_[next].used; next = (next + 1) & mask()) {
      const std::size_t home = hash(slots_[next].key);
      if (((next - home) & mask()) < ((next - hole) & mask())) continue;
      slots_[hole] = std::move(slots_[next]);
      hole = next;
    }
    slots_[hole].used = false;
    return value;
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    Value value{};
    bool used = false;
  };
  static constexpr std::size_t kSmallest = 16;

  std::size_t mask() const { return slots_.size() - 1; }
  // Fibonacci hashing (Knuth, The Art of Computer Programming 3, section 6.4): the product's upper half is mixed best.
  std::size_t hash(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15u) >> 32) & mask();
  }
  // Where the key is, or where it would be put.
  std::size_t place_of(std::uint64_t key) const {
    std::size_t place = hash(key);
    while (slots_[place].used && slots_[place].key != key) place = (place + 1) & mask();
    return place;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? kSmallest : slots_.size() * 2);
    old.swap(slots_);
    for (Slot& slot : old)
      if (slot.used) slots_[place_of(slot.key)] = std::move(slot);
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace orrery
