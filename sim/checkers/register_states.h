// The states in which a register may be, given what its clients have been told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace orrery {

// `done` and `hidden` have a bit for each operation that is going on.
struct RegisterState {
  std::int64_t value = 0;
  std::uint64_t done = 0;    // operations that have taken effect
  std::uint64_t hidden = 0;  // puts that have not, but may have: another put would have overwritten them at once
  // How often each update of unknown outcome has taken effect; by its id, in order, none of 0.
  std::vector<std::pair<std::uint32_t, std::int32_t>> used;
};

// Keeps no state of which another can do all that it can: equal but for `hidden`, of which it has less.
class RegisterStates {
 public:
  RegisterStates() = default;
  explicit RegisterStates(RegisterState first) : states_{{std::move(first), false}} {}

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
