#include "faults/fault_schedule.h"

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

}  // namespace

TEST_CASE("a fault strikes whom its selector means at that instant, and is undone when it ends") {
  FakeWorld world({{"server", 3}});
  world.at(1_s, [&] { world.show_role("server-2", "leader"); });
  const FaultyWorld faulty(world, {fault("leader-dies", "at 2s for 3s", "crash", "leader of server")});
  world.run();
  CHECK(world.log() == Log{"2s leader-dies began: crash server-2", "2s crash server-2",
                           "5s leader-dies ended: crash server-2", "5s restart server-2"});
  CHECK(faulty.errors().empty());
}

TEST_CASE("a fault without end lasts to the end of the run") {
  FakeWorld world({{"server", 3}});
  const FaultyWorld faulty(world, {fault("a", "at 2s", "crash", "server-1")});
  world.run();
  CHECK(world.log() == Log{"2s a began: crash server-1", "2s crash server-1"});
}

TEST_CASE("a fault that repeats strikes until the run is over, at its last instant too") {
  FakeWorld world({{"server", 3}}, 4_s);
  const FaultyWorld faulty(world, {fault("a", "every 2s for 1s", "crash", "server-1")});
  world.run();
  CHECK(world.log() == Log{"2s a began: crash server-1", "2s crash server-1", "3s a ended: crash server-1",
                           "3s restart server-1", "4s a began: crash server-1", "4s crash server-1"});
}

TEST_CASE("what would happen after the run does not") {
  FakeWorld world({{"server", 3}}, 4_s);
  const FaultyWorld faulty(
      world, {fault("a", "at 5s", "crash", "server-1"), fault("b", "at 1s for 9223372035s", "crash", "server-2"),
              fault("c", "every 9223372036s", "crash", "server-1")});
  world.run();
  CHECK(world.log() == Log{"1s b began: crash server-2", "1s crash server-2"});
}

TEST_CASE("at one instant faults end before others strike, and strike in the order of the list") {
  FakeWorld world({{"server", 3}});
  const FaultyWorld faulty(world,
                           {fault("c", "at a.end", "crash", "server-1"), fault("d", "at 2s", "crash", "server-3"),
                            fault("a", "during 1s..2s", "crash", "server-1")});
  world.run();
  CHECK(world.log() == Log{"1s a began: crash server-1", "1s crash server-1", "2s a ended: crash server-1",
                           "2s restart server-1", "2s c began: crash server-1", "2s crash server-1",
                           "2s d began: crash server-3", "2s crash server-3"});
}

TEST_CASE("a fault that hits nothing is an error that names it, its instant and the selector") {
  FakeWorld world({{"server", 3}});
  const FaultyWorld faulty(world, {fault("leader-dies", "at 1500ms", "crash", "leader of server"),
                                   fault("cut", "at 2s", "partition", "server-1 <-> leader of server"),
                                   fault("alone", "at 3s", "partition", "server-1 <-> server-1")});
  world.run();
  CHECK(world.log().empty());
  CHECK(faulty.errors() == Log{"the fault 'leader-dies' at 1.5 s: 'leader of server' matches no node",
                               "the fault 'cut' at 2 s: 'leader of server' matches no node",
                               "the fault 'alone' at 3 s: 'server-1 <-> server-1' joins no two nodes"});
  CHECK(faulty.error_calls() == 3);
}

TEST_CASE("an optional fault that hits nothing leaves no trace") {
  FakeWorld world({{"server", 3}});
  Fault maybe = fault("leader-dies", "at 1s", "crash", "leader of server");
  maybe.optional = true;
  const FaultyWorld faulty(world, {maybe});
  world.run();
  CHECK(world.log().empty());
  CHECK(faulty.errors().empty());
  CHECK(faulty.error_calls() == 0);
}

TEST_CASE("one fault more shifts no target of another") {
  const auto log_with = [](std::vector<Fault> faults) {
    FakeWorld world({{"server", 9}}, 60_s, 4);
    const FaultyWorld faulty(world, std::move(faults));
    world.run();
    Log of_a;
    for (const std::string& line : world.log())
      if (line.find(" a ") != std::string::npos) of_a.push_back(line);
    return of_a;
  };
  const Fault a = fault("a", "every 7s", "skew", "3 server", {{"by", "1s"}});
  const Fault b = fault("b", "every 3s", "skew", "2 server", {{"by", "1s"}});
  const Log alone = log_with({a});
  CHECK(alone.size() == 8);
  CHECK(log_with({b, a}) == alone);
  CHECK(alone[0].substr(alone[0].find("skew")) != alone[1].substr(alone[1].find("skew")));
}

