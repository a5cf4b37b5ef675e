// A stretch of a run, half open.
#pragma once

#include <algorithm>

#include "core/time.h"

namespace orrery {

struct Window {
  Instant begin;
  Instant end = Instant::max();  // by default: to the end of the run, what happens at that instant included

  bool is_closed = false;  // the end as written counts too, and `end` is a nanosecond past it

  // The end as it was written.
  Instant written_end() const { return is_closed ? end - Duration::nanoseconds(1) : end; }
  bool contains(Instant t) const { return begin <= t && t < end; }
  // How long the window was open of a run that ended at `run_end`.
  Duration length(Instant run_end) const {
    return std::max(Duration(), std::min(end, run_end) - std::min(begin, run_end));
  }
};

}  // namespace orrery
