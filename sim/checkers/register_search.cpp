#include "checkers/register_search.h"

#include <algorithm>

#include "core/check.h"

namespace orrery {

namespace {

// Sums of such values and amounts do not wrap around.
constexpr std::int64_t kLargest = std::int64_t(1) << 60;
constexpr std::int64_t kMostAdded = std::int64_t(1) << 32;

// Sums wrap around, as those of the register do.
std::int64_t plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::uint64_t minus(std::int64_t a, std::int64_t b) {
  return static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b);
}

// What the register must hold when the get or add takes effect.
std::int64_t needed_by(const RegisterSearch::Call& call) {
  return call.operation == RegisterSearch::Operation::get
             ? call.answer
             : static_cast<std::int64_t>(minus(call.answer, call.argument));
}

std::int32_t times_used(const RegisterState& state, std::uint32_t unknown) {
  for (const auto& [id, times] : state.used)
    if (id == unknown) return times;
  return 0;
}

}  // namespace

struct RegisterSearch::Round {
  std::size_t slot;
  std::size_t limit;
  std::size_t steps = 0;
  RegisterStates open = {};   // the operation has not taken effect
  RegisterStates ended = {};  // it has
  bool is_over() const { return steps > limit; }
  void end(RegisterState state) {
    state.done.remove(slot);
    ended.add(std::move(state));
  }
};

void RegisterSearch::announce(Operation operation, std::int64_t argument) {
  if (operation == Operation::put) ++announced_puts_[argument];
  if (operation == Operation::add) count_add(argument, 1);
}

void RegisterSearch::withdraw(Operation operation, std::int64_t argument) {
  if (operation == Operation::add) count_add(argument, -1);
  if (operation != Operation::put) return;
  const auto announced = announced_puts_.find(argument);
  ORRERY_CHECK(announced != announced_puts_.end(), "an update to be announced before it begins");
  if (--announced->second == 0) announced_puts_.erase(announced);
}

void RegisterSearch::count_add(std::int64_t argument, int times) {
  if (argument < 0 || argument > kMostAdded)
    falls_ += times;
  else
    rise_ += argument * times;
}

std::optional<std::size_t> RegisterSearch::begin(const Call& call) {
  const std::size_t slot = taken_.first_free();
  if (slot == kMostAtOnce) return std::nullopt;
  if (call.operation == Operation::put) withdraw(call.operation, call.argument);
  if (slot >= going_on_.size()) going_on_.resize(slot + 1);
  going_on_[slot] = {call, ++clock_};
  taken_.add(slot);
  switch (call.operation) {
    case Operation::put: puts_.add(slot); break;
    case Operation::add: adds_.add(slot); break;
    case Operation::get:
      gets_.add(slot);
      for (RegisterState& state : states_)
        if (state.value == call.answer) state.done.add(slot);
      break;
  }
  return slot;
}

