// Expects of a field of the nodes' state that it has a value: throughout a window, or at some time in it.
#pragma once

#include "run/watch.h"

namespace orrery {

class StateWatch final : public Watch {
 public:
  enum class When : std::uint8_t { throughout, some_time };

  // `of` with the pick `any` or a number: at so many of the nodes meant at least; otherwise at all of them. Where it
  // means no node, or a node that is down or has not exposed the field, nothing holds. Values that last for no time
  // count as little as if they had not been.
  StateWatch(NameId field, Selector of, Window window, When when, Bounds bounds);

  void on_interval(const StateView& view, Instant until) override;
  Finding find(const RunInfo& info, Instant end) const override;

 private:
  bool holds(const StateView& view) const;

  NameId field_;
  Selector of_;
  Window window_;
  When when_;
  Bounds bounds_;
  Instant since_;
  std::optional<Instant> decided_;  // when it first held (some_time) or first did not (throughout)
};

}  // namespace orrery
