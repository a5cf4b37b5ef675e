// What variants and options of the command line put in the place of what the file says.
#include <string>

#include <catch2/catch.hpp>

#include "scenario/load.h"

namespace orrery {
namespace {

using test::kHead;
using test::kServers;
using test::load;
using test::try_load;
using namespace literals;

TEST_CASE("overrides are applied in order, and remembered") {
  const std::string text = kHead + kServers + "faults:\n  - { id: strike, at: 2s, crash: any server }\n";
  const LoadOptions options{"",
                            {{"system.server.count", "7"},
                             {"system.server.disk.sync", "5ms"},
                             {"run_for", "1min"},
                             {"network.preset", "wan"},
                             {"network.regions", "[us-east, australia]"},
                             {"faults.strike.at", "3s"},
                             {"faults.strike.for", "1s"},
                             {"system.server.count", "9"}}};
  const Scenario scenario = load(text, options);
  CHECK(scenario.groups[0].count == 9);
  CHECK(scenario.groups[0].values.distribution("disk.sync").mean() == Approx(0.005));
  CHECK(scenario.run_for == 60_s);
  CHECK(scenario.platform.zones == std::vector<std::string>{"us-east", "australia"});
  CHECK(scenario.faults[0].schedule.when.begin.offset == 3_s);
  CHECK(scenario.faults[0].schedule.lasts == 1_s);
  CHECK(scenario.overrides == options.overrides);
}

TEST_CASE("a setting adds a fault, last, under the name that its path gives it") {
  const std::string text = kHead + kServers + "faults:\n  - { at: 2s, crash: any server }\n";
  const Scenario more = load(text, {"",
                                    {{"faults.break-1", "{ at: 3.000000001s, crash: server-2, for: 1s }"},
                                     {"faults.break-1.for", "500ms"},
                                     {"faults.later", "{ id: later, at: break-1.end, pause: server-1, for: 1s }"}}});
  REQUIRE(more.faults.size() == 3);
  CHECK(more.faults[0].id == "fault-1");
  CHECK(more.faults[1].id == "break-1");
  CHECK(more.faults[1].schedule.when.begin.offset == 3_s + 1_ns);
  CHECK(more.faults[1].schedule.lasts == 500_ms);
  CHECK(more.faults[2].id == "later");
  const Scenario first = load(kHead + kServers, {"", {{"faults.only", "{ at: 2s, crash: server-2 }"}}});
  REQUIRE(first.faults.size() == 1);
  CHECK(first.faults[0].id == "only");
}

TEST_CASE("what adds no fault by a setting is told at its place") {
  const std::string text = kHead + kServers + "faults:\n  - { id: strike, at: 2s, crash: any server }\n";
  const auto error_of = [&](const std::string& path, const std::string& value) {
    const auto wrong = try_load(text, {"", {{path, value}}});
    REQUIRE(!wrong);
    return wrong.error().front().str();
  };
  CHECK_THAT(error_of("faults.strke", "none"), Catch::Contains("has no fault 'strke'"));
  CHECK_THAT(error_of("faults.more", "{ id: other, at: 2s, crash: server-1 }"),
             Catch::Contains("'more' here, and 'other' by its own id"));
  CHECK_THAT(error_of("faults.more", "{ at: 2s, crash: server-9 }"), Catch::Contains("server-9"));
  CHECK_THAT(error_of("faults.more", "{ at: 2s }"), Catch::Contains("--set"));
}

TEST_CASE("none takes an optional part away, and is a wrong value for anything else") {
  const std::string text =
      kHead + kServers + "faults:\n  - { at: 2s, crash: any server, for: 1s }\n  - { at: 3s, crash: any server }\n";
  const Scenario without = load(text, {"", {{"faults.fault-1", "none"}}});
  REQUIRE(without.faults.size() == 1);
  CHECK(without.faults[0].id == "fault-2");
  CHECK(!load(text, {"", {{"faults.fault-1.for", "none"}}}).faults[0].schedule.lasts);
  const auto wrong = try_load(text, {"", {{"system.server.heartbeat", "none"}}});
  REQUIRE(!wrong);
  CHECK(wrong.error().front().file == "--set");
}

const std::string kVariants = kHead + kServers + R"(variants:
  - { id: patient, title: With patience, set: { system.server.election_timeout: 1s..2s } }
  - { id: hasty, set: { system.server.election_timeout: 60ms..90ms, system.server.heartbeat: 10ms } }
expect:
  - { invariants: all }
  - { metric: elections, at_least: 2, variant: hasty }
)";

TEST_CASE("a variant changes what it sets and nothing else, and an override goes before it") {
  CHECK(load(kVariants).groups[0].values.duration_range("election_timeout").low == 150_ms);
  const Scenario hasty = load(kVariants, {"hasty", {}});
  CHECK(hasty.variant == "hasty");
  CHECK(hasty.groups[0].values.duration_range("election_timeout").low == 60_ms);
  CHECK(hasty.groups[0].values.duration("heartbeat") == 10_ms);
  CHECK(hasty.expectations.size() == 2);
  const Scenario patient = load(kVariants, {"patient", {{"system.server.election_timeout", "2s..3s"}}});
  CHECK(patient.groups[0].values.duration_range("election_timeout").low == 2_s);
  CHECK(patient.expectations.size() == 1);
  REQUIRE(patient.variants.size() == 2);
  CHECK(patient.variants[0].title == "With patience");
  CHECK(patient.variants[1].set.size() == 2);
}

TEST_CASE("a mistake in a variant is found whichever variant is asked for") {
  std::string text = kVariants;
  text.replace(text.find("10ms }"), 4, "10mss");
  for (const char* variant : {"", "patient", "hasty"}) {
    const auto scenario = try_load(text, {variant, {}});
    REQUIRE(!scenario);
    CHECK(scenario.error().size() == 1);
  }
}

TEST_CASE("an expectation of another variant may name what this one takes away") {
  const std::string text = kHead + kServers + R"(faults:
  - { id: strike, at: 2s, crash: leader of server }
variants:
  - { id: calm, set: { faults.strike: none } }
  - { id: rough, set: {} }
expect:
  - { event: became_leader, of: any server, after: strike, within: 1s, variant: rough }
)";
  CHECK(load(text, {"calm", {}}).faults.empty());
  CHECK(load(text, {"rough", {}}).expectations.size() == 1);
}

