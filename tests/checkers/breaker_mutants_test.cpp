// Each breaker checker catches, in a World, the client whose breaker has the bug that it is there for, and lets the
// right one pass.
#include <catch2/catch.hpp>

#include "run/launch.h"
#include "run/run.h"
#include "scenario/loader.h"

namespace orrery::test {

namespace {

Scenario clients_of_a_bad_service(const std::string& policies) {
  ScenarioText source;
  source.text =
      "orrery: 1\ntitle: A client and what it calls\nrun_for: 20s\n"
      "system:\n  client: { kind: client, count: 3, arrivals: poisson rate=100/s, calls: { service: { timeout: 50ms, " +
      policies +
      " } } }\n"
      "  service: { kind: service, count: 2, workers: 4, service_time: 10ms }\n"
      "faults:\n  - { during: 5s..10s, outage: service, rate: 60% }\n"
      "  - { during: 12s..15s, slow: service, what: service, factor: 8 }\n";
  source.shown_name = source.name = "test.yaml";
  const auto scenario = load_scenario_text(source, {});
  INFO((scenario ? std::string() : scenario.error().str()));
  REQUIRE(scenario);
  return *scenario;
}

// By name: how often each checker was exercised, and what it found. The checkers go by the policies that are declared,
// the clients by those that they have.
std::map<std::string, InvariantFinding> findings(const std::string& declared, const std::string& had) {
  Scenario scenario = clients_of_a_bad_service(declared);
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
    REQUIRE(found.size() == 3);
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

TEST_CASE("a breaker that counts calls for too long is caught by the recount") {
  const auto found =
      findings(kDeclared, "breaker: { window: { calls: 40 }, min_calls: 10, half_open_calls: 3, wait_open: 500ms }");
  CHECK(found.at("breaker-window").breach_count > 0);
}

TEST_CASE("a breaker that lets too many probes out is caught, and so are retries that go around it") {
  const auto probes =
      findings(kDeclared, "breaker: { window: { calls: 20 }, min_calls: 10, half_open_calls: 8, wait_open: 500ms }");
  CHECK(probes.at("breaker-blocks").breach_count > 0);
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
