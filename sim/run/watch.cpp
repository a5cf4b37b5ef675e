#include "run/watch.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery {

namespace {

bool has_end(const Window& window) { return window.end != Instant::max(); }

}  // namespace

bool is_covered(const Window& window, const RunInfo& info, Instant end) {
  return end >= (has_end(window) ? window.end : info.end);
}

std::string not_covered_text(const Window& window, const RunInfo& info, Instant end) {
  return fmt::format("the run ended at {}, before {}", exact_text(end.since_start()),
                     exact_text((has_end(window) ? window.written_end() : info.end).since_start()));
}

}  // namespace orrery
