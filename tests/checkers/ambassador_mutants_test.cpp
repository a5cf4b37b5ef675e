// Each checker of ambassadors catches, in a World, the one whose bug it is there for, and lets the right one pass.
#include "checkers/ambassador_mutants.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "run/launch.h"
#include "run/run.h"
#include "scenario/loader.h"

namespace orrery::test {

namespace {

// Failures, timeouts, retries, waiting and an endpoint that is taken away: something for each checker.
constexpr std::string_view kScenario = R"(orrery: 1
title: Something for each checker
run_for: 10s
system:
  app: { kind: client, arrivals: poisson rate=100/s, calls: { ambassador: { timeout: 3s, balance: own } } }
  ambassador:
    kind: ambassador
    beside: app
    overhead: 2ms
    limits: { connections: 4 }
    calls: { backend: { deadline: 80ms, timeout: 50ms, retry: { max_attempts: 2, backoff: 1ms..5ms } } }
  backend: { kind: service, count: 4, workers: 4, service_time: exponential mean=20ms, error_rate: 20% }
faults:
  - { at: 5s, remove-endpoint: ambassador, endpoint: backend-2 }
)";

// How often each invariant was broken, those alone that were.
template <class Proxy>
std::vector<std::string> broken() {
  ScenarioText source;
  source.text = kScenario;
  source.shown_name = source.name = "test.yaml";
  auto scenario = load_scenario_text(source, {});
  INFO((scenario ? std::string() : scenario.error().str()));
  REQUIRE(scenario);
  NodeKind kind = *find_node_kind("ambassador");
  kind.make = [](const ParameterValues& values) -> std::unique_ptr<Node> { return std::make_unique<Proxy>(values); };
  for (Group& group : scenario->groups)
    if (group.kind->name == "ambassador") group.kind = &kind;
  const auto result = launch([&] { return run_scenario(*scenario, {.seed = 1, .until = {}, .sinks = {}}); });
  INFO((result ? std::string() : result.error().text));
  REQUIRE(result);
  std::vector<std::string> names;
  for (const InvariantFinding& finding : result->invariants) {
    INFO(finding.name);
    CHECK(finding.exercised > 0);
    if (finding.breach_count > 0) names.push_back(finding.name);
  }
  return names;
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

TEST_CASE("the right ambassador passes the checkers that the mutants fail, and puts each of them to the test") {
  CHECK(broken<Ambassador>().empty());
}

TEST_CASE("an ambassador that answers twice is caught by one response, and by it alone") {
  CHECK(broken<AnswersTwice>() == std::vector<std::string>{"one-response"});
}

TEST_CASE("an ambassador whose waiting is not within the route's timeout is caught by the route's timeout") {
  CHECK(broken<StartsTheTimeoutLate>() == std::vector<std::string>{"route-timeout"});
}

TEST_CASE("an ambassador that leaves failures out of its log is caught by the log's totals and the route's timeout") {
  const auto names = broken<SwallowsFailures>();
  CHECK(has(names, "one-response"));
  CHECK(has(names, "route-timeout"));
}

TEST_CASE("an ambassador that logs what it did not count is caught by the log's totals") {
  CHECK(has(broken<MiscountsItsLog>(), "access-log-totals"));
}

TEST_CASE("an ambassador that asks an endpoint that was removed, or that is down, is caught by eligible endpoints") {
  CHECK(broken<KeepsItsEndpoints>() == std::vector<std::string>{"eligible-endpoints"});
  CHECK(broken<AsksTheDead>() == std::vector<std::string>{"eligible-endpoints"});
}

TEST_CASE("an ambassador that makes one attempt too many is caught by the retry limit") {
  CHECK(broken<MakesOneAttemptMore>() == std::vector<std::string>{"retry-limit"});
}

}  // namespace orrery::test
