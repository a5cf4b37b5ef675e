// What can be set of a circuit breaker: the rows below `breaker` of a call's policies.
//
//   breaker: { per: caller, window: { calls: 100 }, failure_rate: 50%, slow_call: 100ms, slow_rate: 50%, wait_open: 5s
//   }
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/parameters.h"

namespace orrery {

// Where the two libraries have different defaults or one knows no such thing, the row's default is `none`: what the
// library that `like` names does. There from the start of the program, so that other tables can take them in.
extern const std::span<const Parameter> breaker_rows;

// Empty where the settings agree; otherwise what must hold between which. `policies` declare breaker_rows and have
// the section `breaker`.
std::string contradiction_of_breaker(const ParameterValues& policies);

enum class BreakerLike : std::uint8_t { resilience4j, hystrix };
// Who shares one breaker: all calls of a caller, all of a caller to one group, or all of a caller to one instance.
enum class BreakerPer : std::uint8_t { caller, target, endpoint };

// As it stands, resilience4j's defaults (CircuitBreakerConfig of 2.x).
struct BreakerSettings {
  BreakerLike like = BreakerLike::resilience4j;
  BreakerPer per = BreakerPer::target;
  std::int64_t window_calls = 100;  // where there is no window_time
  std::optional<Duration> window_time;
  std::int64_t calls_min = 100;  // the rates are undefined below; of a window of calls, at most its size counts
  double failure_rate = 0.5;     // fraction
  double slow_rate = 1.0;        // fraction
  Duration slow_call = Duration::seconds(60);  // a call is slow that takes longer
  Duration wait_open = Duration::seconds(60);
  double wait_open_factor = 1;            // on the wait at each opening without a close between, at least 1
  std::optional<Duration> wait_open_cap;  // of the wait with its factor
  std::int64_t half_open_calls = 10;
  std::optional<Duration> half_open_wait;  // none: for ever
  bool automatic = false;                  // half-open at the end of the wait, not at the first call after it
  Duration snapshot_every = Duration::milliseconds(500);  // of Hystrix

  BreakerSettings() = default;
  // `policies` declare breaker_rows and have the section `breaker`; they do not contradict themselves.
  explicit BreakerSettings(const ParameterValues& policies);
  // HystrixCommandProperties' defaults.
  static BreakerSettings hystrix();
};

// Whether `part` of `calls` (> 0) is at least the threshold, a fraction. As resilience4j computes it, in percents of
// single precision.
bool reaches(std::int64_t part, std::int64_t calls, double threshold);

}  // namespace orrery
