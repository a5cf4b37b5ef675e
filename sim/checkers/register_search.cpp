#include "checkers/register_search.h"

#include <algorithm>
#include <bit>

namespace orrery {

namespace {

// Sums wrap around, as those of the register do.
std::int64_t plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::uint64_t minus(std::int64_t a, std::int64_t b) {
  return static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b);
}

constexpr std::uint64_t bit(std::size_t slot) { return std::uint64_t(1) << slot; }

// What the register must hold when the operation takes effect.
std::int64_t needed_by(const RegisterSearch::Call& call) {
  return call.operation == RegisterSearch::Operation::get
             ? call.answer
             : static_cast<std::int64_t>(minus(call.answer, call.argument));
}

}  // namespace

struct RegisterSearch::Round {
  std::size_t slot;
  std::size_t limit;
  std::size_t steps = 0;
  RegisterStates open = {};   // the operation has not taken effect
  RegisterStates ended = {};  // it has
  bool is_over() const { return steps > limit; }
};

std::optional<std::size_t> RegisterSearch::begin(const Call& call) {
  const auto slot = static_cast<std::size_t>(std::countr_one(going_on_));
  if (slot == kMostAtOnce) return std::nullopt;
  if (slot >= calls_.size()) calls_.resize(slot + 1);
  calls_[slot] = call;
  going_on_ |= bit(slot);
  if (call.operation == Operation::put) puts_ |= bit(slot);
  if (call.operation == Operation::get) {
    gets_ |= bit(slot);
    for (RegisterState& state : states_) satisfy_reads(state);
  }
  return slot;
}

RegisterSearch::Outcome RegisterSearch::end(std::size_t slot) {
  const std::uint64_t self = bit(slot);
  Round round{slot, limit_};
  const auto leave = [self](RegisterState state) {
    state.done &= ~self;
    state.hidden &= ~self;
    return state;
  };
  for (const RegisterState& state : states_) {
    if ((state.done & self) != 0) {
      round.ended.add(leave(state));
      continue;
    }
    if ((state.hidden & self) != 0) round.ended.add(leave(state));
    round.open.add(state);
  }
  for (std::size_t i = 0; i < round.open.size() && !round.is_over(); ++i) {
    if (round.open.is_superseded(i)) continue;
    const RegisterState state = round.open[i];
    expand(state, round);
  }
  if (round.is_over()) return Outcome::too_many;
  std::vector<RegisterState> found = round.ended.take();
  if (found.empty()) return Outcome::impossible;
  states_ = std::move(found);
  going_on_ &= ~self;
  gets_ &= ~self;
  puts_ &= ~self;
  forget_used_up();
  return Outcome::explained;
}

void RegisterSearch::begin_unknown(Operation operation, std::int64_t argument) {
  if (operation == Operation::add && argument == 0) return;
  auto& ids = operation == Operation::put ? unknown_puts_ : unknown_adds_;
  const auto [known, is_new] = ids.try_emplace(argument, next_id_);
  if (is_new) unknown_.emplace(next_id_++, Unknown{operation, argument, 0});
  ++unknown_.at(known->second).times;
}

