#include "services/policies/bulkhead.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/check.h"

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"bulkhead", ParameterType::section, "none", "", "limits the calls that are under way at once"},
    {"bulkhead.max_concurrent", ParameterType::integer, "1024", "1..1000000", "calls under way (resilience4j has 25)"},
    {"bulkhead.max_pending", ParameterType::integer, "1024", "0..1000000",
     "calls that wait for a place; further ones are refused"},
    {"bulkhead.max_wait", ParameterType::duration, "none", "0ms..24h",
     "a call that waited so long is refused (resilience4j has 0ms); none: it waits until its deadline"},
};

}  // namespace

constinit const PolicyRows bulkhead_rows = kRows;

std::string contradiction_of_bulkhead(const ParameterValues& policies) {
  if (!policies.has("bulkhead") || !policies.has("bulkhead.max_wait")) return {};
  if (policies.integer("bulkhead.max_pending") == 0 && policies.duration("bulkhead.max_wait") > Duration())
    return fmt::format("bulkhead.max_wait ({}) is for calls that wait, and bulkhead.max_pending (0) lets none wait",
                       policies.text("bulkhead.max_wait"));
  return {};
}

BulkheadSettings::BulkheadSettings(const ParameterValues& policies)
    : concurrent_max(policies.integer("bulkhead.max_concurrent")),
      pending_max(policies.integer("bulkhead.max_pending")) {
  if (policies.has("bulkhead.max_wait")) wait_max = policies.duration("bulkhead.max_wait");
}

Bulkhead::Entry Bulkhead::enter(Ticket call) {
  if (admitted_ < settings_.concurrent_max) {
    ++admitted_;
    return Entry::admitted;
  }
  const bool may_wait = settings_.wait_max != Duration() && waiting() < settings_.pending_max;
  if (!may_wait) return Entry::refused;
  queue_.push_back(call);
  return Entry::waits;
}

std::optional<Bulkhead::Ticket> Bulkhead::leave() {
  ORRERY_CHECK(admitted_ > 0, "a call that leaves to have been admitted");
  if (queue_.empty()) {
    --admitted_;
    return {};
  }
  const Ticket next = queue_.front();
  queue_.pop_front();
  return next;
}

bool Bulkhead::give_up(Ticket call) {
  const auto found = std::find(queue_.begin(), queue_.end(), call);
  if (found == queue_.end()) return false;
  queue_.erase(found);
  return true;
}

}  // namespace orrery
