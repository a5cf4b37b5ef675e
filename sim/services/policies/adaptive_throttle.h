// A caller that keeps back what the callee would turn away anyway. Of the requests of the last two minutes, and of
// those that the callee accepted, a request is rejected with probability
//   max(0, (requests - K * accepts) / (requests + 1)).
// After Beyer et al., "Site Reliability Engineering" (2016), chapter 21, "Client-Side Throttling".
#pragma once

#include <cstdint>

#include "core/random.h"
#include "services/policies/rolling_counts.h"
#include "services/policies/rows.h"

namespace orrery {

extern const PolicyRows adaptive_throttle_rows;

struct AdaptiveThrottleSettings {
  double k = 2;
  Duration window = Duration::seconds(120);

  AdaptiveThrottleSettings() = default;
  explicit AdaptiveThrottleSettings(const ParameterValues& policies);  // has adaptive_throttle_rows
};

class AdaptiveThrottle {
 public:
  explicit AdaptiveThrottle(const AdaptiveThrottleSettings& settings);

  // Whether the request may be sent. It counts either way, so that those kept back do not make room for themselves.
  bool admit(Instant now, RandomStream& random);
  // The callee took a request on, whatever came of it.
  void on_accept(Instant now);

  double reject_probability(Instant now);

 private:
  enum Kind : std::size_t { request, accept };
  double k_;
  RollingCounts<2> counts_;
};

}  // namespace orrery
