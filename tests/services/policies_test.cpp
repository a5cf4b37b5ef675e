#include "services/policies.h"

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

TEST_CASE("a call without retry makes one attempt, and without deadline has none") {
  const CallPolicies policies(ParameterValues(call_policies, {{"timeout", "500ms"}}));
  CHECK(policies.timeout == 500_ms);
  CHECK(policies.retry.attempts_max == 1);
  CHECK_FALSE(policies.deadline);
}

TEST_CASE("a call with any part of a retry has the defaults of the rest") {
  const CallPolicies policies(
      ParameterValues(call_policies, {{"timeout", "500ms"}, {"deadline", "2s"}, {"retry.jitter", "decorrelated"}}));
  CHECK(policies.deadline == 2_s);
  CHECK(policies.retry.attempts_max == 3);
  CHECK(policies.retry.backoff == DurationRange{50_ms, 1_s});
  CHECK(policies.retry.jitter == Jitter::decorrelated);
}

TEST_CASE("a timeout above the deadline is refused, one as long as it is not") {
  const auto contradiction = [](std::string_view timeout, std::string_view deadline) {
    return contradiction_of_policies(ParameterValues(call_policies, {{"timeout", timeout}, {"deadline", deadline}}));
  };
  CHECK(contradiction("2s", "1s") == "timeout (2s) must not be above deadline (1s), which would never let it run out");
  CHECK(contradiction("1s", "1s").empty());
  CHECK(contradiction_of_policies(ParameterValues(call_policies, {{"timeout", "2s"}})).empty());
}
