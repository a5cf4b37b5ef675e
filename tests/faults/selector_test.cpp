#include "faults/selector.h"

#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "support/fake_world.h"

using namespace orrery;
using orrery::test::FakeWorld;

namespace {

std::vector<std::string> resolved(std::string_view selector, const FakeWorld& world, std::uint64_t seed = 1) {
  RandomStream random(seed, "fault", "target");
  std::vector<std::string> names;
  for (const NodeId node : resolve(*read_selector(selector), world, random)) names.push_back(world.node_name(node));
  return names;
}

using Names = std::vector<std::string>;

FakeWorld cluster() {
  FakeWorld world({{"client", 2}, {"server", 4}});
  world.show_role("server-1", "follower");
  world.show_role("server-2", "follower");
  world.show_role("server-3", "leader");
  world.show_role("server-4", "follower");
  return world;
}

}  // namespace

TEST_CASE("an instance and a group mean what they name") {
  const FakeWorld world = cluster();
  CHECK(resolved("server-2", world) == Names{"server-2"});
  CHECK(resolved("server-9", world).empty());
  CHECK(resolved("client", world) == Names{"client-1", "client-2"});
  CHECK(resolved("each client", world) == Names{"client-1", "client-2"});
  CHECK(resolved("shard", world).empty());
}

TEST_CASE("a role means those that show it, and no node that is down") {
  FakeWorld world = cluster();
  CHECK(resolved("leader of server", world) == Names{"server-3"});
  CHECK(resolved("follower of server", world) == Names{"server-1", "server-2", "server-4"});
  CHECK(resolved("candidate of server", world).empty());
  CHECK(resolved("leader of client", world).empty());
  world.turn("server-3", false);
  CHECK(resolved("leader of server", world).empty());
  CHECK(resolved("server", world).size() == 4);
}

TEST_CASE("any and numbers draw without replacement, each node as likely as any other") {
  const FakeWorld world = cluster();
  std::map<std::string, int> counts;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const Names two = resolved("2 follower of server", world, seed);
    REQUIRE(two.size() == 2);
    REQUIRE(two[0] < two[1]);
    for (const std::string& name : two) ++counts[name];
    REQUIRE(resolved("any follower of server", world, seed).size() == 1);
  }
  CHECK(counts.size() == 3);
  for (const auto& [name, count] : counts) CHECK(count == Approx(2000).margin(4 * 26));
}

TEST_CASE("of fewer matches than the number all are meant") {
  CHECK(resolved("9 follower of server", cluster()) == Names{"server-1", "server-2", "server-4"});
}

TEST_CASE("the same stream draws the same nodes") {
  const FakeWorld world = cluster();
  CHECK(resolved("2 server", world, 7) == resolved("2 server", world, 7));
}

TEST_CASE("most and least go by the field, the first of equals, and pass over nodes without it") {
  FakeWorld world = cluster();
  CHECK(resolved("most load of server", world).empty());
  world.show("server-1", "load", 5);
  world.show("server-2", "load", 9);
  world.show("server-3", "load", -3);
  CHECK(resolved("most load of server", world) == Names{"server-2"});
  CHECK(resolved("least load of server", world) == Names{"server-3"});
  CHECK(resolved("least load of follower of server", world) == Names{"server-1"});
  world.show("server-4", "load", 9);
  CHECK(resolved("most load of server", world) == Names{"server-2"});
}

TEST_CASE("a list means whom its parts mean, each node once, in the order of their ids") {
  const FakeWorld world = cluster();
  CHECK(resolved("server-4 and client-2 and server-4", world) == Names{"client-2", "server-4"});
  CHECK(resolved("leader of server and server-2", world) == Names{"server-2", "server-3"});
  CHECK(resolved("candidate of server and client", world) == Names{"client-1", "client-2"});
}

TEST_CASE("a zone means its members, whatever the pick") {
  const FakeWorld world = cluster();
  const auto names = [&](std::string_view text) {
    Selector selector = *read_selector(text);
    selector.members = {"server-2", "server-3"};
    RandomStream random(1, "fault", "target");
    Names found;
    for (const NodeId node : resolve(selector, world, random)) found.push_back(world.node_name(node));
    return found;
  };
  CHECK(names("server in eu-west") == Names{"server-2", "server-3"});
  CHECK(names("leader of server in eu-west") == Names{"server-3"});
  CHECK(names("follower of server in eu-west") == Names{"server-2"});
  CHECK(names("9 server in eu-west") == Names{"server-2", "server-3"});
}

TEST_CASE("any and numbers draw among those that may be drawn, and take no less for it") {
  const FakeWorld world = cluster();
  const auto odd = [&](NodeId node) {
    return world.node_name(node) != "server-2" && world.node_name(node) != "client-1";
  };
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    RandomStream random(seed, "fault", "target");
    for (const NodeId node : resolve(*read_selector("3 server"), world, random, odd))
      CHECK(world.node_name(node) != "server-2");
    CHECK(resolve(*read_selector("any client"), world, random, odd) == std::vector{world.node("client-2")});
  }
  RandomStream random(1, "fault", "target");
  CHECK(resolve(*read_selector("3 server"), world, random, odd).size() == 3);
  CHECK(resolve(*read_selector("server"), world, random, odd).size() == 4);
}

TEST_CASE("others are what the other side of a link leaves, on either side of it") {
  const FakeWorld world = cluster();
  const auto ends = [&](std::string_view text) {
    RandomStream random(1, "fault", "target");
    const LinkEnds found = resolve(*read_link_selector(text), world, random);
    std::pair<Names, Names> names;
    for (const NodeId node : found.from) names.first.push_back(world.node_name(node));
    for (const NodeId node : found.to) names.second.push_back(world.node_name(node));
    return names;
  };
  CHECK(ends("server-1 <-> others of server") ==
        std::pair(Names{"server-1"}, Names{"server-2", "server-3", "server-4"}));
  CHECK(ends("others of follower of server -> server-1") ==
        std::pair(Names{"server-2", "server-4"}, Names{"server-1"}));
  CHECK(ends("leader of server <-> others of server and client-1") ==
        std::pair(Names{"server-3"}, Names{"client-1", "server-1", "server-2", "server-4"}));
  CHECK(ends("server <-> others of server").second.empty());
}
