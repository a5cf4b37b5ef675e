#include "run/watch_state.h"

#include <algorithm>

#include <fmt/format.h>

namespace orrery {

StateWatch::StateWatch(NameId field, Selector of, Window window, Bounds bounds)
    : field_(field), of_(std::move(of)), window_(window), bounds_(bounds) {}

bool StateWatch::holds(const StateView& view) const {
  const auto satisfies = [&](NodeId node) {
    const auto value = view.field(node, field_);
    return value && bounds_.allow(*value);
  };
  const std::vector<NodeId> meant = view.select(of_);
  if (of_.pick == Selector::Pick::any) return std::any_of(meant.begin(), meant.end(), satisfies);
  return !meant.empty() && std::all_of(meant.begin(), meant.end(), satisfies);
}

void StateWatch::on_interval(const StateView& view, Instant until) {
  const Instant from = std::max(since_, window_.begin);
  const Instant to = std::min(until, window_.end);
  since_ = until;
  if (!broken_ && from < to && !holds(view)) broken_ = from;
}

Finding StateWatch::find(const RunInfo& info, Instant end) const {
  if (broken_) return {Verdict::failed, fmt::format("not at {}", to_text(*broken_))};
  if (!is_covered(window_, info, end)) return {Verdict::undecided, not_covered_text(window_, info, end)};
  return {Verdict::held, "throughout"};
}

}  // namespace orrery