TEST_CASE("the same seed hits the same nodes, another seed others") {
  const auto log_of = [](std::uint64_t seed) {
    FakeWorld world({{"server", 9}}, 60_s, seed);
    const FaultyWorld faulty(world, {fault("a", "every 1s", "skew", "any server", {{"by", "1ms"}})});
    world.run();
    return world.log();
  };
  CHECK(log_of(1) == log_of(1));
  CHECK(log_of(1) != log_of(2));
}

TEST_CASE("the conditions of one repeated fault draw apart, and those of another keep its name") {
  FakeWorld world({{"server", 2}}, 5_s);
  const FaultyWorld faulty(world, {fault("often", "every 2s", "loss", "server-1 -> server-2", {{"probability", "10%"}}),
                                   fault("once", "at 3s", "loss", "server-1 -> server-2", {{"probability", "10%"}})});
  world.run();
  CHECK(world.owners() == Log{"often at 2s", "once", "often at 4s"});
}

TEST_CASE("any and numbers draw among those that are up, a restart among those that are down") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    FakeWorld world({{"server", 4}}, 60_s, seed);
    const FaultyWorld faulty(
        world, {fault("first", "at 1s", "crash", "2 server"), fault("second", "at 2s", "crash", "any server"),
                fault("slow", "at 3s", "slow", "any server", {{"factor", "2"}}),
                fault("back", "at 4s", "restart", "any server")});
    int up = 0;
    const auto count_up = [&] {
      up = 0;
      for (const char* name : {"server-1", "server-2", "server-3", "server-4"}) up += world.is_up(name) ? 1 : 0;
    };
    world.at(2500_ms, [&] {
      count_up();
      CHECK(up == 1);
    });
    world.at(3500_ms, [&] {
      for (const char* name : {"server-1", "server-2", "server-3", "server-4"})
        CHECK((world.slowness(name, Resource::service) == 2) == world.is_up(name));
    });
    world.run();
    count_up();
    CHECK(up == 2);
    CHECK(faulty.errors().empty());
  }
}

TEST_CASE("a pause and a stall draw among those that run and those whose disk goes") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    FakeWorld world({{"server", 2}}, 60_s, seed);
    const FaultyWorld faulty(
        world,
        {fault("a", "during 1s..9s", "pause", "any server"), fault("b", "during 2s..8s", "pause", "any server"),
         fault("c", "during 3s..7s", "stall", "any server"), fault("d", "during 4s..6s", "stall", "any server")});
    world.at(5_s, [&] {
      for (const char* name : {"server-1", "server-2"}) CHECK((world.is_paused(name) && world.is_stalled(name)));
    });
    world.run();
    CHECK_FALSE((world.is_paused("server-1") || world.is_stalled("server-1")));
  }
}

TEST_CASE("a draw that finds no node to change is an error") {
  FakeWorld world({{"server", 1}});
  const FaultyWorld faulty(world, {fault("a", "at 1s", "crash", "server"), fault("b", "at 2s", "crash", "any server")});
  world.run();
  CHECK(faulty.errors() == Log{"the fault 'b' at 2 s: 'any server' finds no node that crash would change"});
}

TEST_CASE("a bridge without two halves and a partition between the same nodes are errors when they strike") {
  FakeWorld world({{"server", 3}, {"client", 3}});
  world.show_role("server-1", "leader");
  world.show_role("server-2", "follower");
  world.show_role("server-3", "follower");
  const FaultyWorld faulty(world, {fault("a", "at 1s", "bridge", "follower of server"),
                                   fault("b", "at 1s", "bridge", "leader of server and client-1"),
                                   fault("c", "at 1s", "partition", "follower of server <-> server-2 and server-3"),
                                   fault("d", "at 1s", "bridge", "leader of server")});
  world.run();
  CHECK(world.log() == Log{"1s d began: bridge server-1"});
  CHECK(faulty.errors() ==
        Log{"the fault 'a' at 1 s: a bridge joins two halves of its group, and fewer than two of 'server' are left",
            "the fault 'b' at 1 s: a bridge stands within one group",
            "the fault 'c' at 1 s: both sides are the same nodes"});
}

