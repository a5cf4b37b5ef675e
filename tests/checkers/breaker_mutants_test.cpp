// Each breaker checker catches, in a World, the client whose breaker has the bug that it is there for, and lets the
// right one pass.
#include <catch2/catch.hpp>

#include "run/launch.h"
#include "run/run.h"
#include "scenario/loader.h"

namespace orrery::test {

namespace {

Scenario clients_of_a_bad_service(const std::string& policies, const std::string& more_faults = "") {
  ScenarioText source;
  source.text =
      "orrery: 1\ntitle: A client and what it calls\nrun_for: 20s\n"
      "system:\n  client: { kind: client, count: 3, arrivals: poisson rate=100/s, calls: { service: { timeout: 50ms" +
      (policies.empty() ? policies : ", " + policies) +
      " } } }\n"
      "  service: { kind: service, count: 2, workers: 4, service_time: 10ms }\n"
      "faults:\n  - { during: 5s..10s, outage: service, rate: 60% }\n"
      "  - { during: 12s..15s, slow: service, what: service, factor: 8 }\n" +
      more_faults;
  source.shown_name = source.name = "test.yaml";
  const auto scenario = load_scenario_text(source, {});
  INFO((scenario ? std::string() : scenario.error().str()));
  REQUIRE(scenario);
  return *scenario;
}

// By name: how often each checker was exercised, and what it found. The checkers go by the policies that are declared,
// the clients by those that they have.
std::map<std::string, InvariantFinding> findings(const std::string& declared, const std::string& had,
                                                 const std::string& more_faults = "") {
  Scenario scenario = clients_of_a_bad_service(declared, more_faults);
  const Scenario other = clients_of_a_bad_service(had);
  NodeKind mutant = *scenario.groups[0].kind;
  mutant.make = [&](const ParameterValues&) { return other.groups[0].kind->make(other.groups[0].values); };
  scenario.groups[0].kind = &mutant;
  const auto result = launch([&] { return run_scenario(scenario, {}); });
  REQUIRE(result);
  std::map<std::string, InvariantFinding> by_name;
  for (const InvariantFinding& finding : result->invariants) by_name.emplace(finding.name, finding);
  return by_name;
}

const std::string kDeclared = "breaker: { window: { calls: 20 }, min_calls: 10, half_open_calls: 3, wait_open: 500ms }";

}  // namespace

TEST_CASE("the right breaker passes the checkers that the mutants fail") {
  for (const std::string& policies :
       {kDeclared,
        std::string("breaker: { window: { time: 3s }, min_calls: 10, slow_call: 30ms, slow_rate: 50%, wait_open: 1s, "
                    "half_open_wait: 30ms, automatic: true, per: endpoint }"),
        std::string("breaker: { like: hystrix, wait_open: 500ms }, bulkhead: { max_concurrent: 2 }"),
        kDeclared + ", retry: { max_attempts: 3, backoff: 5ms..20ms }, order: breaker retry",
        kDeclared + ", hedge: { delay: 20ms }, retry: { max_attempts: 3, backoff: 5ms..20ms }"}) {
    INFO(policies);
    const auto found = findings(policies, policies);
    REQUIRE(found.size() == 4);
    for (const auto& [name, finding] : found) {
      INFO(name << ": " << (finding.breaches.empty() ? std::string() : finding.breaches[0].text));
      CHECK(finding.breach_count == 0);
    }
    CHECK(found.at("breaker-edges").exercised > 5);
  }
}

TEST_CASE("a breaker that comes to its verdict on too few calls is caught by the window") {
  const auto found =
      findings(kDeclared, "breaker: { window: { calls: 20 }, min_calls: 4, half_open_calls: 3, wait_open: 500ms }");
  CHECK(found.at("breaker-window").breach_count > 0);
  CHECK(found.at("breaker-edges").breach_count == 0);
}

TEST_CASE("a breaker of Hystrix' whose window or volume is another is caught by the recount of its tenths") {
  const std::string hystrix = "breaker: { like: hystrix, wait_open: 500ms, window: { time: 4s } }";
  const auto right = findings(hystrix, hystrix);
  CHECK(right.at("breaker-window").breach_count == 0);
  CHECK(right.at("breaker-window").exercised > 5);
  for (const char* other : {"breaker: { like: hystrix, wait_open: 500ms, window: { time: 6s } }",
                            "breaker: { like: hystrix, wait_open: 500ms, window: { time: 4s }, failure_rate: 20% }"}) {
    INFO(other);
    CHECK(findings(hystrix, other).at("breaker-window").breach_count > 0);
  }
  const std::string many = "breaker: { like: hystrix, wait_open: 500ms, window: { time: 4s }, min_calls: 380 }";
  CHECK(findings(many, hystrix).at("breaker-window").breach_count > 0);
}

TEST_CASE("breakers that are set by hand pass, and one that does not do as it is told is caught") {
  const std::string by_hand =
      "  - { at: 2s, set-breaker: client, call: service, state: forced-open }\n"
      "  - { at: 3s, set-breaker: client, call: service, state: closed }\n"
      "  - { at: 4s, set-breaker: client-1, call: service, state: metrics-only }\n"
      "  - { at: 6s, set-breaker: client-2, call: service, state: disabled }\n"
      "  - { at: 7s, set-breaker: client-1, call: service, state: closed }\n";
  for (const std::string& policies :
       {kDeclared, kDeclared + ", bulkhead: { max_concurrent: 2 }",
        std::string("breaker: { like: hystrix, wait_open: 500ms }"),
        std::string("breaker: { per: endpoint, window: { calls: 20 }, wait_open: 500ms }"),
        std::string("breaker: { per: caller, window: { time: 3s }, min_calls: 20 }")}) {
    INFO(policies);
    for (const auto& [name, finding] : findings(policies, policies, by_hand)) {
      INFO(name << ": " << (finding.breaches.empty() ? std::string() : finding.breaches[0].text));
      CHECK(finding.breach_count == 0);
    }
  }
  CHECK(findings(kDeclared, "", by_hand).at("breaker-blocks").breach_count > 0);
}

TEST_CASE("a breaker that counts calls for too long is caught by the recount") {
  const auto found =
      findings(kDeclared, "breaker: { window: { calls: 40 }, min_calls: 10, half_open_calls: 3, wait_open: 500ms }");
  CHECK(found.at("breaker-window").breach_count > 0);
}

TEST_CASE("a breaker that lets too many probes out is caught, and so are retries that go around it") {
  const auto probes =
      findings(kDeclared, "breaker: { window: { calls: 20 }, min_calls: 10, half_open_calls: 8, wait_open: 500ms }");
  CHECK(probes.at("half-open-permits").breach_count > 0);
  const std::string retry = ", retry: { max_attempts: 3, backoff: 5ms..20ms }";
  const auto around = findings(kDeclared + retry, kDeclared + retry + ", order: breaker retry");
  CHECK(around.at("breaker-blocks").breach_count > 0);
}

TEST_CASE("breakers that each endpoint has for itself, where all should share one, are caught by the edges") {
  const auto found = findings(kDeclared,
                              "breaker: { window: { calls: 20 }, min_calls: 10, half_open_calls: 3, wait_open: 500ms, "
                              "per: endpoint }");
  CHECK(found.at("breaker-edges").breach_count > 0);
}

}  // namespace orrery::test