const std::string kClients = kServers + R"(  client:
    kind: kv-client
    arrivals: closed think=lognormal median=5ms sigma=0.3 outstanding=4
    calls: { server: { timeout: 500ms, retry: { jitter: equal } } }
)";

TEST_CASE("policies are set, turned and taken away by their paths") {
  const auto policies = [](const std::string& path, const std::string& value) {
    return load(kHead + kClients, {"", {{"system.client." + path, value}}}).groups[1].values.calls()[0].policies;
  };
  CHECK(policies("calls.server.timeout", "1s").duration("timeout") == 1_s);
  CHECK(policies("calls.server.deadline", "2s").duration("deadline") == 2_s);
  CHECK(policies("calls.server.retry.backoff", "1ms..2ms").duration_range("retry.backoff").high == 2_ms);
  CHECK(policies("calls.server.retry.backoff", "1ms..2ms").word("retry.jitter") == "equal");
  CHECK(!policies("calls.server.retry", "none").has("retry"));
  CHECK(policies("calls.server.retry", "{ max_attempts: 9 }").integer("retry.max_attempts") == 9);
  CHECK(policies("calls", "{ server: { timeout: 9ms } }").duration("timeout") == 9_ms);
  const LoadOptions calm{"calm", {}};
  const Scenario turned = load(kHead + kClients + R"(variants:
  - { id: calm, set: { system.client.calls.server.retry: none, system.client.mix: { get: 100% } } }
knobs:
  - { path: system.client.calls.server.timeout, range: 100ms..1s }
  - { path: system.client.calls.server.retry.jitter, values: [none, full] }
  - { path: system.client.keys, values: [uniform items=10, zipf items=10 exponent=1] }
  - { path: system.client.mix, values: [{ get: 100% }, { get: 50%, add: 50% }] }
)",
                               calm);
  CHECK(!turned.groups[1].values.calls()[0].policies.has("retry"));
  CHECK(turned.groups[1].values.shares("mix")[0].second == 1.0);
  CHECK(turned.knobs.size() == 4);
}

}  // namespace
}  // namespace orrery