RegisterSearch::Outcome RegisterSearch::end(std::size_t slot) {
  Round round{slot, limit_};
  for (const RegisterState& state : states_) {
    if (state.done.has(slot)) {
      round.end(state);
      continue;
    }
    claim_overwritten(state, round);
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
  const Call& ended = going_on_[slot].call;
  if (ended.operation == Operation::add) count_add(ended.argument, -1);
  for (SlotSet* slots : {&taken_, &gets_, &puts_, &adds_}) slots->remove(slot);
  forget_used_up();
  return Outcome::explained;
}

void RegisterSearch::begin_unknown(Operation operation, std::int64_t argument) {
  ++clock_;
  if (operation == Operation::put) {
    withdraw(operation, argument);
    unknown_puts_.emplace(argument, next_id_);
    unknown_.emplace(next_id_++, Unknown{operation, argument, 1, clock_});
  } else if (argument != 0) {
    const auto [known, is_new] = unknown_adds_.try_emplace(argument, next_id_);
    if (is_new) unknown_.emplace(next_id_++, Unknown{operation, argument, 0});
    ++unknown_.at(known->second).times;
  }
}

std::optional<std::int64_t> RegisterSearch::settled_value() const {
  const bool is_settled = states_.size() == 1 && taken_.is_empty() && unknown_.empty() && announced_puts_.empty() &&
                          rise_ == 0 && falls_ == 0;
  return is_settled ? std::optional(states_.front().value) : std::nullopt;
}

// When the register was overwritten matters to what had begun by then, and all of that is over.
void RegisterSearch::restart(std::int64_t value) {
  states_.front() = {};
  states_.front().value = value;
}

std::vector<std::int64_t> RegisterSearch::values() const {
  std::vector<std::int64_t> values;
  for (const RegisterState& state : states_) values.push_back(state.value);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

void RegisterSearch::claim_overwritten(const RegisterState& state, Round& round) const {
  const GoingOn& self = going_on_[round.slot];
  if (self.begun > state.overwritten || self.call.operation == Operation::add) return;
  if (self.call.operation == Operation::put) {
    RegisterState next = state;
    satisfy_overwritten_reads(next, self.call.argument);
    round.end(std::move(next));
    return;
  }
  puts_.without(state.done).each([&](std::size_t slot) {
    const GoingOn& put = going_on_[slot];
    if (put.begun > state.overwritten || put.call.argument != self.call.answer) return;
    RegisterState next = state;
    next.done.add(slot);
    satisfy_overwritten_reads(next, self.call.answer);
    round.end(std::move(next));
  });
  const auto [first, last] = unknown_puts_.equal_range(self.call.answer);
  for (auto put = first; put != last; ++put) {
    if (unknown_.at(put->second).begun > state.overwritten || !is_left(state, put->second)) continue;
    RegisterState next = state;
    use(next, put->second, 1);
    satisfy_overwritten_reads(next, self.call.answer);
    round.end(std::move(next));
  }
}

void RegisterSearch::expand(const RegisterState& state, Round& round) const {
  taken_.without(state.done).each([&](std::size_t slot) { expand_call(state, slot, round); });
  if (unknown_.empty()) return;
  for (const std::int64_t needed : needed_values(state, round)) expand_unknown(state, needed, round);
}

void RegisterSearch::expand_call(const RegisterState& state, std::size_t slot, Round& round) const {
  const Call& call = going_on_[slot].call;
  if (call.operation == Operation::get) return;
  if (call.operation == Operation::add && state.value != needed_by(call)) return;
  if (call.operation == Operation::put && slot != round.slot && unknown_adds_.empty()) {
    const std::vector<std::int64_t> needed = needed_values(state, round);
    if (!std::binary_search(needed.begin(), needed.end(), call.argument)) return;
  }
  RegisterState next = state;
  next.done.add(slot);
  if (call.operation == Operation::put) {
    put(next, call.argument);
  } else {
    next.value = call.answer;
    satisfy_reads(next);
  }
  reach(std::move(next), round);
}

void RegisterSearch::expand_unknown(const RegisterState& state, std::int64_t needed, Round& round) const {
  if (state.value != needed) add_up(state, unknown_adds_.begin(), minus(needed, state.value), round);
  const auto [first, last] =
      unknown_adds_.empty() ? unknown_puts_.equal_range(needed) : std::pair(unknown_puts_.begin(), unknown_puts_.end());
  for (auto candidate = first; candidate != last && !round.is_over(); ++candidate) {
    const auto [value, id] = *candidate;
    if (!is_left(state, id)) continue;
    RegisterState next = state;
    use(next, id, 1);
    put(next, value);
    if (value == needed)
      reach(std::move(next), round);
    else
      add_up(next, unknown_adds_.begin(), minus(needed, value), round);
  }
}

void RegisterSearch::add_up(const RegisterState& state, UnknownAdds::const_iterator next, std::uint64_t rest,
                            Round& round) const {
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
  const bool is_last = next == unknown_adds_.end();
  RegisterState added = state;
  for (;;) {
    if (!is_last || rest == 0) add_up(added, next, rest, round);
    if (rest == 0 || !is_left(added, id) || round.is_over()) return;
    use(added, id, 1);
    added.value = plus(added.value, argument);
    rest -= static_cast<std::uint64_t>(argument);
  }
}

void RegisterSearch::reach(RegisterState state, Round& round) const {
  if (++round.steps > round.limit || is_hopeless(state)) return;
  if (state.done.has(round.slot))
    round.end(std::move(state));
  else
    round.open.add(std::move(state));
}

bool RegisterSearch::is_hopeless(const RegisterState& state) const {
  // Where a sum may wrap around nothing is out of reach.
  if (falls_ > 0 || state.value > kLargest || state.value < -kLargest || rise_ > kLargest) return false;
  return taken_.without(puts_).without(state.done).any([&](std::size_t slot) {
    const std::int64_t needed = needed_by(going_on_[slot].call);
    if (needed > kLargest || needed < -kLargest) return false;
    const std::int64_t lowest = needed - rise_;
    return !(lowest <= state.value && state.value <= needed) && !may_be_put(state, lowest, needed);
  });
}

bool RegisterSearch::may_be_put(const RegisterState& state, std::int64_t lowest, std::int64_t highest) const {
  const auto announced = announced_puts_.lower_bound(lowest);
  if (announced != announced_puts_.end() && announced->first <= highest) return true;
  for (auto put = unknown_puts_.lower_bound(lowest); put != unknown_puts_.end() && put->first <= highest; ++put)
    if (is_left(state, put->second)) return true;
  return puts_.without(state.done).any([&](std::size_t slot) {
    const std::int64_t value = going_on_[slot].call.argument;
    return lowest <= value && value <= highest;
  });
}

std::vector<std::int64_t> RegisterSearch::needed_values(const RegisterState& state, const Round& round) const {
  std::vector<std::int64_t> needed;
  if (!are_adds_about(state)) {
    const Call& self = going_on_[round.slot].call;
    if (self.operation != Operation::put) needed.push_back(needed_by(self));
    return needed;
  }
  taken_.without(puts_).without(state.done).each([&](std::size_t slot) {
    needed.push_back(needed_by(going_on_[slot].call));
  });
  std::sort(needed.begin(), needed.end());
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  return needed;
}

bool RegisterSearch::are_adds_about(const RegisterState& state) const {
  return !unknown_adds_.empty() || !adds_.without(state.done).is_empty();
}

bool RegisterSearch::is_left(const RegisterState& state, std::uint32_t unknown) const {
  return times_used(state, unknown) < unknown_.at(unknown).times;
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
  state.overwritten = clock_;
  satisfy_reads(state);
}

void RegisterSearch::satisfy_reads(RegisterState& state) const {
  gets_.without(state.done).each([&](std::size_t slot) {
    if (going_on_[slot].call.answer == state.value) state.done.add(slot);
  });
}

void RegisterSearch::satisfy_overwritten_reads(RegisterState& state, std::int64_t value) const {
  gets_.without(state.done).each([&](std::size_t slot) {
    const GoingOn& read = going_on_[slot];
    if (read.begun <= state.overwritten && read.call.answer == value) state.done.add(slot);
  });
}

// What has taken effect in every state is no longer unknown.
void RegisterSearch::forget_used_up() {
  const std::vector<std::pair<std::uint32_t, std::int32_t>> first = states_.front().used;
  for (const auto& [id, times] : first) {
    std::int32_t everywhere = times;
    for (const RegisterState& state : states_) everywhere = std::min(everywhere, times_used(state, id));
    if (everywhere == 0) continue;
    for (RegisterState& state : states_) use(state, id, -everywhere);
    Unknown& unknown = unknown_.at(id);
    unknown.times -= everywhere;
    if (unknown.operation == Operation::add) count_add(unknown.argument, -everywhere);
    if (unknown.times == 0) forget(id);
  }
}

void RegisterSearch::forget(std::uint32_t id) {
  const Unknown& unknown = unknown_.at(id);
  if (unknown.operation == Operation::add) {
    unknown_adds_.erase(unknown.argument);
  } else {
    const auto [first, last] = unknown_puts_.equal_range(unknown.argument);
    unknown_puts_.erase(std::find_if(first, last, [&](const auto& put) { return put.second == id; }));
  }
  unknown_.erase(id);
}

}  // namespace orrery
