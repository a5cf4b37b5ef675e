#include "services/policies/health_check.h"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "services/policies/values.h"

using namespace orrery;
using orrery::test::values;
using State = HealthCheck::State;

namespace {

// 'p' passes, 'f' fails; the state after each: 'H' or 'U', and '?' before any.
std::string states(std::string_view results) {
  HealthCheck check{HealthCheckSettings()};
  std::string all;
  for (const char result : results) {
    const State before = check.state();
    const bool changed = result == 'p' ? check.on_passed() : check.on_failed();
    CHECK(changed == (check.state() != before));
    all += check.state() == State::healthy ? 'H' : check.state() == State::unhealthy ? 'U' : '?';
  }
  return all;
}

}  // namespace

TEST_CASE("nothing is known of a host before its first check, and that makes it healthy or not at once") {
  CHECK(HealthCheck{HealthCheckSettings()}.state() == State::unchecked);
  CHECK(states("p") == "H");
  CHECK(states("f") == "U");
}

TEST_CASE("three failed checks in a row make a host unhealthy, two passed ones healthy again") {
  CHECK(states("pfff") == "HHHU");
  CHECK(states("pfffpp") == "HHHUUH");
  CHECK(states("fpp") == "UUH");
}

TEST_CASE("a check that agrees with the state starts the count anew") {
  CHECK(states("pffpffpfff") == "HHHHHHHHHU");
  CHECK(states("fpfpfpp") == "UUUUUUH");
}

TEST_CASE("thresholds of one follow every check") {
  const HealthCheckSettings settings(
      values(health_check_rows, {{"health_check.unhealthy", "1"}, {"health_check.healthy", "1"}}));
  HealthCheck check(settings);
  CHECK(check.on_passed());
  CHECK(check.on_failed());
  CHECK(check.on_passed());
  CHECK_FALSE(check.on_passed());
}
