// Instants and windows as scenarios write them: from the start of the run, or from a fault's strike or end.
#pragma once

#include <string>
#include <string_view>

#include "core/time.h"
#include "core/value_text.h"

namespace orrery {

// A point in time: the start of the run or a fault's strike or end, plus or minus a duration.
struct InstantExpression {
  std::string fault;       // id of a fault; empty: the start of the run
  bool fault_end = false;  // `ID.end`
  Duration offset;

  std::string text() const;  // as it would be written in a scenario: "leader-dies.end + 500ms"
  friend bool operator==(const InstantExpression&, const InstantExpression&) = default;
};

struct WindowExpression {
  InstantExpression begin, end;  // half open

  std::string text() const;  // "12s..30s"
  friend bool operator==(const WindowExpression&, const WindowExpression&) = default;
};

// "2s", "leader-dies", "leader-dies.end + 500ms". Whether there is such a fault is for FaultTimes to say.
Read<InstantExpression> read_instant(std::string_view text);
// "12s..30s", "leader-dies..leader-dies.end + 2s". Two plain instants must be in order, the first before the second.
Read<WindowExpression> read_window(std::string_view text);

}  // namespace orrery