std::vector<std::int64_t> RegisterSearch::values() const {
  std::vector<std::int64_t> values;
  for (const RegisterState& state : states_) values.push_back(state.value);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

void RegisterSearch::expand(const RegisterState& state, Round& round) {
  expand_calls(state, round);
  if (unknown_.empty()) return;
  for (const std::int64_t needed : needed_by_calls(state)) expand_unknown(state, needed, round);
}

void RegisterSearch::expand_calls(const RegisterState& state, Round& round) {
  for (std::uint64_t left = going_on_ & ~state.done & ~gets_; left != 0; left &= left - 1) {
    const auto slot = static_cast<std::size_t>(std::countr_zero(left));
    const Call& call = calls_[slot];
    RegisterState next = state;
    if (call.operation == Operation::put) {
      // Unknown adds may make anything of it that somebody needs.
      if (slot != round.slot && unknown_adds_.empty() && !is_observed(state, call.argument)) continue;
      next.done |= bit(slot);
      put(next, call.argument);
    } else {
      if (state.value != needed_by(call)) continue;
      next.done |= bit(slot);
      next.value = call.answer;
      satisfy_reads(next);
    }
    reach(std::move(next), round);
  }
}

void RegisterSearch::expand_unknown(const RegisterState& state, std::int64_t needed, Round& round) {
  if (state.value != needed) add_up(state, unknown_adds_.begin(), minus(needed, state.value), round);
  const auto after_put = [&](std::int64_t value, std::uint32_t id) {
    if (!is_left(state, id)) return;
    RegisterState next = state;
    use(next, id, 1);
    put(next, value);
    if (value == needed)
      reach(std::move(next), round);
    else
      add_up(next, unknown_adds_.begin(), minus(needed, value), round);
  };
  if (unknown_adds_.empty()) {
    const auto same = unknown_puts_.find(needed);
    if (same != unknown_puts_.end()) after_put(same->first, same->second);
    return;
  }
  for (const auto& [value, id] : unknown_puts_) after_put(value, id);
}

void RegisterSearch::add_up(const RegisterState& state, std::map<std::int64_t, std::uint32_t>::const_iterator next,
                            std::uint64_t rest, Round& round) {
  if (++round.steps > round.limit) return;
  if (rest == 0) {
    RegisterState reached = state;
    satisfy_reads(reached);
    reach(std::move(reached), round);
    return;
  }
  if (next == unknown_adds_.end()) return;
  const auto [argument, id] = *next;
  ++next;
  RegisterState added = state;
  for (;;) {
    add_up(added, next, rest, round);
    if (rest == 0 || !is_left(added, id) || round.is_over()) return;
    use(added, id, 1);
    added.value = plus(added.value, argument);
    rest -= static_cast<std::uint64_t>(argument);
  }
}

void RegisterSearch::reach(RegisterState state, Round& round) const {
  if (++round.steps > round.limit) return;
  const std::uint64_t self = bit(round.slot);
  if ((state.done & self) == 0) {
    round.open.add(std::move(state));
    return;
  }
  state.done &= ~self;
  state.hidden &= ~self;
  round.ended.add(std::move(state));
}

std::vector<std::int64_t> RegisterSearch::needed_by_calls(const RegisterState& state) const {
  std::vector<std::int64_t> needed;
  for (std::uint64_t left = going_on_ & ~state.done & ~puts_; left != 0; left &= left - 1)
    needed.push_back(needed_by(calls_[static_cast<std::size_t>(std::countr_zero(left))]));
  std::sort(needed.begin(), needed.end());
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  return needed;
}

bool RegisterSearch::is_observed(const RegisterState& state, std::int64_t value) const {
  for (std::uint64_t left = going_on_ & ~state.done & ~puts_; left != 0; left &= left - 1)
    if (needed_by(calls_[static_cast<std::size_t>(std::countr_zero(left))]) == value) return true;
  return false;
}

bool RegisterSearch::is_left(const RegisterState& state, std::uint32_t unknown) const {
  const auto used =
      std::find_if(state.used.begin(), state.used.end(), [&](const auto& entry) { return entry.first == unknown; });
  return (used == state.used.end() ? 0 : used->second) < unknown_.at(unknown).times;
}

void RegisterSearch::use(RegisterState& state, std::uint32_t unknown, std::int32_t times) {
  auto place = std::lower_bound(state.used.begin(), state.used.end(), unknown,
                                [](const auto& entry, std::uint32_t id) { return entry.first < id; });
  if (place == state.used.end() || place->first != unknown) place = state.used.insert(place, {unknown, 0});
  place->second += times;
  if (place->second == 0) state.used.erase(place);
}

void RegisterSearch::put(RegisterState& state, std::int64_t value) const {
  state.value = value;
  state.hidden |= puts_ & ~state.done;
  satisfy_reads(state);
}

void RegisterSearch::satisfy_reads(RegisterState& state) const {
  for (std::uint64_t left = gets_ & ~state.done; left != 0; left &= left - 1) {
    const auto slot = static_cast<std::size_t>(std::countr_zero(left));
    if (calls_[slot].answer == state.value) state.done |= bit(slot);
  }
}

// What has taken effect in every state is no longer unknown.
void RegisterSearch::forget_used_up() {
  const std::vector<std::pair<std::uint32_t, std::int32_t>> first = states_.front().used;
  for (const auto& [id, times] : first) {
    std::int32_t everywhere = times;
    for (const RegisterState& state : states_) {
      const auto used = std::find_if(state.used.begin(), state.used.end(),
                                     [id = id](const auto& entry) { return entry.first == id; });
      everywhere = std::min(everywhere, used == state.used.end() ? 0 : used->second);
    }
    if (everywhere == 0) continue;
    for (RegisterState& state : states_) use(state, id, -everywhere);
    Unknown& unknown = unknown_.at(id);
    unknown.times -= everywhere;
    if (unknown.times > 0) continue;
    (unknown.operation == Operation::put ? unknown_puts_ : unknown_adds_).erase(unknown.argument);
    unknown_.erase(id);
  }
}

}  // namespace orrery
