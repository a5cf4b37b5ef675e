#include "scenario/loader.h"

#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>

#include "scenario/load.h"

namespace orrery {
namespace {

using test::kHead;
using test::kServers;
using test::load;
using test::texts_of;
using test::try_load;
using namespace literals;

const std::filesystem::path kTests = std::filesystem::path(ORRERY_SOURCE_DIR) / "tests/scenario";

TEST_CASE("a group takes its kind's defaults, and what the file says instead") {
  const Scenario scenario = load(kHead + kServers + "    heartbeat: 20ms\n    disk: { sync: exponential mean=2ms }\n");
  REQUIRE(scenario.groups.size() == 1);
  const Group& group = scenario.groups[0];
  CHECK(group.kind == find_node_kind("raft"));
  CHECK(group.count == 5);
  CHECK(group.values.duration("heartbeat") == 20_ms);
  CHECK(group.values.duration_range("election_timeout") == DurationRange{150_ms, 300_ms});
  CHECK(group.values.distribution("disk.sync").mean() == Approx(0.002));
  CHECK(scenario.run_for == 10_s);
  CHECK(scenario.placements.size() == 5);
}

TEST_CASE("a distribution may be a mixture") {
  const Scenario scenario =
      load(kHead + kServers +
           "    disk: { sync: { mixture: [{ weight: 90%, of: 1ms }, { weight: 10%, of: uniform 10ms..30ms }] } }\n");
  CHECK(scenario.groups[0].values.distribution("disk.sync").mean() == Approx(0.0029));
}

TEST_CASE("a fault has its schedule, its verb, whom it hits and its options") {
  const Scenario scenario = load(kHead + kServers + R"(faults:
  - { id: leader-dies, at: 2s, crash: leader of server, for: 3s, disk: lose }
  - { at: 1s..2s, pause: { group: server, role: follower, pick: 2 }, for: 10ms, optional: true }
  - { every: 500ms, crash: any server, for: 100ms }
  - { during: leader-dies..leader-dies.end + 1s, partition: server-1 -> server-2 }
)");
  REQUIRE(scenario.faults.size() == 4);
  const Fault& crash = scenario.faults[0];
  CHECK(crash.id == "leader-dies");
  CHECK(crash.verb == find_fault_verb("crash"));
  CHECK(crash.schedule.kind == FaultSchedule::Kind::at);
  CHECK(crash.schedule.when.begin.offset == 2_s);
  CHECK(crash.schedule.lasts == 3_s);
  CHECK(std::get<Selector>(crash.target).text() == "leader of server");
  CHECK(crash.options.word("disk") == "lose");

  const Fault& pause = scenario.faults[1];
  CHECK(pause.id == "fault-2");
  CHECK(pause.schedule.kind == FaultSchedule::Kind::at_window);
  CHECK(std::get<Selector>(pause.target) == read_selector("2 follower of server").value());
  CHECK(pause.optional);

  CHECK(scenario.faults[2].schedule.kind == FaultSchedule::Kind::every);
  CHECK(scenario.faults[2].schedule.every == 500_ms);

  const Fault& partition = scenario.faults[3];
  CHECK(partition.schedule.kind == FaultSchedule::Kind::during);
  CHECK(partition.schedule.when.end == read_instant("leader-dies.end + 1s").value());
  CHECK(!std::get<LinkSelector>(partition.target).both_ways);
}

TEST_CASE("an order that names a second node has it as a selector, and none where it leaves the choice open") {
  const Scenario scenario = load(kHead + kServers + R"(faults:
  - { at: 2s, transfer: leader of server, to: any follower of server }
  - { at: 3s, transfer: leader of server, to: none }
  - { at: 4s, transfer: leader of server }
)");
  REQUIRE(scenario.faults[0].to);
  CHECK(*scenario.faults[0].to == read_selector("any follower of server").value());
  CHECK_FALSE(scenario.faults[1].to);
  CHECK_FALSE(scenario.faults[2].to);
}

TEST_CASE("every order that a verb gives is one that some kind of node carries out") {
  const auto is_known = [](std::string_view order) {
    return std::any_of(node_kinds().begin(), node_kinds().end(), [&](const NodeKind& kind) {
      return std::find(kind.orders.begin(), kind.orders.end(), order) != kind.orders.end();
    });
  };
  for (const FaultVerb& verb : fault_verbs()) CHECK((verb.order == Name() || is_known(verb.order.text())));
}

TEST_CASE("expectations are read with their bounds, windows and lines") {
  const Scenario scenario = load(kHead + kServers + R"(faults:
  - { id: strike, at: 2s, crash: leader of server }
expect:
  - { invariants: election-safety }
  - { metric: message_delay, stat: p99, of: server, during: 2s..10s, at_most: 2ms }
  - { event: became_leader, of: any server, after: strike, within: 1s }
  - { state: voted_for, of: each server, during: 8s..9s, is: server-2 }
  - { state: role, of: any server, during: 8s..9s, is: leader }
  - { state: voted_for, of: server-1, during: 0s..1ms, is: none }
  - { state: term, of: each server, at_least: 0, at_most: 100 }
)");
  REQUIRE(scenario.expectations.size() == 7);
  CHECK(scenario.expectations[5].is == "none");
  CHECK(scenario.expectations[6].at_most == "100");
  CHECK(scenario.expectations[0].subject == "election-safety");
  CHECK(scenario.expectations[0].line == 11);
  CHECK(scenario.expectations[1].statistic == "p99");
  CHECK(scenario.expectations[1].at_most == "2ms");
  CHECK(scenario.expectations[1].during->text() == "2s..10s");
  CHECK(scenario.expectations[2].after->fault == "strike");
  CHECK(scenario.expectations[2].within == 1_s);
  CHECK(scenario.expectations[3].is == "server-2");
  CHECK(scenario.expectations[4].text == "{ state: role, of: any server, during: 8s..9s, is: leader }");
}

TEST_CASE("knobs and show are kept as the window needs them") {
  const Scenario scenario = load(kHead + kServers + R"(knobs:
  - { path: system.server.count, label: Servers, values: [3, 5, 7] }
  - { path: system.server.heartbeat, range: 10ms..100ms }
  - { path: network.latency, range: 10us..1ms }
show: { layout: ring, hide: [heartbeat], slow_motion: [fault, became_leader] }
)");
  REQUIRE(scenario.knobs.size() == 3);
  CHECK(scenario.knobs[0].label == "Servers");
  CHECK(scenario.knobs[0].values == std::vector<std::string>{"3", "5", "7"});
  CHECK(scenario.knobs[1].label == "system.server.heartbeat");
  CHECK(scenario.knobs[1].low == "10ms");
  CHECK(scenario.knobs[1].high == "100ms");
  CHECK(scenario.show.layout == "ring");
  CHECK(scenario.show.slow_motion == std::vector<std::string>{"fault", "became_leader"});
}

TEST_CASE("a fault's name may end in a number, given or made up, and can be referred to and set") {
  const std::string text = kHead + kServers + R"(faults:
  - { id: rolling-1, at: 2s, crash: server-1, for: 1s }
  - { at: rolling-1.end + 500ms, crash: server-2, for: 1s }
  - { during: fault-2 - 100ms..fault-2.end, pause: server-3 }
)";
  const Scenario scenario = load(text, {"", {{"faults.rolling-1.at", "3s"}}});
  CHECK(scenario.faults[0].id == "rolling-1");
  CHECK(scenario.faults[0].schedule.when.begin.offset == 3_s);
  CHECK(scenario.faults[1].id == "fault-2");
  CHECK(scenario.faults[2].schedule.when.begin == read_instant("fault-2 - 100ms").value());
}

TEST_CASE("a client has its workload, and calls a group with the policies that the file gives") {
  const Scenario scenario = load_scenario((kTests / "examples/leader-crash.yaml").string()).value();
  REQUIRE(scenario.groups.size() == 2);
  const ParameterValues& client = scenario.groups[1].values;
  CHECK(client.form("arrivals").name == "poisson");
  CHECK(client.form("arrivals").arguments->number("rate") == 100.0);
  CHECK(client.form("keys").arguments->integer("items") == 1000);
  CHECK(client.shares("mix") == Shares{{"get", 0.8}, {"put", 0.2}, {"add", 0.0}});
  REQUIRE(client.calls().size() == 1);
  CHECK(client.calls()[0].target == "server");
  const ParameterValues& policies = client.calls()[0].policies;
  CHECK(policies.duration("timeout") == 500_ms);
  CHECK(policies.has("retry"));
  CHECK(policies.integer("retry.max_attempts") == 5);
  CHECK(policies.duration_range("retry.backoff") == DurationRange{20_ms, 1_s});
  CHECK(!policies.has("deadline"));
}

TEST_CASE("a file with kinds that do not exist yet has one error for each of their groups") {
  const auto loaded = try_load(kHead +
                               "system:\n"
                               "  a: { kind: mill, grain: rye }\n"
                               "  b: { kind: loom, yarn: { colour: red }, calls: { a: { timeout: 1s } } }\n");
  REQUIRE(!loaded);
  const std::string kinds = "; kinds are: raft, kv-client, client, service, ambassador, versioned-row or row-writer";
  CHECK(texts_of(loaded.error()) ==
        std::vector<std::string>{"unknown node kind 'mill'" + kinds, "unknown node kind 'loom'" + kinds});
}

}  // namespace
}  // namespace orrery
