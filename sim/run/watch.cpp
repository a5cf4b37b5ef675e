#include "run/watch.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery {

namespace {

Instant last_instant(const Window& window, const RunInfo& info) {
  return window.end == Instant::max() ? info.end : window.end;
}

}  // namespace

bool is_covered(const Window& window, const RunInfo& info, Instant end) { return end >= last_instant(window, info); }

std::string not_covered_text(const Window& window, const RunInfo& info, Instant end) {
  return fmt::format("the run ended at {}, before {}", exact_text(end.since_start()),
                     exact_text(last_instant(window, info).since_start()));
}

}  // namespace orrery
