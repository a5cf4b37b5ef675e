#include "scenario/network.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <catch2/catch.hpp>

#include "scenario/load.h"
#include "scenario/regions.h"

namespace orrery {
namespace {

using test::kHead;
using test::kServers;
using test::load;
using namespace literals;

const HostSpec& host_of(const Scenario& scenario, const std::string& node) {
  for (const auto& placement : scenario.placements)
    if (placement.node == node)
      for (const HostSpec& host : scenario.platform.hosts)
        if (host.name == placement.host) return host;
  FAIL("no host for " << node);
  return scenario.platform.hosts.front();
}

std::vector<std::string> hosts_in_order(const Scenario& scenario) {
  std::vector<std::string> hosts;
  for (const auto& placement : scenario.placements) hosts.push_back(placement.host);
  return hosts;
}

TEST_CASE("without a network every node has a host of its own, named after it, in one lan") {
  const Scenario scenario = load(kHead + kServers);
  CHECK(scenario.platform.zones == std::vector<std::string>{"lan"});
  REQUIRE(scenario.platform.hosts.size() == 5);
  const HostSpec& host = host_of(scenario, "server-3");
  CHECK(host.name == "server-3");
  CHECK(host.latency == 50_us);
  CHECK(host.bandwidth == 10e9 / 8);
  CHECK(host.speed == 10e9);
  CHECK(host.disk_bandwidth == 500e6);
  CHECK(!scenario.flow_messages);
  CHECK(scenario.stream.retransmit_after == 200_ms);
  CHECK(scenario.stream.retransmit_limit == 120_s);
  CHECK(scenario.stream.reset_after == 15_s);
}

TEST_CASE("instances share a host where per_host says so, group by group") {
  const Scenario scenario =
      load(kHead + "system:\n  a: { kind: raft, count: 5, per_host: 2 }\n  b: { kind: raft, count: 2, per_host: 2 }\n");
  CHECK(hosts_in_order(scenario) == std::vector<std::string>{"a-1", "a-1", "a-3", "a-3", "a-5", "b-1", "b-1"});
  CHECK(scenario.platform.hosts.size() == 4);
}

TEST_CASE("each instance of a group stands beside one of another, wherever in the file that stands") {
  const Scenario scenario = load(
      kHead +
      "system:\n  proxy: { kind: ambassador, count: 3, beside: app, calls: { web: { timeout: 1s } } }\n"
      "  app: { kind: client, count: 3, calls: { proxy: { timeout: 2s, balance: own } } }\n  web: { kind: service }\n");
  CHECK(hosts_in_order(scenario) ==
        std::vector<std::string>{"app-1", "app-2", "app-3", "app-1", "app-2", "app-3", "web-1"});
  CHECK(scenario.platform.hosts.size() == 4);
}

TEST_CASE("the preset wan spreads each group over its regions, or puts it where it says") {
  const Scenario scenario =
      load(kHead + R"(network: { preset: wan, regions: [us-east, eu-west, asia-east], messages: flow }
system:
  server: { kind: raft, count: 4 }
  other: { kind: raft, count: 2, on: asia-east }
)");
  CHECK(host_of(scenario, "server-1").zone == "us-east");
  CHECK(host_of(scenario, "server-3").zone == "asia-east");
  CHECK(host_of(scenario, "server-4").zone == "us-east");
  CHECK(host_of(scenario, "other-1").zone == "asia-east");
  CHECK(host_of(scenario, "other-2").zone == "asia-east");
  CHECK(scenario.flow_messages);
  REQUIRE(scenario.platform.links.size() == 3);
  CHECK(scenario.platform.links[0].from == "us-east");
  CHECK(scenario.platform.links[0].to == "eu-west");
  CHECK(scenario.platform.links[0].latency == 35_ms);
  CHECK(scenario.platform.links[0].bandwidth == kWanBandwidth);
}

TEST_CASE("the latencies between regions are symmetric, zero only at home, and no way round is much shorter") {
  const std::size_t count = regions().size();
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = 0; b < count; ++b) {
      CHECK(region_latency(a, b) == region_latency(b, a));
      CHECK((region_latency(a, b) == Duration()) == (a == b));
      for (std::size_t c = 0; c < count; ++c)
        CHECK(region_latency(a, b) * 2 <= (region_latency(a, c) + region_latency(c, b)) * 3);
    }
}

TEST_CASE("zones have hosts of their own, by number or by name, used in turn by all groups") {
  const Scenario scenario = load(kHead + R"(network:
  latency: 1ms
  zones:
    left: { hosts: 2, bandwidth: 1Gbit/s }
    right: { speed: 2 }
    transit: { hosts: 0 }
  hosts:
    big: { zone: right, speed: 40, disk: 1GB/s }
    small: { zone: right }
  links:
    - { between: left <-> transit, latency: 5ms, bandwidth: 1Gbit/s }
    - { between: transit <-> right, latency: 7ms, bandwidth: 2Gbit/s }
system:
  a: { kind: raft, count: 3, on: left }
  b: { kind: raft, count: 2, on: [right, small] }
  c: { kind: raft, count: 4 }
)");
  CHECK(hosts_in_order(scenario) ==
        std::vector<std::string>{"left-1", "left-2", "left-1", "big", "small", "left-2", "small", "left-1", "big"});
  CHECK(host_of(scenario, "a-1").bandwidth == 1e9 / 8);
  CHECK(host_of(scenario, "a-1").latency == 1_ms);
  CHECK(host_of(scenario, "b-1").speed == 40e9);
  CHECK(host_of(scenario, "b-1").disk_bandwidth == 1e9);
  CHECK(host_of(scenario, "b-2").speed == 2e9);
  REQUIRE(scenario.platform.links.size() == 2);
  CHECK(scenario.platform.links[1].latency == 7_ms);
}

TEST_CASE("a zone without hosts of its own makes one for each node placed there") {
  const Scenario scenario = load(kHead + R"(network:
  zones: { left: {}, right: {} }
  links: [{ between: left <-> right, latency: 5ms, bandwidth: 1Gbit/s }]
system:
  server: { kind: raft, count: 3 }
)");
  CHECK(hosts_in_order(scenario) == std::vector<std::string>{"server-1", "server-2", "server-3"});
  CHECK(host_of(scenario, "server-1").zone == "left");
  CHECK(host_of(scenario, "server-2").zone == "right");
  CHECK(host_of(scenario, "server-3").zone == "left");
}

TEST_CASE("hosts alone stand around one switch") {
  const Scenario scenario = load(kHead + kServers + "network: { hosts: { one: {}, two: { latency: 2ms } } }\n");
  CHECK(scenario.platform.zones.size() == 1);
  CHECK(hosts_in_order(scenario) == std::vector<std::string>{"one", "two", "one", "two", "one"});
  CHECK(host_of(scenario, "server-2").latency == 2_ms);
}

TEST_CASE("a platform file is found beside the scenario; its hosts are named by `on` or left to the engine") {
  namespace fs = std::filesystem;
  const fs::path directory = fs::temp_directory_path() / "orrery-scenario-platform-test";
  fs::create_directories(directory);
  std::ofstream(directory / "cluster.xml") << "<platform/>\n";
  std::ofstream(directory / "test.yaml") << kHead << R"(network: { platform: cluster.xml }
system:
  server: { kind: raft, count: 3, on: [node-1, node-2] }
  other: { kind: raft }
)";
  const auto scenario = load_scenario((directory / "test.yaml").string());
  REQUIRE(scenario);
  CHECK(scenario->platform.file == (directory / "cluster.xml").string());
  CHECK(scenario->platform.hosts.empty());
  CHECK(hosts_in_order(*scenario) == std::vector<std::string>{"node-1", "node-2", "node-1", ""});
  fs::remove_all(directory);
}

