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
