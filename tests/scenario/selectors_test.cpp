// Selectors of a scenario: regions, zones, hosts and lists, worked out into instances.
#include <algorithm>

#include <catch2/catch.hpp>

#include "scenario/load.h"

namespace orrery {
namespace {

using test::kHead;
using test::load;
using test::try_load;

using Names = std::vector<std::string>;

const std::string kWan = kHead +
                         "network: { preset: wan, regions: [us-east, eu-west, eu-central] }\n"
                         "system: { server: { kind: raft, count: 7 }, spare: { kind: raft, on: eu-west } }\n";

std::string fault_on(const std::string& target, const std::string& verb = "crash") {
  return kWan + "faults: [{ at: 2s, " + verb + ": " + target + " }]\n";
}

Selector target_of(const std::string& text) { return std::get<Selector>(load(fault_on(text)).faults[0].target); }

std::string error_of(const std::string& text) {
  const auto scenario = try_load(text);
  REQUIRE(!scenario);
  return scenario.error().front().text;
}

TEST_CASE("a region means the instances of the group that live there") {
  CHECK(target_of("server in eu-west").members == Names{"server-2", "server-5"});
  CHECK(target_of("server in us-east").members == Names{"server-1", "server-4", "server-7"});
  CHECK(target_of("spare in eu-west").members == Names{"spare-1"});
  const Selector leader = target_of("leader of server in eu-west");
  CHECK(leader.role == "leader");
  CHECK(leader.members == Names{"server-2", "server-5"});
  CHECK(leader.text() == "leader of server in eu-west");
}

TEST_CASE("a partition of regions is one line") {
  const Scenario scenario = load(fault_on("server in eu-west <-> server in us-east", "partition"));
  const auto link = std::get<LinkSelector>(scenario.faults[0].target);
  CHECK(link.from.members == Names{"server-2", "server-5"});
  CHECK(link.to.members == Names{"server-1", "server-4", "server-7"});
  CHECK(load(fault_on("server in eu-west and spare <-> others of server", "partition")).faults.size() == 1);
}

TEST_CASE("the long form and a YAML list say the same as the short form") {
  CHECK(target_of("{ group: server, region: eu-west, role: follower, pick: 2 }") ==
        target_of("2 follower of server in eu-west"));
  CHECK(target_of("{ group: server, zone: eu-west }") == target_of("server in eu-west"));
  CHECK(target_of("[server-1, leader of server, { group: spare }]") ==
        target_of("server-1 and leader of server and spare"));
}

TEST_CASE("zones and hosts of one's own can be selected by, and conditions of the network too") {
  const Scenario scenario = load(kHead + R"(network:
  zones: { left: {}, right: { hosts: 2 } }
  hosts: { rack-1: { zone: left } }
  links: [{ between: left <-> right, latency: 5ms, bandwidth: 1Gbit/s }]
  conditions: [{ link: server in left -> server in right-2, loss: 1% }]
system: { server: { kind: raft, count: 4 } }
faults:
  - { at: 1s, crash: server in rack-1 }
  - { at: 1s, crash: server in right }
)");
  CHECK(std::get<Selector>(scenario.faults[0].target).members == Names{"server-1", "server-3"});
  CHECK(std::get<Selector>(scenario.faults[1].target).members == Names{"server-2", "server-4"});
  CHECK(scenario.conditions[0].link.from.members == Names{"server-1", "server-3"});
  CHECK(scenario.conditions[0].link.to.members == Names{"server-4"});
}

TEST_CASE("an expectation is about a region or a list, its word before every part") {
  const std::string text = kWan + "expect:\n";
  const Scenario scenario = load(text + R"(  - { metric: elections, of: server in eu-west, at_least: 0 }
  - { state: term, of: each server in eu-west, at_least: 0 }
  - { state: term, of: server-1 and server-2, at_least: 0 }
  - { event: became_leader, of: any server in eu-west and any server in us-east, within: 5s, after: 0s }
)");
  CHECK(scenario.expectations[0].of->members == Names{"server-2", "server-5"});
  CHECK(scenario.expectations[2].of->terms().size() == 2);
  CHECK(error_of(text + "  - { state: term, of: each server and spare, at_least: 0 }\n") ==
        "an expectation is about any, each or all of what it lists: expected the same word before every part of 'each "
        "server and spare'");
}

TEST_CASE("a zone that is not there, or holds nobody of the group, is an error") {
  const auto unknown = try_load(fault_on("server in eu-wset"));
  REQUIRE(!unknown);
  CHECK(unknown.error().front().text ==
        "there is no zone, region or host 'eu-wset'; there are: us-east, eu-west or eu-central");
  CHECK(unknown.error().front().note == "did you mean 'eu-west'?");
  CHECK(error_of(fault_on("spare in us-east")) == "no instance of 'spare' is in 'us-east'");
  CHECK(error_of(fault_on("3 server in eu-west")) ==
        "group 'server' has 2 instances in 'eu-west', found '3 server in eu-west'");
  CHECK(error_of(fault_on("{ group: server, region: eu-west, zone: eu-west }")).find("both 'region' and 'zone'") !=
        std::string::npos);
}

TEST_CASE("a bridge without two halves and a link between a node and itself are errors before the run") {
  const std::string pair = kHead + "system: { server: { kind: raft, count: 2 }, spare: { kind: raft, count: 4 } }\n";
  const auto error = [&](const std::string& fault) { return error_of(pair + "faults: [{ at: 2s, " + fault + " }]\n"); };
  CHECK(error("bridge: any server") ==
        "a bridge joins two halves of its group: 'server' has 2 instances, and 'any server' leaves fewer than two");
  CHECK(error("bridge: spare-1 and spare-2 and spare-4").ends_with("leaves fewer than two"));
  CHECK(error("bridge: spare-1 and server-1") == "a bridge stands within one group, found 'spare-1 and server-1'");
  CHECK(error("partition: spare <-> spare") ==
        "both sides of 'spare <-> spare' are the same nodes: to cut each of them "
        "off from all others, write 'isolate: spare'");
  CHECK(error("loss: spare-1 -> spare-1, probability: 5%") == "'spare-1 -> spare-1' joins no two nodes");
  CHECK(load(pair + "faults: [{ at: 2s, loss: spare <-> spare, probability: 5% }]\n").faults.size() == 1);
  CHECK(load(pair + "faults: [{ at: 2s, bridge: 2 spare }]\n").faults.size() == 1);
}

TEST_CASE("others make sense on one side of a fault's link only") {
  CHECK(error_of(fault_on("others of server")) ==
        "'others' are those that the other side of a link leaves, found 'others of server'");
  CHECK(error_of(kWan + "expect: [{ event: became_leader, of: others of server }]\n").find("other side of a link") !=
        std::string::npos);
}

TEST_CASE("the zones of a platform file are not known when a scenario is read") {
  const std::string text = kHead + "network: { platform: ../engine/platforms/office.xml }\n" + test::kServers +
                           "faults: [{ at: 2s, crash: server in office }]\n";
  ScenarioText source;
  source.text = text;
  source.shown_name = "test.yaml";
  source.directory = std::string(ORRERY_SOURCE_DIR) + "/tests/scenario";
  const auto scenario = load_scenario_text(source);
  REQUIRE(!scenario);
  CHECK(scenario.error().front().text.find("list instances, such as 'server-1 and server-2'") != std::string::npos);
}

}  // namespace
}  // namespace orrery
