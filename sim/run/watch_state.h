// Expects of a field of the nodes' state that it has a value throughout a window.
#pragma once

#include "run/watch.h"

namespace orrery {

class StateWatch final : public Watch {
 public:
  // With the pick `any` at one of the nodes that `of` means, otherwise at all of them. Where it means no node, or a
  // node that is down or has not exposed the field, nothing holds. What lasts for no time counts as little as if it had
  // not been.
  StateWatch(NameId field, Selector of, Window window, Bounds bounds);

  void on_interval(const StateView& view, Instant until) override;
  Finding find(const RunInfo& info, Instant end) const override;

 private:
  bool holds(const StateView& view) const;

  NameId field_;
  Selector of_;
  Window window_;
  Bounds bounds_;
  Instant since_;
  std::optional<Instant> broken_;  // when it did not hold first
};

}  // namespace orrery
