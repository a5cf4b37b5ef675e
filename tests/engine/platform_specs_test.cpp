// What a scenario's own network section can get wrong, and how zones are joined.
#include <cmath>
#include <csignal>

#include "core/random.h"
#include "engine/platform_check.h"
#include "engine/platform_paths.h"
#include "platform_fixture.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

template <class Change>
std::string error_after(Change change) {
  PlatformSpec spec = three_zones();
  change(spec);
  const auto probed = Platform::probe(spec);
  return probed ? "" : probed.error();
}

}  // namespace

TEST_CASE("a network that can be built is not refused") {
  REQUIRE(platform_spec_error(three_zones()).empty());
  REQUIRE(*Platform::probe(three_zones()) == Log{"a", "b", "c", "d"});
}

TEST_CASE("a network that cannot be built is refused in the scenario's terms") {
  using S = PlatformSpec;
  CHECK(error_after([](S& s) { s = {}; }) == "the network has no host");
  CHECK(error_after([](S& s) { s.zones.push_back("east"); }) == "two zones are named 'east'");
  CHECK(error_after([](S& s) { s.zones.push_back(""); }) == "a zone has no name");
  CHECK(error_after([](S& s) { s.hosts[1].name = "a"; }) == "two hosts are named 'a'");
  CHECK(error_after([](S& s) { s.hosts[1].name = ""; }) == "a host has no name");
  CHECK(error_after([](S& s) { s.hosts[1].zone = "north"; }) == "host 'b' is in zone 'north', which is not declared");
  CHECK(error_after([](S& s) { s.hosts[0].speed = 0; }) == "host 'a': its speed must be above 0 flop/s, found 0");
  CHECK(error_after([](S& s) { s.hosts[0].speed = std::nan(""); }) ==
        "host 'a': its speed must be above 0 flop/s, found nan");
  CHECK(error_after([](S& s) { s.hosts[0].bandwidth = -1; }) ==
        "host 'a': the bandwidth of its uplink must be above 0 bytes/s, found -1");
  CHECK(error_after([](S& s) { s.hosts[0].latency = Duration::milliseconds(-2); }) ==
        "host 'a': the latency of its uplink must not be negative, found -2.00 ms");
  CHECK(error_after([](S& s) { s.hosts[0].disk_bandwidth = -1; }) ==
        "host 'a': the bandwidth of its disk must not be negative (0: no disk), found -1");
  CHECK(error_after([](S& s) { s.links[0].to = "north"; }) ==
        "the link from 'east' to 'north' joins zone 'north', which is not declared");
  CHECK(error_after([](S& s) { s.links[0].to = "east"; }) == "a link joins zone 'east' to itself");
  CHECK(error_after([](S& s) { s.links[0].bandwidth = 0; }) ==
        "the link from 'east' to 'middle': its bandwidth must be above 0 bytes/s, found 0");
  CHECK(error_after([](S& s) { s.links[0].latency = Duration::nanoseconds(-1); }) ==
        "the link from 'east' to 'middle': its latency must not be negative, found -1 ns");
  CHECK(error_after([](S& s) {
          s.links.push_back({"middle", "east", {}, 1});
        }) == "two links join zones 'middle' and 'east'");
  CHECK(error_after([](S& s) { s.links.pop_back(); }) == "no links lead from zone 'east' to zone 'west'");
}

TEST_CASE("zones are joined by the least latency, then by the fewest links") {
  PlatformSpec spec;
  spec.zones = {"a", "b", "c", "d"};
  const auto join = [&](const char* from, const char* to, int ms, double bandwidth) {
    spec.links.push_back({from, to, Duration::milliseconds(ms), bandwidth});
  };
  join("a", "b", 10, 100);
  join("c", "b", 10, 50);
  join("a", "c", 21, 1000);  // 1 ms more than over b
  join("c", "d", 5, 1000);
  join("a", "d", 25, 1000);  // as much as over b and c, with fewer links
  const ZonePaths paths(spec);
  REQUIRE(paths.path(0, 2).links == std::vector<ZonePaths::DirectedLink>{0, 3});
  REQUIRE(paths.path(2, 0).links == std::vector<ZonePaths::DirectedLink>{2, 1});
  REQUIRE(paths.path(0, 2).latency == Duration::milliseconds(20));
  REQUIRE(paths.path(0, 2).bandwidth == 50);
  REQUIRE(paths.path(0, 3).links == std::vector<ZonePaths::DirectedLink>{8});
  REQUIRE(paths.path(1, 1).links.empty());
  REQUIRE(std::isinf(paths.path(1, 1).bandwidth));
}

TEST_CASE("a message's time on the quiet network is its route's, whatever was asked before") {
  constexpr std::uint32_t kHosts = 40;  // more than can be remembered without two pairs in one place
  PlatformSpec spec;
  spec.zones = {"only"};
  for (std::uint32_t host = 0; host < kHosts; ++host)
    spec.hosts.push_back(
        {"host-" + std::to_string(host), "only", Duration::microseconds(10 + host), 1e8 + 1e6 * host, 1e9, 0});
  auto platform = Platform::create(spec);
  REQUIRE(platform.has_value());
  RandomStream random(9, 10);
  for (int round = 0; round < 20'000; ++round) {
    const HostIndex from{static_cast<std::uint32_t>(random.below(kHosts))};
    const HostIndex to{static_cast<std::uint32_t>(random.below(kHosts))};
    const auto bytes = static_cast<std::int64_t>(64 << random.below(3));
    const Route route = (*platform)->route(from, to);
    REQUIRE((*platform)->quiet_travel_time(from, to, bytes) ==
            Duration::from_seconds(route.latency + static_cast<double>(bytes) / route.bandwidth));
  }
}

TEST_CASE("a host without disk bandwidth has no disk, the others have one") {
  in_child([] {
    PlatformSpec spec = three_zones();
    spec.hosts[1].disk_bandwidth = 0;
    Script script(spec);
    REQUIRE(script->has_disk(script.host("a")));
    REQUIRE(!script->has_disk(script.host("b")));
    REQUIRE(script->find_host("nobody") == nullptr);
  });
}

TEST_CASE("names of hosts do not collide with those of zones, switches and links") {
  in_child([] {
    PlatformSpec spec;
    spec.zones = {"a", "b"};
    spec.hosts = {host_spec("a", "a"), host_spec("orrery", "a"), host_spec("b", "b"), host_spec("__loopback__", "b")};
    spec.links = {{"a", "b", {}, 1e6}};
    Script script(spec);
    REQUIRE(script->host_count() == 4);
    REQUIRE(script->route(script.host("a"), script.host("b")).bandwidth == 1e6);
  });
}

TEST_CASE("the process's own signal handlers outlive the making of an engine") {
  in_child([] {
    const auto ours = [](int) {};
    for (const int signal : {SIGINT, SIGSEGV, SIGBUS}) std::signal(signal, ours);
    Script script(three_zones());
    for (const int signal : {SIGINT, SIGSEGV, SIGBUS}) {
      struct sigaction now {};
      sigaction(signal, nullptr, &now);
      CHECK(now.sa_handler == static_cast<void (*)(int)>(ours));
    }
    for (const int signal : {SIGINT, SIGSEGV, SIGBUS}) std::signal(signal, SIG_DFL);
  });
}
