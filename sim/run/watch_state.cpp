#include "run/watch_state.h"

#include <algorithm>

#include <span>

#include <fmt/format.h>

#include "run/state_text.h"
#include "run/story_clock.h"

namespace orrery {

StateWatch::StateWatch(Name field, Selector of, Window window, Bounds bounds)
    : field_(field), of_(std::move(of)), window_(window), bounds_(bounds) {}

bool StateWatch::holds_at(NodeId node, const StateView& view) const {
  const auto value = view.field(node, field_.id());
  return value && bounds_.allow(*value);
}

bool StateWatch::holds(const StateView& view) const {
  const auto satisfies = [&](NodeId node) { return holds_at(node, view); };
  const std::vector<NodeId> meant = view.select(of_);
  if (of_.pick == Selector::Pick::any) return std::any_of(meant.begin(), meant.end(), satisfies);
  return !meant.empty() && std::all_of(meant.begin(), meant.end(), satisfies);
}

void StateWatch::on_interval(const StateView& view, Instant until) {
  const Instant from = std::max(since_, window_.begin);
  const Instant to = std::min(until, window_.end);
  since_ = until;
  if (broken_ || from >= to || holds(view)) return;
  broken_ = from;
  seen_ = seen_now(view);
}

std::vector<StateWatch::Seen> StateWatch::seen_now(const StateView& view) const {
  std::vector<Seen> seen;
  for (const NodeId node : view.select(of_)) {
    if (holds_at(node, view)) continue;
    const auto shown = view.shown(node, field_.id());
    seen.push_back({node, view.is_up(node), shown, shown ? shown->since : view.up_or_down_since(node)});
  }
  return seen;
}

// "server-2 had role follower since 3.000 s"
std::string StateWatch::text(const Seen& seen, const RunInfo& info) const {
  const std::string& who = info.nodes[index(seen.node)].name;
  const std::string since = kTurnClock.text(seen.since);
  if (seen.shown)
    return fmt::format("{} had {} {} since {}", who, field_.text(),
                       state_text(info, seen.shown->value, seen.shown->type), since);
  if (seen.is_up) return fmt::format("{} had shown no {} since {}", who, field_.text(), since);
  return fmt::format("{} was down since {}", who, since);
}

Finding StateWatch::find(const RunInfo& info, Instant end) const {
  if (broken_) {
    constexpr std::size_t kNamed = 3;
    std::vector<std::string> texts;
    for (const Seen& seen : std::span(seen_).first(std::min(seen_.size(), kNamed))) texts.push_back(text(seen, info));
    if (seen_.size() > kNamed) texts.push_back(fmt::format("and {} more", seen_.size() - kNamed));
    Selector meant = of_;
    meant.pick = Selector::Pick::all;
    if (seen_.empty()) texts.push_back(fmt::format("there was no {}", meant.text()));
    return {Verdict::failed, fmt::format("not at {}: {}", kTurnClock.text(*broken_), fmt::join(texts, ", "))};
  }
  if (!is_covered(window_, info, end)) return {Verdict::undecided, not_covered_text(window_, info, end)};
  return {Verdict::held, "throughout"};
}

}  // namespace orrery
