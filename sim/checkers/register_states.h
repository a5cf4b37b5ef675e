// The states in which a register may be, given what its clients have been told.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace orrery {

// A set of the operations that are going on, each known by its slot.
class SlotSet {
 public:
  static constexpr std::size_t kSlots = 512;

  bool has(std::size_t slot) const { return (words_[slot / 64] >> slot % 64 & 1) != 0; }
  void add(std::size_t slot) { words_[slot / 64] |= std::uint64_t(1) << slot % 64; }
  void remove(std::size_t slot) { words_[slot / 64] &= ~(std::uint64_t(1) << slot % 64); }
  SlotSet without(const SlotSet& other) const {
    SlotSet left;
    for (std::size_t i = 0; i < words_.size(); ++i) left.words_[i] = words_[i] & ~other.words_[i];
    return left;
  }
  bool is_empty() const { return *this == SlotSet(); }
  // kSlots where all are taken.
  std::size_t first_free() const {
    std::size_t slot = 0;
    for (const std::uint64_t word : words_) {
      if (word != ~std::uint64_t(0)) return slot + static_cast<std::size_t>(std::countr_one(word));
      slot += 64;
    }
    return kSlots;
  }
  // Calls back for each slot, in order, until it answers true; whether it did.
  template <class Found>
  bool any(Found found) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      for (std::uint64_t left = words_[i]; left != 0; left &= left - 1)
        if (found(i * 64 + static_cast<std::size_t>(std::countr_zero(left)))) return true;
    return false;
  }
  template <class Visit>
  void each(Visit visit) const {
    any([&](std::size_t slot) {
      visit(slot);
      return false;
    });
  }
  std::uint64_t hash() const {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : words_) hash = (hash ^ hash >> 29 ^ word) * 0x9e3779b97f4a7c15u;
    return hash;
  }
  friend bool operator==(const SlotSet&, const SlotSet&) = default;

 private:
  std::array<std::uint64_t, kSlots / 64> words_{};
};

struct RegisterState {
  std::int64_t value = 0;
  SlotSet done;  // of the operations that are going on: those that have taken effect
  // When a put took effect last, on the clock of RegisterSearch; 0: never. Whatever had begun by then may have happened
  // just before, and nothing of it shows.
  std::uint64_t overwritten = 0;
  // How often each update of unknown outcome has taken effect; by its id, in order, none of 0.
  std::vector<std::pair<std::uint32_t, std::int32_t>> used;
};

// Keeps no state of which another can do all that it can: equal but for `overwritten`, and that not earlier.
class RegisterStates {
 public:
  // False where the state, or one that can do more, is there already. One that can do less is superseded.
  bool add(RegisterState state);

  // Positions are in the order of add(); what was superseded stays in its place.
  std::size_t size() const { return states_.size(); }
  const RegisterState& operator[](std::size_t position) const { return states_[position].state; }
  bool is_superseded(std::size_t position) const { return states_[position].superseded; }
  // Those that are not superseded.
  std::vector<RegisterState> take();

 private:
  struct Kept {
    RegisterState state;
    bool superseded = false;
  };
  // Whether `other` makes `state` needless; if it is the other way round `other` is superseded.
  static bool compare(const RegisterState& state, Kept& other);

  std::vector<Kept> states_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_hash_;  // once there are too many to look through
};

}  // namespace orrery
