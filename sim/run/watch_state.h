// Expects of a field of the nodes' state that it has a value throughout a window.
#pragma once

#include <vector>

#include "run/watch.h"

namespace orrery {

class StateWatch final : public Watch {
 public:
  // The text of `field` must outlive the watch. With the pick `any` at one of the nodes that `of` means, otherwise at
  // all of them. Where it means no node, or a node that is down or has not exposed the field, nothing holds. What lasts
  // for no time counts as little as if it had not been.
  StateWatch(Name field, Selector of, Window window, Bounds bounds);

  void on_interval(const StateView& view, Instant until) override;
  Finding find(const RunInfo& info, Instant end) const override;

 private:
  bool holds_at(NodeId node, const StateView& view) const;
  bool holds(const StateView& view) const;

  // What the state was when it did not hold first.
  struct Seen {
    NodeId node;
    bool is_up;
    std::optional<StateView::Shown> shown;
    Instant since;
  };
  std::vector<Seen> seen_now(const StateView& view) const;
  std::string text(const Seen& seen, const RunInfo& info) const;

  Name field_;
  Selector of_;
  Window window_;
  Bounds bounds_;
  Instant since_;
  std::optional<Instant> broken_;  // when it did not hold first
  std::vector<Seen> seen_;         // then, of the nodes at which it did not; none where `of` meant no node
};

}  // namespace orrery
