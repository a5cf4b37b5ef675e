// Whether a host answers when it is asked, as a caller that asks now and then believes it. After Envoy's active health
// checks: some answers in a row are needed to change the caller's mind, but the first one makes it up.
//
//   UNCHECKED --first result--> HEALTHY | UNHEALTHY;  HEALTHY --unhealthy x failed--> UNHEALTHY --healthy x passed-->
//   HEALTHY
#pragma once

#include <cstdint>

#include "services/policies/rows.h"

namespace orrery {

extern const PolicyRows health_check_rows;

struct HealthCheckSettings {
  Duration interval = Duration::seconds(5);  // from the end of one check to the next
  Duration timeout = Duration::seconds(1);   // a check that is not answered by then has failed
  std::int64_t unhealthy_threshold = 3;
  std::int64_t healthy_threshold = 2;

  HealthCheckSettings() = default;
  explicit HealthCheckSettings(const ParameterValues& policies);  // has health_check_rows
};

class HealthCheck {
 public:
  enum class State : std::uint8_t { unchecked, healthy, unhealthy };

  explicit HealthCheck(const HealthCheckSettings& settings) : settings_(settings) {}

  // True where the state changed by this result.
  bool on_passed() { return on_result(State::healthy, settings_.healthy_threshold); }
  bool on_failed() { return on_result(State::unhealthy, settings_.unhealthy_threshold); }

  State state() const { return state_; }

 private:
  bool on_result(State says, std::int64_t needed);

  HealthCheckSettings settings_;
  State state_ = State::unchecked;
  std::int64_t against_ = 0;  // results in a row that speak against the state
};

}  // namespace orrery
