// Expects that a domain event happens in a window: at one node, at each, or so and so often.
#pragma once

#include <set>

#include "run/watch.h"

namespace orrery {

class EventWatch final : public Watch {
 public:
  // With bounds, they are on how often the event happens at the nodes that `of` means; without, it must happen at one
  // of them, or with the pick `each` at all. A role in `of` is the one that the node has right after the event.
  EventWatch(NameId event, Selector of, Window window, Bounds bounds);

  void on_event(const Record& record, const StateView& view) override;
  Finding find(const RunInfo& info, Instant end) const override;

 private:
  Finding find_count(const RunInfo& info, Instant end) const;

  NameId event_;
  Selector of_;
  Window window_;
  Bounds bounds_;
  std::int64_t count_ = 0;
  std::set<NodeId> nodes_;   // where it has happened
  NodeId latest_ = kNoNode;  // the node that came last into nodes_
  Instant latest_time_;
};

}  // namespace orrery