TEST_CASE("standing conditions hold on their links, in the units of the engine") {
  const Scenario scenario = load(kHead + kServers + R"(network:
  conditions:
    - { link: server-1 -> server, loss: 1%, duplicate: 2%, delay: exponential mean=5ms, bandwidth: 8Mbit/s }
    - { link: server <-> server, reorder: 10%, reorder_by: 3ms }
    - { link: server-1 <-> server-2, cut: true }
)");
  REQUIRE(scenario.conditions.size() == 3);
  const LinkCondition& first = scenario.conditions[0].condition;
  CHECK(!scenario.conditions[0].link.both_ways);
  CHECK(first.loss == Approx(0.01));
  CHECK(first.duplication == Approx(0.02));
  CHECK(first.delay->mean() == Approx(0.005));
  CHECK(first.bandwidth == 1e6);
  CHECK(scenario.conditions[1].condition.reordering == Approx(0.1));
  CHECK(scenario.conditions[1].condition.reordering_delay.mean() == Approx(0.003));
  CHECK(scenario.conditions[2].condition.cut);
}

TEST_CASE("a hundred thousand nodes are placed on shared hosts") {
  const Scenario scenario = load(kHead + "system:\n  server: { kind: raft, count: 100000, per_host: 1000 }\n");
  CHECK(scenario.placements.size() == 100000);
  CHECK(scenario.platform.hosts.size() == 100);
}

}  // namespace
}  // namespace orrery
