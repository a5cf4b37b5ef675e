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

// More retries are wanted than any budget allows.
constexpr std::string_view kManyRetries = R"(orrery: 1
title: Many retries
run_for: 10s
system:
  app: { kind: client, arrivals: poisson rate=200/s, calls: { ambassador: { timeout: 3s, balance: own } } }
  ambassador:
    {
      kind: ambassador,
      beside: app,
      OWN
      calls: { backend: { deadline: 500ms, timeout: 200ms, POLICIES
                          retry: { max_attempts: 3, backoff: 10ms..50ms } } },
    }
  backend: { kind: service, count: 4, workers: 8, service_time: 20ms, error_rate: 30% }
faults:
  - { during: 3s..5s, outage: backend, rate: 90% }
  - { at: 6s, configure: ambassador, set: { calls.backend.timeout: 150ms } }
  - { at: 8s, remove-endpoint: ambassador, endpoint: backend-2 }
)";

// Of the probes of a breaker some find no token left further in.
constexpr std::string_view kProbesThatAreNotSent = R"(orrery: 1
title: Probes that are not sent
run_for: 20s
system:
  app: { kind: client, arrivals: poisson rate=100/s, calls: { ambassador: { timeout: 3s, balance: own } } }
  ambassador:
    kind: ambassador
    beside: app
    limits: { connections: 4 }
    calls:
      backend:
        deadline: 80ms
        timeout: 50ms
        retry: { max_attempts: 2, backoff: 1ms..5ms }
        breaker: { window: { calls: 20 }, min_calls: 10, half_open_calls: 3, wait_open: 500ms }
        rate_limit: token-bucket rate=80/s burst=1 wait=0ms
  backend: { kind: service, count: 4, workers: 4, service_time: exponential mean=20ms, error_rate: 5% }
faults:
  - { during: 3s..6s, outage: backend, rate: 80% }
  - { during: 9s..12s, outage: backend, rate: 80% }
  - { at: 1s, remove-endpoint: ambassador, endpoint: backend-2 }
)";

// Requests under way when the operator sets other policies, the breaker's own among them, and a proxy that restarts.
constexpr std::string_view kNewPolicies = R"(orrery: 1
title: New policies under load
run_for: 20s
system:
  app: { kind: client, count: 2, arrivals: poisson rate=100/s, calls: { ambassador: { timeout: 3s, balance: own } } }
  ambassador:
    kind: ambassador
    count: 2
    beside: app
    calls:
      backend:
        deadline: 300ms
        timeout: 100ms
        retry: { max_attempts: 3, backoff: 10ms..50ms }
        breaker: { window: { calls: 20 }, min_calls: 10, half_open_calls: 3, wait_open: 500ms, failure_rate: 60% }
        outlier_detection: { consecutive: 3, ejection: 1s..10s, max_ejected: 50% }
  backend: { kind: service, count: 4, workers: 8, service_time: exponential mean=20ms, error_rate: 20% }
faults:
  - { every: 3s, configure: ambassador, set: { calls.backend.timeout: 60ms } }
  - { at: 4s, outage: backend-1, for: 3s }
  - { during: 6s..8s, outage: backend, rate: 80% }
  - { at: 7s, configure: ambassador-1, set: { calls.backend.breaker.window.calls: 40 } }
  - { at: 10s, crash: ambassador-1, for: 1s }
  - { during: 12s..14s, outage: backend, rate: 80% }
  - { at: 16s, remove-endpoint: ambassador, endpoint: backend-2 }
)";

// How often each invariant was broken, those alone that were.
template <class Proxy>
std::vector<std::string> broken(std::string_view text = kScenario) {
  ScenarioText source;
  source.text = text;
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
  CHECK(broken<AsksTheEjected>() == std::vector<std::string>{"eligible-endpoints"});
}

TEST_CASE("an ambassador with more retries under way than its limit or its budget allows is caught") {
  const auto with = [](std::string own, std::string policies) {
    return std::string(kManyRetries)
        .replace(kManyRetries.find("OWN"), 3, own)
        .replace(kManyRetries.find("POLICIES") + own.size() - 3, 8, policies);
  };
  for (const auto& text : {with("limits: { retries: 2 },", ""), with("", "retry_budget: limit max=4,"),
                           with("", "retry_budget: share of=20% at_least=1,")}) {
    INFO(text);
    CHECK(broken<Ambassador>(text).empty());
    CHECK(broken<KnowsNoBudget>(text) == std::vector<std::string>{"concurrent-retries"});
  }
}

TEST_CASE("a breaker that loses permits stays half-open with no probe out, and is caught by the half-open permits") {
  CHECK(broken<Ambassador>(kProbesThatAreNotSent).empty());
  CHECK(broken<LosesPermits>(kProbesThatAreNotSent) == std::vector<std::string>{"half-open-permits"});
}

TEST_CASE("new policies, ejections and breakers in mid-run, and a restart after them, pass all checkers") {
  CHECK(broken<Ambassador>(kNewPolicies).empty());
}

TEST_CASE("an ambassador that makes one attempt too many is caught by the retry limit") {
  CHECK(broken<MakesOneAttemptMore>() == std::vector<std::string>{"retry-limit"});
}

}  // namespace orrery::test
