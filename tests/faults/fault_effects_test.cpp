// What overlapping faults leave behind.
#include "faults/fault_effects.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "faults/make_fault.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::FakeWorld;
using orrery::test::fault;
using orrery::test::FaultyWorld;

namespace {

// Its nodes refuse a timeout of 500ms.
void have_refused(FakeWorld& world) {
  world.on_configure([&world, refused = 0](NodeId node, std::span<const ConfigurationChange> changes) mutable {
    for (const ConfigurationChange& change : changes)
      if (change.text == "500ms") world.show(world.node_name(node), kUpdatesRejected.text(), ++refused);
  });
}

Fault setting(const char* id, const char* when, std::vector<ConfigurationChange> changes) {
  Fault made = fault(id, when, "configure", "proxy");
  made.set = std::move(changes);
  return made;
}

// The lines of the log that are no fault's beginning or end.
std::vector<std::string> deeds(const FakeWorld& world) {
  std::vector<std::string> lines;
  for (const std::string& line : world.log())
    if (line.find(':') == std::string::npos) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("a node is down while any crash holds it") {
  FakeWorld world({{"server", 1}});
  const FaultyWorld faulty(
      world, {fault("a", "during 1s..5s", "crash", "server-1"), fault("b", "during 2s..3s", "crash", "server-1"),
              fault("c", "during 4s..7s", "crash", "server-1")});
  world.run();
  CHECK(deeds(world) == std::vector<std::string>{"1s crash server-1", "7s restart server-1"});
}

TEST_CASE("a disk that one of several crashes took is lost, whichever it was") {
  for (const auto& [first, second] : {std::pair("keep", "lose"), std::pair("lose", "keep")}) {
    FakeWorld world({{"server", 1}});
    const FaultyWorld faulty(world, {fault("a", "during 1s..5s", "crash", "server-1", {{"disk", first}}),
                                     fault("b", "during 2s..3s", "crash", "server-1", {{"disk", second}})});
    world.run();
    CHECK(deeds(world) == std::vector<std::string>{"1s crash server-1", "5s restart without disk server-1"});
  }
}

TEST_CASE("a restart ends the crashes before it, and they undo nothing later") {
  FakeWorld world({{"server", 1}});
  const FaultyWorld faulty(
      world, {fault("a", "during 1s..5s", "crash", "server-1", {{"disk", "lose"}}),
              fault("up", "at 2s", "restart", "server-1"), fault("b", "during 3s..9s", "crash", "server-1")});
  world.run();
  CHECK(deeds(world) == std::vector<std::string>{"1s crash server-1", "2s restart without disk server-1",
                                                 "3s crash server-1", "9s restart server-1"});
}

TEST_CASE("a node that was down of itself is not brought back") {
  FakeWorld world({{"server", 2}});
  world.at(1_s, [&] { world.turn("server-1", false); });
  const FaultyWorld faulty(world, {fault("a", "during 2s..3s", "crash", "server")});
  world.run();
  CHECK(deeds(world) == std::vector<std::string>{"2s crash server-2", "3s restart server-2"});
  CHECK_FALSE(world.is_up("server-1"));
}

TEST_CASE("a node is paused while any pause holds it") {
  FakeWorld world({{"server", 1}});
  const FaultyWorld faulty(
      world, {fault("a", "during 1s..5s", "pause", "server-1"), fault("b", "during 2s..8s", "pause", "server-1")});
  world.at(6_s, [&] { CHECK(world.is_paused("server-1")); });
  world.at(9_s, [&] { CHECK_FALSE(world.is_paused("server-1")); });
  world.run();
}

TEST_CASE("a pause that a crash has ended takes no later pause away") {
  FakeWorld world({{"server", 1}});
  const FaultyWorld faulty(
      world, {fault("a", "during 1s..6s", "pause", "server-1"), fault("crash", "during 2s..3s", "crash", "server-1"),
              fault("b", "during 4s..8s", "pause", "server-1")});
  world.at(3500_ms, [&] { CHECK_FALSE(world.is_paused("server-1")); });
  world.at(7_s, [&] { CHECK(world.is_paused("server-1")); });
  world.at(9_s, [&] { CHECK_FALSE(world.is_paused("server-1")); });
  world.run();
}

TEST_CASE("slow-downs multiply, and leave nothing behind in whatever order they end") {
  FakeWorld world({{"server", 1}});
  const auto slow = [](const char* id, const char* when, const char* factor) {
    return fault(id, when, "slow", "server-1", {{"what", "disk"}, {"factor", factor}});
  };
  // 49 * (1 / 49) is not 1 in doubles.
  const FaultyWorld faulty(
      world, {slow("a", "during 1s..5s", "49"), slow("b", "during 2s..8s", "0.3"), slow("c", "during 3s..4s", "7")});
  world.at(3500_ms, [&] { CHECK(world.slowness("server-1", Resource::disk) == Approx(49 * 0.3 * 7)); });
  world.at(6_s, [&] { CHECK(world.slowness("server-1", Resource::disk) == 0.3); });
  world.at(9_s, [&] { CHECK(world.slowness("server-1", Resource::disk) == 1.0); });
  world.run();
  CHECK(world.slowness("server-1", Resource::network) == 1.0);
}

TEST_CASE("of outages that overlap each meets what the others let past, and none is left when all have ended") {
  FakeWorld world({{"shop", 2}});
  const auto outage = [](const char* id, const char* when, const char* rate) {
    return fault(id, when, "outage", "shop-1", {{"rate", rate}});
  };
  const FaultyWorld faulty(world, {outage("a", "during 1s..5s", "50%"), outage("b", "during 2s..8s", "20%")});
  world.at(3_s, [&] { CHECK(world.outage("shop-1") == Approx(0.6)); });
  world.at(6_s, [&] { CHECK(world.outage("shop-1") == Approx(0.2)); });
  world.at(9_s, [&] { CHECK(world.outage("shop-1") == 0); });
  world.run();
  CHECK(world.outage("shop-2") == 0);
}

TEST_CASE("overloads multiply, and leave nothing behind in whatever order they end") {
  FakeWorld world({{"client", 2}});
  const auto overload = [](const char* id, const char* when, const char* target, const char* factor) {
    return fault(id, when, "overload", target, {{"factor", factor}});
  };
  const FaultyWorld faulty(
      world, {overload("a", "during 1s..5s", "client", "49"), overload("b", "during 2s..8s", "client-1", "0.3")});
  world.at(3_s, [&] {
    CHECK(world.load("client-1") == Approx(49 * 0.3));
    CHECK(world.load("client-2") == 49);
  });
  world.at(6_s, [&] {
    CHECK(world.load("client-1") == 0.3);
    CHECK(world.load("client-2") == 1);
  });
  world.run();
  CHECK(world.load("client-1") == 1);
}

TEST_CASE("drifts and skews add up, and go back to what they were") {
  FakeWorld world({{"server", 1}});
  world.set_drift(NodeId{0}, 1000);
  world.set_skew(NodeId{0}, 5_ms);
  const FaultyWorld faulty(world, {fault("a", "during 1s..5s", "drift", "server-1", {{"ppm", "200"}}),
                                   fault("b", "during 2s..8s", "drift", "server-1", {{"ppm", "-0.5"}}),
                                   fault("c", "during 1s..5s", "skew", "server-1", {{"by", "-3s"}}),
                                   fault("d", "during 2s..8s", "skew", "server-1", {{"by", "1s"}})});
  world.at(3_s, [&] {
    CHECK(world.drift("server-1") == 200'500);
    CHECK(world.skew("server-1") == -1995_ms);
  });
  world.at(6_s, [&] {
    CHECK(world.drift("server-1") == 500);
    CHECK(world.skew("server-1") == 1005_ms);
  });
  world.run();
  CHECK(world.drift("server-1") == 1000);
  CHECK(world.skew("server-1") == 5_ms);
}

TEST_CASE("a node that restarts is told once what it had accepted, and not what it refused") {
  FakeWorld world({{"proxy", 1}});
  have_refused(world);
  const FaultyWorld faulty(
      world,
      {setting("a", "at 1s", {{"deadline", "300ms"}, {"attempts", "2"}}), setting("b", "at 2s", {{"timeout", "500ms"}}),
       setting("c", "at 3s", {{"deadline", "2s"}}), setting("d", "at 4s", {{"deadline", "300ms"}, {"attempts", "2"}}),
       setting("e", "at 5s", {{"deadline", "1s"}}), fault("crash", "during 10s..11s", "crash", "proxy"),
       fault("pause", "during 12s..13s", "pause", "proxy")});
  world.run();
  const std::vector<std::string>& log = world.log();
  const auto restart = std::find(log.begin(), log.end(), "11s restart proxy-1");
  REQUIRE(restart != log.end());
  CHECK(std::vector(restart + 1, log.end()) ==
        std::vector<std::string>{"configure proxy-1 attempts 2", "configure proxy-1 deadline 1s",
                                 "12s pause began: pause proxy-1", "13s pause ended: pause proxy-1"});
}

TEST_CASE("what is set while a node is down it hears in its order, and keeps what it accepts of that") {
  FakeWorld world({{"proxy", 1}});
  have_refused(world);
  const FaultyWorld faulty(
      world, {setting("a", "at 1s", {{"deadline", "3s"}}), fault("crash", "during 2s..5s", "crash", "proxy"),
              setting("b", "at 3s", {{"timeout", "500ms"}}), setting("c", "at 4s", {{"timeout", "200ms"}}),
              fault("again", "during 6s..7s", "crash", "proxy")});
  world.run();
  std::vector<std::string> told;
  for (const std::string& line : world.log())
    if (line.starts_with("configure")) told.push_back(line.substr(std::string("configure proxy-1 ").size()));
  CHECK(told == std::vector<std::string>{"deadline 3s", "deadline 3s", "timeout 500ms", "timeout 200ms", "deadline 3s",
                                         "timeout 200ms"});
}
