#include "run/watch_state.h"

#include <algorithm>

#include <fmt/format.h>

namespace orrery {

StateWatch::StateWatch(NameId field, Selector of, Window window, When when, Bounds bounds)
    : field_(field), of_(std::move(of)), window_(window), when_(when), bounds_(bounds) {}

bool StateWatch::holds(const StateView& view) const {
  const std::vector<NodeId> meant = view.select(of_);
  const auto satisfied = static_cast<std::size_t>(std::count_if(meant.begin(), meant.end(), [&](NodeId node) {
    const auto value = view.field(node, field_);
    return value && bounds_.allow(*value);
  }));
  if (of_.pick == Selector::Pick::any) return satisfied > 0;
  if (of_.pick == Selector::Pick::number) return satisfied >= static_cast<std::size_t>(of_.number);
  return !meant.empty() && satisfied == meant.size();
}

void StateWatch::on_interval(const StateView& view, Instant until) {
  const Instant from = std::max(since_, window_.begin);
  const Instant to = std::min(until, window_.end);
  since_ = until;
  if (decided_ || from >= to) return;
  if (holds(view) == (when_ == When::some_time)) decided_ = from;
}

Finding StateWatch::find(const RunInfo& info, Instant end) const {
  const bool covered = is_covered(window_, info, end);
  if (when_ == When::some_time) {
    if (decided_) return {Verdict::held, fmt::format("at {}", to_text(*decided_))};
    if (!covered) return {Verdict::undecided, not_covered_text(window_, info, end)};
    return {Verdict::failed, "at no time"};
  }
  if (decided_) return {Verdict::failed, fmt::format("not at {}", to_text(*decided_))};
  if (!covered) return {Verdict::undecided, not_covered_text(window_, info, end)};
  return {Verdict::held, "throughout"};
}

}  // namespace orrery
