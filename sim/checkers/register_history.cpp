#include "checkers/register_history.h"

namespace orrery {

RegisterHistory::CallId RegisterHistory::invoke(Operation operation, std::int64_t argument, const Record& record) {
  const CallId id = first_call_ + calls_.size();
  search_.announce(operation, argument);
  calls_.push_back({operation, argument, record, std::nullopt});
  events_.push_back({id, false, record});
  return id;
}

void RegisterHistory::complete(CallId id, Outcome outcome, std::int64_t answer, const Record& record) {
  Call& ended = call(id);
  ended.outcome = outcome;
  ended.answer = answer;
  if (outcome == Outcome::ok) events_.push_back({id, true, record});
}

std::optional<RegisterHistory::Judged> RegisterHistory::judge() {
  std::optional<Judged> judged;
  while (!judged && next_ < events_.size()) {
    const Event event = events_[next_];
    if (!call(event.call).outcome) break;
    ++next_;
    if (event.is_end)
      judged = end(event);
    else
      judged = begin(event.call);
  }
  drop_what_is_over();
  return judged;
}

std::optional<RegisterHistory::Judged> RegisterHistory::begin(CallId id) {
  Call& begun = call(id);
  begun.is_over = *begun.outcome != Outcome::ok;
  switch (*begun.outcome) {
    case Outcome::failed: search_.withdraw(begun.operation, begun.argument); return std::nullopt;
    case Outcome::unknown:
      if (begun.operation != Operation::get) search_.begin_unknown(begun.operation, begun.argument);
      return std::nullopt;
    case Outcome::ok: break;
  }
  const auto slot = search_.begin({begun.operation, begun.argument, begun.answer});
  if (!slot)
    return Judged{
        Judged::Verdict::too_many_at_once, begun.operation, begun.answer, begun.invoked.time, begun.invoked, {}};
  begun.slot = *slot;
  return std::nullopt;
}

RegisterHistory::Judged RegisterHistory::end(const Event& event) {
  Call& ended = call(event.call);
  ended.is_over = true;
  Judged judged{Judged::Verdict::explained, ended.operation, ended.answer, ended.invoked.time, event.record, {}};
  switch (search_.end(ended.slot)) {
    case RegisterSearch::Outcome::explained: break;
    case RegisterSearch::Outcome::impossible:
      judged.verdict = Judged::Verdict::impossible;
      judged.before = search_.values();
      break;
    case RegisterSearch::Outcome::too_many: judged.verdict = Judged::Verdict::too_many_states; break;
  }
  return judged;
}

void RegisterHistory::drop_what_is_over() {
  if (next_ * 2 >= events_.size()) {
    events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(next_));
    next_ = 0;
  }
  while (over_ < calls_.size() && calls_[over_].is_over) ++over_;
  if (over_ * 2 >= calls_.size()) {
    calls_.erase(calls_.begin(), calls_.begin() + static_cast<std::ptrdiff_t>(over_));
    first_call_ += over_;
    over_ = 0;
  }
}

}  // namespace orrery
