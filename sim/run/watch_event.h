// Expects that a domain event happens in a window: at some node, at each, at a number of nodes, or so and so often.
#pragma once

#include <map>

#include "run/watch.h"

namespace orrery {

class EventWatch final : public Watch {
 public:
  // With bounds, they are on how often the event happens at the nodes that `of` means; without, it must happen at one
  // of them, or at as many as the pick says. A role in `of` is the one that the node has right after the event. `of` is
  // empty for "at any node". `relative_to` is what the time of the event is told from.
  EventWatch(NameId event, std::optional<Selector> of, Window window, Instant relative_to, Bounds bounds);

  void on_event(const Record& record, const StateView& view) override;
  Finding find(const RunInfo& info, Instant end) const override;

 private:
  std::size_t nodes_needed(const RunInfo& info) const;

  NameId event_;
  std::optional<Selector> of_;
  Window window_;
  Instant relative_to_;
  Bounds bounds_;
  std::int64_t count_ = 0;
  std::map<NodeId, Instant> first_;                     // by node
  std::vector<std::pair<Instant, NodeId>> first_seen_;  // the same in order of time
};

}  // namespace orrery
