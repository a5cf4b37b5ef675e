// What a circuit breaker is in, what it counts, and what it tells of a change.
//
//   closed --rates reach a threshold--> open --wait is over--> half-open --probes held--> closed
//                                        ^---------- a probe too many failed ----+
//   by order, from any: forced-open (refuses all), disabled (admits all, records nothing),
//   metrics-only (admits all, records, never trips), and reset: closed, as on the first day
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "core/time.h"
#include "services/policies/call_window.h"

namespace orrery {

enum class BreakerState : std::uint8_t { closed, open, half_open, forced_open, disabled, metrics_only };
std::string_view breaker_state_text(BreakerState state);  // "half-open"

enum class BreakerReason : std::uint8_t {
  failure_rate,         // reached its threshold
  slow_rate,            // reached its threshold
  both_rates,           // reached their thresholds
  wait_over,            // in open
  probes_held,          // both rates stayed below their thresholds; of Hystrix: the probe succeeded
  probe_failed,         // of Hystrix: it failed or was given up
  half_open_wait_over,  // too few probes came to an end in time
  order,
};
std::string_view breaker_reason_text(BreakerReason reason);  // "the failure rate reached its threshold"

struct BreakerCounts {
  CallCounts window;
  std::int64_t refused = 0;  // calls, since the window was made
  friend bool operator==(const BreakerCounts&, const BreakerCounts&) = default;
};

struct BreakerChange {
  Instant at;
  BreakerState from, to;
  BreakerReason reason;
  BreakerCounts counts;  // at that moment, before any of it was discarded
};

// Called after the change is complete, and never where the state stays what it is.
using BreakerObserver = std::function<void(const BreakerChange&)>;

}  // namespace orrery
