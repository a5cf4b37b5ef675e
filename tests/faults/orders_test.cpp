// Who hears an operator's orders, and what they say.
#include "faults/orders.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "faults/make_fault.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::FakeWorld;
using orrery::test::fault;
using orrery::test::FaultyWorld;

namespace {

using Log = std::vector<std::string>;

// Four servers, of which the second leads.
FakeWorld led(std::uint64_t seed = 1) {
  FakeWorld world({{"client", 1}, {"server", 4}}, Duration::seconds(60), seed);
  for (const char* follower : {"server-1", "server-3", "server-4"}) world.show_role(follower, "follower");
  world.show_role("server-2", "leader");
  return world;
}

}  // namespace

TEST_CASE("a transfer is ordered of the node hit, and names whom it is to") {
  FakeWorld world = led();
  const FaultyWorld faulty(world, {fault("a", "at 2s", "transfer", "leader of server", {{"to", "server-4"}}),
                                   fault("b", "at 3s", "transfer", "server-1")});
  world.run();
  CHECK(world.log() == Log{"2s a began: transfer server-2", "order transfer-leadership server-2 server-4",
                           "3s b began: transfer server-1", "order transfer-leadership server-1"});
  CHECK(faulty.errors().empty());
}

TEST_CASE("who is to lead is drawn among the others that run") {
  bool was_third = false, was_fourth = false;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    FakeWorld world = led(seed);
    world.turn("server-1", false);
    const FaultyWorld faulty(world, {fault("a", "at 2s", "transfer", "leader of server", {{"to", "any server"}})});
    world.run();
    REQUIRE(world.log().size() == 2);
    was_third = was_third || world.log()[1] == "order transfer-leadership server-2 server-3";
    was_fourth = was_fourth || world.log()[1] == "order transfer-leadership server-2 server-4";
    CHECK(world.log()[1] != "order transfer-leadership server-2 server-1");
    CHECK(world.log()[1] != "order transfer-leadership server-2 server-2");
  }
  CHECK(was_third);
  CHECK(was_fourth);
}

TEST_CASE("a change of members is ordered of the leader, and is about the node hit") {
  FakeWorld world = led();
  const FaultyWorld faulty(world, {fault("a", "at 2s", "join", "server-4"), fault("b", "at 3s", "leave", "server-1"),
                                   fault("c", "at 4s", "leave", "leader of server")});
  world.run();
  CHECK(world.log() == Log{"2s a began: join server-4", "order add-server server-2 server-4",
                           "3s b began: leave server-1", "order remove-server server-2 server-1",
                           "4s c began: leave server-2", "order remove-server server-2 server-2"});
  CHECK(faulty.errors().empty());
}

TEST_CASE("everyone who believes to lead hears of a change of members") {
  FakeWorld world = led();
  world.show_role("server-3", "leader");
  const FaultyWorld faulty(world, {fault("a", "at 2s", "join", "server-4")});
  world.run();
  CHECK(world.log() ==
        Log{"2s a began: join server-4", "order add-server server-2 server-4", "order add-server server-3 server-4"});
}

TEST_CASE("a server that is down can be removed") {
  FakeWorld world = led();
  world.turn("server-4", false);
  const FaultyWorld faulty(world, {fault("a", "at 2s", "leave", "server-4")});
  world.run();
  CHECK(world.log() == Log{"2s a began: leave server-4", "order remove-server server-2 server-4"});
}

TEST_CASE("a change of members that no leader hears is an error, unless it is optional") {
  for (const bool optional : {false, true}) {
    FakeWorld world = led();
    Fault change = fault("a", "at 2s", "join", "server-4");
    change.optional = optional;
    const FaultyWorld faulty(world, {fault("p", "at 1s", "pause", "leader of server"), change});
    world.run();
    CHECK(world.log() == Log{"1s p began: pause server-2"});
    CHECK(faulty.error_calls() == (optional ? 0 : 1));
    CHECK(faulty.errors() ==
          (optional ? Log{} : Log{"the fault 'a' at 2 s: no leader of 'server' is there to hear the order"}));
  }
}

TEST_CASE("an order to one that is down or paused, and to hand over to nobody, are errors") {
  const auto error_of = [](const Fault& before, const char* to) {
    FakeWorld world = led();
    for (const char* follower : {"server-1", "server-3", "server-4"}) world.turn(follower, false);
    const FaultyWorld faulty(world, {before, fault("a", "at 2s", "transfer", "server-2", {{"to", to}})});
    world.run();
    return faulty.errors();
  };
  CHECK(error_of(fault("p", "at 1s", "crash", "server-2"), "none") ==
        Log{"the fault 'a' at 2 s: server-2 is down or paused, and hears no order"});
  CHECK(error_of(fault("p", "at 1s", "pause", "server-2"), "none") ==
        Log{"the fault 'a' at 2 s: server-2 is down or paused, and hears no order"});
  CHECK(error_of(fault("p", "at 1s", "skew", "client-1", {{"by", "1s"}}), "any server") ==
        Log{"the fault 'a' at 2 s: 'any server' finds no node that transfer would change"});
}
