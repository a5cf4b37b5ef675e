#include "checkers/register_states.h"

namespace orrery {

namespace {

constexpr std::size_t kLookedThrough = 16;

// Of what two states have in common when one can do more than the other.
std::uint64_t hash_of(const RegisterState& state) {
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15u;
  std::uint64_t hash = static_cast<std::uint64_t>(state.value) * kFactor;
  hash = (hash ^ hash >> 29 ^ state.done.hash()) * kFactor;
  for (const auto& [update, times] : state.used)
    hash =
        (hash ^ hash >> 29 ^ (static_cast<std::uint64_t>(update) << 32 | static_cast<std::uint32_t>(times))) * kFactor;
  return hash;
}

}  // namespace

bool RegisterStates::compare(const RegisterState& state, Kept& other) {
  const RegisterState& known = other.state;
  if (other.superseded || known.value != state.value || known.done != state.done || known.used != state.used)
    return false;
  if (known.overwritten >= state.overwritten) return true;
  other.superseded = true;
  return false;
}

bool RegisterStates::add(RegisterState state) {
  if (states_.size() < kLookedThrough) {
    for (Kept& other : states_)
      if (compare(state, other)) return false;
  } else {
    if (by_hash_.empty())
      for (std::size_t i = 0; i < states_.size(); ++i) by_hash_.emplace(hash_of(states_[i].state), i);
    const std::uint64_t hash = hash_of(state);
    const auto [first, last] = by_hash_.equal_range(hash);
    for (auto other = first; other != last; ++other)
      if (compare(state, states_[other->second])) return false;
    by_hash_.emplace(hash, states_.size());
  }
  states_.push_back({std::move(state), false});
  return true;
}

std::vector<RegisterState> RegisterStates::take() {
  std::vector<RegisterState> taken;
  for (Kept& kept : states_)
    if (!kept.superseded) taken.push_back(std::move(kept.state));
  states_.clear();
  by_hash_.clear();
  return taken;
}

}  // namespace orrery
