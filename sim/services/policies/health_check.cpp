#include "services/policies/health_check.h"

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"health_check", ParameterType::section, "none", "", "asks every host now and then whether it is well"},
    {"health_check.interval", ParameterType::duration, "5s", "1ms..24h", "from the end of one check to the next"},
    {"health_check.timeout", ParameterType::duration, "1s", "1us..24h",
     "a check that is not answered by then has failed"},
    {"health_check.unhealthy", ParameterType::integer, "3", "1..1000",
     "failed checks in a row that make a host unhealthy"},
    {"health_check.healthy", ParameterType::integer, "2", "1..1000",
     "passed checks in a row that make it healthy again"},
};

}  // namespace

constinit const PolicyRows health_check_rows = kRows;

HealthCheckSettings::HealthCheckSettings(const ParameterValues& policies)
    : interval(policies.duration("health_check.interval")),
      timeout(policies.duration("health_check.timeout")),
      unhealthy_threshold(policies.integer("health_check.unhealthy")),
      healthy_threshold(policies.integer("health_check.healthy")) {}

bool HealthCheck::on_result(State says, std::int64_t needed) {
  if (says == state_) {
    against_ = 0;
    return false;
  }
  if (state_ != State::unchecked && ++against_ < needed) return false;
  against_ = 0;
  state_ = says;
  return true;
}

}  // namespace orrery
