// What each verb does to the world, and that it is gone when the fault ends.
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "faults/make_fault.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::FakeWorld;
using orrery::test::fault;
using orrery::test::FaultyWorld;
using orrery::test::OptionTexts;

namespace {

// Two clients and five servers, of which the third leads; the fault holds from 1s to 2s.
void while_it_holds(const char* verb, const char* target, const OptionTexts& options,
                    const std::function<void(FakeWorld&)>& check) {
  FakeWorld world({{"client", 2}, {"server", 5}});
  for (const char* follower : {"server-1", "server-2", "server-4", "server-5"}) world.show_role(follower, "follower");
  world.show_role("server-3", "leader");
  const FaultyWorld faulty(world, {fault("a", "during 1s..2s", verb, target, options)});
  bool checked = false;
  world.at(1500_ms, [&] {
    check(world);
    checked = true;
  });
  world.run();
  CHECK(checked);
  CHECK(faulty.errors().empty());
  CHECK(world.condition_count() == 0);
}

// The nodes that a node reaches, and is reached from.
std::set<std::string> reached_from(const FakeWorld& world, const char* from) {
  std::set<std::string> names;
  for (std::uint32_t i = 0; i < world.node_count(); ++i)
    if (world.passes(from, world.node_name(NodeId{i}))) names.insert(world.node_name(NodeId{i}));
  return names;
}
std::set<std::string> reaching(const FakeWorld& world, const char* to) {
  std::set<std::string> names;
  for (std::uint32_t i = 0; i < world.node_count(); ++i)
    if (world.passes(world.node_name(NodeId{i}), to)) names.insert(world.node_name(NodeId{i}));
  return names;
}

using Names = std::set<std::string>;
const Names kAll = {"client-1", "client-2", "server-1", "server-2", "server-3", "server-4", "server-5"};

}  // namespace

TEST_CASE("every verb has a name of its own, help, and options with valid defaults") {
  std::set<std::string_view> names;
  for (const FaultVerb& verb : fault_verbs()) {
    INFO(verb.name.text());
    CHECK(names.insert(verb.name.text()).second);
    CHECK_FALSE(verb.help.empty());
    CHECK(verb.strike != nullptr);
    CHECK(find_fault_verb(verb.name.text()) == &verb);
    const ParameterValues defaults(*verb.options);
    CHECK(defaults.missing().size() <= 2);
  }
  CHECK(find_fault_verb("explode") == nullptr);
}

TEST_CASE("only a restart and an operator's orders are over when they have struck") {
  for (const FaultVerb& verb : fault_verbs())
    CHECK(verb.lasting == (verb.name != Name("restart") && verb.order == Name() && !verb.needs_configuration));
}

TEST_CASE("crash, pause and stall take the nodes hit and no others") {
  while_it_holds("crash", "leader of server", {}, [](FakeWorld& world) {
    CHECK_FALSE(world.is_up("server-3"));
    CHECK(world.is_up("server-1"));
  });
  while_it_holds("pause", "2 follower of server", {}, [](FakeWorld& world) {
    int paused = 0;
    for (const char* name : {"server-1", "server-2", "server-3", "server-4", "server-5"})
      paused += world.is_paused(name) ? 1 : 0;
    CHECK(paused == 2);
    CHECK_FALSE(world.is_paused("server-3"));
  });
  while_it_holds("stall", "server-2", {}, [](FakeWorld& world) {
    CHECK(world.is_stalled("server-2"));
    CHECK_FALSE(world.is_stalled("server-1"));
  });
}

TEST_CASE("slow acts on the resource that it names") {
  while_it_holds("slow", "server", {{"factor", "20"}}, [](FakeWorld& world) {
    CHECK(world.slowness("server-5", Resource::service) == 20);
    CHECK(world.slowness("server-5", Resource::disk) == 1);
  });
  const std::pair<const char*, Resource> kinds[] = {
      {"cpu", Resource::cpu}, {"disk", Resource::disk}, {"network", Resource::network}};
  for (const auto& [what, resource] : kinds)
    while_it_holds("slow", "server-1", {{"what", what}, {"factor", "2.5"}},
                   [resource = resource](FakeWorld& world) { CHECK(world.slowness("server-1", resource) == 2.5); });
}

TEST_CASE("an overload multiplies the load of the clients hit, three times where nothing else is said") {
  while_it_holds("overload", "client-2", {}, [](FakeWorld& world) {
    CHECK(world.load("client-1") == 1);
    CHECK(world.load("client-2") == 3);
  });
  while_it_holds("overload", "client", {{"factor", "0.5"}},
                 [](FakeWorld& world) { CHECK(world.load("client-1") == 0.5); });
}

TEST_CASE("an isolated node reaches nobody and is reached by nobody, but for itself") {
  while_it_holds("isolate", "leader of server", {}, [](FakeWorld& world) {
    CHECK(reached_from(world, "server-3") == Names{"server-3"});
    CHECK(reaching(world, "server-3") == Names{"server-3"});
    CHECK(world.passes("server-1", "server-2"));
    CHECK(world.passes("client-1", "server-2"));
  });
}

TEST_CASE("nodes that are isolated together do not see one another either") {
  while_it_holds("isolate", "client", {}, [](FakeWorld& world) {
    CHECK(reached_from(world, "client-1") == Names{"client-1"});
    CHECK(reaching(world, "client-2") == Names{"client-2"});
  });
}

