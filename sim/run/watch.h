// What follows one expectation on events or states through the run.
#pragma once

#include <optional>
#include <string>

#include "core/record.h"
#include "run/state_view.h"
#include "run/verdict.h"
#include "run/window.h"

namespace orrery {

// Bounds on a whole number; a bound that is not set always holds.
struct Bounds {
  std::optional<std::int64_t> at_least, at_most, is;

  bool any() const { return at_least || at_most || is; }
  bool allow(std::int64_t value) const {
    return (!at_least || value >= *at_least) && (!at_most || value <= *at_most) && (!is || value == *is);
  }
};

class Watch {
 public:
  Watch() = default;
  virtual ~Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // What `view` shows has held since the last change and does so up to `until`; then something changes.
  virtual void on_interval(const StateView& /*view*/, Instant /*until*/) {}
  // A domain event; `view` shows the state right after it.
  virtual void on_event(const Record& /*record*/, const StateView& /*view*/) {}
  // Once, when the run is over.
  virtual Finding find(const RunInfo& info, Instant end) const = 0;
};

// Whether the run went far enough to say what happened in the window: to its end, or to the end of the run where the
// window is open.
bool is_covered(const Window& window, const RunInfo& info, Instant end);
// "the run ended at 1.5 s, before 2 s"
std::string not_covered_text(const Window& window, const RunInfo& info, Instant end);

}  // namespace orrery
