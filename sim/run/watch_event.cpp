#include "run/watch_event.h"

#include <algorithm>

#include <fmt/format.h>

#include "run/story_clock.h"

namespace orrery {

EventWatch::EventWatch(NameId event, Selector of, Window window, Bounds bounds)
    : event_(event), of_(std::move(of)), window_(window), bounds_(bounds) {}

void EventWatch::on_event(const Record& record, const StateView& view) {
  if (record.name != event_ || !window_.contains(record.time)) return;
  const std::vector<NodeId> meant = view.select(of_);
  if (std::find(meant.begin(), meant.end(), record.node) == meant.end()) return;
  ++count_;
  // Without `each` the first node settles it.
  if (of_.pick != Selector::Pick::each && !nodes_.empty()) return;
  if (!nodes_.insert(record.node).second) return;
  latest_ = record.node;
  latest_time_ = record.time;
}

Finding EventWatch::find(const RunInfo& info, Instant end) const {
  if (bounds_.any()) return find_count(info, end);
  const bool at_each = of_.pick == Selector::Pick::each;
  const std::size_t needed = at_each ? StateView(info).candidates(of_).size() : 1;
  if (nodes_.size() >= needed)
    return {Verdict::held, fmt::format("after {}, at {}{}", kTurnClock.between(window_.begin, latest_time_),
                                       info.nodes[index(latest_)].name, at_each ? " the last" : "")};
  if (!is_covered(window_, info, end)) return {Verdict::undecided, not_covered_text(window_, info, end)};
  if (!at_each) return {Verdict::failed, "it did not happen"};
  return {Verdict::failed, fmt::format("it happened at {} of {} nodes", nodes_.size(), needed)};
}

// More can still come, so that before the window is over only what is too much already is decided.
Finding EventWatch::find_count(const RunInfo& info, Instant end) const {
  const bool is_too_often = (bounds_.at_most && count_ > *bounds_.at_most) || (bounds_.is && count_ > *bounds_.is);
  if (!is_too_often && !is_covered(window_, info, end))
    return {Verdict::undecided, not_covered_text(window_, info, end)};
  return {bounds_.allow(count_) ? Verdict::held : Verdict::failed,
          fmt::format("{} time{}", count_, count_ == 1 ? "" : "s")};
}

}  // namespace orrery