TEST_CASE("a node can be isolated in one direction") {
  while_it_holds("isolate", "server-3", {{"direction", "in"}}, [](FakeWorld& world) {
    CHECK(reached_from(world, "server-3") == kAll);
    CHECK(reaching(world, "server-3") == Names{"server-3"});
  });
  while_it_holds("isolate", "server-3", {{"direction", "out"}}, [](FakeWorld& world) {
    CHECK(reached_from(world, "server-3") == Names{"server-3"});
    CHECK(reaching(world, "server-3") == kAll);
  });
}

TEST_CASE("a partition cuts one way or both ways") {
  while_it_holds("partition", "server-1 -> server-2", {}, [](FakeWorld& world) {
    CHECK_FALSE(world.passes("server-1", "server-2"));
    CHECK(world.passes("server-2", "server-1"));
  });
  while_it_holds("partition", "leader of server <-> follower of server", {}, [](FakeWorld& world) {
    CHECK(reached_from(world, "server-3") == Names{"client-1", "client-2", "server-3"});
    CHECK(reaching(world, "server-3") == Names{"client-1", "client-2", "server-3"});
    CHECK(world.passes("server-1", "server-2"));
  });
}

TEST_CASE("across a bridge everyone sees the bridge, and the halves do not see each other") {
  while_it_holds("bridge", "leader of server", {}, [](FakeWorld& world) {
    CHECK(reached_from(world, "server-3") == kAll);
    CHECK(reached_from(world, "server-1") == Names{"client-1", "client-2", "server-1", "server-2", "server-3"});
    CHECK(reached_from(world, "server-5") == Names{"client-1", "client-2", "server-3", "server-4", "server-5"});
    CHECK(reached_from(world, "client-1") == kAll);
  });
}

TEST_CASE("conditions on links have the figures of their options") {
  const auto only = [](FakeWorld& world) {
    const auto met = world.conditions("client-1", "server-1");
    REQUIRE(met.size() == 1);
    CHECK(world.conditions("server-1", "client-1").empty());
    CHECK_FALSE(met[0].cut);
    return met[0];
  };
  while_it_holds("loss", "client -> server", {{"probability", "12.5%"}},
                 [&](FakeWorld& world) { CHECK(only(world).loss == 0.125); });
  while_it_holds("duplicate", "client -> server", {{"probability", "5%"}},
                 [&](FakeWorld& world) { CHECK(only(world).duplication == 0.05); });
  while_it_holds("delay", "client -> server", {{"by", "80ms"}},
                 [&](FakeWorld& world) { CHECK(only(world).delay->mean() == Approx(0.08)); });
  while_it_holds("bandwidth", "client -> server", {{"limit", "8Mbit/s"}},
                 [&](FakeWorld& world) { CHECK(only(world).bandwidth == 1e6); });
  while_it_holds("reorder", "client -> server", {{"probability", "1%"}, {"by", "4ms"}}, [&](FakeWorld& world) {
    CHECK(only(world).reordering == 0.01);
    CHECK(only(world).reordering_delay.mean() == Approx(0.004));
  });
}

TEST_CASE("each way of a link meets its condition once, also where both sides share nodes") {
  for (const char* link :
       {"server <-> server", "leader of server <-> server", "server <-> 3 server", "server -> server"})
    while_it_holds("loss", link, {{"probability", "50%"}}, [&](FakeWorld& world) {
      INFO(link);
      std::size_t met = 0;
      for (const char* from : {"server-1", "server-2", "server-3", "server-4", "server-5"})
        for (const char* to : {"server-1", "server-2", "server-3", "server-4", "server-5"}) {
          const std::size_t here = world.conditions(from, to).size();
          CHECK(here <= 1);
          met += here;
        }
      // All 20 ordered pairs; with the leader alone its 8; with three of the five all but the 2 of the other two.
      CHECK(met == (std::string(link).starts_with("leader")   ? 8u
                    : std::string(link).ends_with("3 server") ? 18u
                                                              : 20u));
    });
}

TEST_CASE("a skew moves the wall clock and a drift the clocks' rate") {
  while_it_holds("skew", "server-1", {{"by", "-1.5s"}},
                 [](FakeWorld& world) { CHECK(world.skew("server-1") == -1500_ms); });
  while_it_holds("drift", "server-1", {{"ppm", "123.4567"}},
                 [](FakeWorld& world) { CHECK(world.drift("server-1") == 123'457); });
}

TEST_CASE("options that make no sense are refused") {
  ParameterValues slow(*find_fault_verb("slow")->options);
  CHECK_FALSE(slow.set("factor", "0").has_value());
  CHECK_FALSE(slow.set("factor", "-2").has_value());
  CHECK_FALSE(slow.set("what", "memory").has_value());
  CHECK(slow.missing() == std::vector<std::string_view>{"factor"});
  ParameterValues overload(*find_fault_verb("overload")->options);
  CHECK_FALSE(overload.set("factor", "0").has_value());
  ParameterValues loss(*find_fault_verb("loss")->options);
  CHECK_FALSE(loss.set("probability", "110%").has_value());
  ParameterValues drift(*find_fault_verb("drift")->options);
  CHECK_FALSE(drift.set("ppm", "-1000000").has_value());
}
