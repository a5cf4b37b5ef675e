#include "services/upstream_limits.h"

#include <algorithm>

#include "core/check.h"

namespace orrery {

bool UpstreamLimits::has_room() const {
  return under_way_ < std::min(thresholds_.connections_max, thresholds_.requests_max);
}

UpstreamLimits::Entry UpstreamLimits::enter(Attempt attempt) {
  if (pending_.empty() && under_way_ < thresholds_.connections_max) {
    if (under_way_ >= thresholds_.requests_max) return Entry::refused;
    ++under_way_;
    return Entry::admitted;
  }
  if (pending() >= thresholds_.pending_max) return Entry::refused;
  pending_.push_back(attempt);
  return Entry::waits;
}

bool UpstreamLimits::try_enter() {
  if (!pending_.empty() || !has_room()) return false;
  ++under_way_;
  return true;
}

std::optional<UpstreamLimits::Attempt> UpstreamLimits::next() {
  if (pending_.empty() || !has_room()) return std::nullopt;
  const Attempt attempt = pending_.front();
  pending_.pop_front();
  ++under_way_;
  return attempt;
}

void UpstreamLimits::leave() {
  ORRERY_CHECK(under_way_ > 0, "a try that leaves to have been admitted");
  --under_way_;
}

void UpstreamLimits::give_up(Attempt attempt) { std::erase(pending_, attempt); }

}  // namespace orrery