TEST_CASE("a rolling restart takes the nodes down one after another, in their order") {
  FakeWorld world({{"server", 3}});
  const FaultyWorld faulty(
      world, {fault("upgrade", "at 2s", "rolling-restart", "server", {{"down", "1s"}, {"gap", "500ms"}})});
  world.run();
  CHECK(world.log() == Log{"2s upgrade began: rolling-restart server-1 server-2 server-3", "2s crash server-1",
                           "3s restart server-1", "3.5s crash server-2", "4.5s restart server-2", "5s crash server-3",
                           "6s upgrade ended: rolling-restart server-1 server-2 server-3", "6s restart server-3"});
}

TEST_CASE("without a gap the next node goes down as the one before it is back") {
  FakeWorld world({{"server", 2}});
  const FaultyWorld faulty(world, {fault("a", "at 2s", "rolling-restart", "server", {{"down", "1s"}, {"gap", "0s"}})});
  world.run();
  CHECK(world.log() == Log{"2s a began: rolling-restart server-1 server-2", "2s crash server-1", "3s restart server-1",
                           "3s crash server-2", "4s a ended: rolling-restart server-1 server-2",
                           "4s restart server-2"});
}

TEST_CASE("a rolling restart that is cut short brings back the node that is down and leaves the rest alone") {
  for (const char* when : {"at 2s for 2s", "during 2s..4s"}) {
    FakeWorld world({{"server", 3}});
    const FaultyWorld faulty(world,
                             {fault("a", when, "rolling-restart", "server", {{"down", "1s"}, {"gap", "500ms"}})});
    world.run();
    CHECK(world.log() == Log{"2s a began: rolling-restart server-1 server-2 server-3", "2s crash server-1",
                             "3s restart server-1", "3.5s crash server-2",
                             "4s a ended: rolling-restart server-1 server-2 server-3", "4s restart server-2"});
  }
}

TEST_CASE("a longer `for` does not keep a rolling restart from ending, and `every` starts it again") {
  FakeWorld world({{"server", 1}}, 9_s);
  const FaultyWorld faulty(world, {fault("a", "at 1s for 8s", "rolling-restart", "server", {{"down", "500ms"}}),
                                   fault("b", "every 4s", "rolling-restart", "server-1", {{"down", "250ms"}})});
  world.run();
  CHECK(world.log() ==
        Log{"1s a began: rolling-restart server-1", "1s crash server-1", "1.5s a ended: rolling-restart server-1",
            "1.5s restart server-1", "4s b began: rolling-restart server-1", "4s crash server-1",
            "4.25s b ended: rolling-restart server-1", "4.25s restart server-1", "8s b began: rolling-restart server-1",
            "8s crash server-1", "8.25s b ended: rolling-restart server-1", "8.25s restart server-1"});
}

TEST_CASE("a node that another crash holds stays down when its turn is over") {
  FakeWorld world({{"server", 2}});
  const FaultyWorld faulty(world, {fault("dead", "during 1s..9s", "crash", "server-1"),
                                   fault("a", "at 2s", "rolling-restart", "server", {{"down", "1s"}, {"gap", "1s"}})});
  world.at(5_s - 1_ms, [&] {
    CHECK_FALSE(world.is_up("server-1"));
    CHECK_FALSE(world.is_up("server-2"));
  });
  world.at(6_s, [&] {
    CHECK_FALSE(world.is_up("server-1"));
    CHECK(world.is_up("server-2"));
  });
  world.run();
  CHECK(world.is_up("server-1"));
}

TEST_CASE("the sinks are told whom a fault hits, by name where a draw, a role or the other side decides it") {
  FakeWorld world({{"server", 5}, {"client", 2}});
  world.at(1_s, [&] { world.show_role("server-2", "leader"); });
  const FaultyWorld faulty(
      world,
      {fault("a", "at 2s", "partition", "leader of server and server-3 <-> others of server"),
       fault("b", "at 3s", "partition", "client -> server"), fault("c", "at 4s", "pause", "server-4 and server-5")});
  world.run();
  CHECK(world.whom() == Log{"from=server-2 from=server-3 way=<-> to=server-1 to=server-4 to=server-5",
                            "from=client way=-> to=server", "hit=server-4 hit=server-5"});
}
