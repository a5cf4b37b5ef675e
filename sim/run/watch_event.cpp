#include "run/watch_event.h"

#include <algorithm>

#include <fmt/format.h>

namespace orrery {

EventWatch::EventWatch(NameId event, std::optional<Selector> of, Window window, Instant relative_to, Bounds bounds)
    : event_(event), of_(std::move(of)), window_(window), relative_to_(relative_to), bounds_(bounds) {}

void EventWatch::on_event(const Record& record, const StateView& view) {
  if (record.name != event_ || !window_.contains(record.time)) return;
  if (of_) {
    const std::vector<NodeId> meant = view.select(*of_);
    if (std::find(meant.begin(), meant.end(), record.node) == meant.end()) return;
  }
  ++count_;
  if (first_.emplace(record.node, record.time).second) first_seen_.emplace_back(record.time, record.node);
}

std::size_t EventWatch::nodes_needed(const RunInfo& info) const {
  if (!of_) return 1;
  if (of_->pick == Selector::Pick::number) return static_cast<std::size_t>(of_->number);
  if (of_->pick == Selector::Pick::each) return StateView(info).candidates(*of_).size();
  return 1;
}

Finding EventWatch::find(const RunInfo& info, Instant end) const {
  const bool covered = is_covered(window_, info, end);
  if (bounds_.any()) {
    const std::string figure = fmt::format("{} times", count_);
    // More can still come, so that only what is too much already is decided early.
    const bool too_many = (bounds_.at_most && count_ > *bounds_.at_most) || (bounds_.is && count_ > *bounds_.is);
    if (!covered && !too_many) return {Verdict::undecided, not_covered_text(window_, info, end)};
    return {bounds_.allow(count_) ? Verdict::held : Verdict::failed, figure};
  }
  const std::size_t needed = nodes_needed(info);
  if (needed > 0 && first_seen_.size() >= needed) {
    const auto& [when, node] = first_seen_[needed - 1];
    const std::string& name = info.nodes[index(node)].name;
    return {Verdict::held, needed == 1 ? fmt::format("after {}, at {}", to_text(when - relative_to_), name)
                                       : fmt::format("after {}, {} the last", to_text(when - relative_to_), name)};
  }
  if (!covered) return {Verdict::undecided, not_covered_text(window_, info, end)};
  return {Verdict::failed, needed == 1 ? std::string("it did not happen")
                                       : fmt::format("it happened at {} of {} nodes", first_seen_.size(), needed)};
}

}  // namespace orrery
