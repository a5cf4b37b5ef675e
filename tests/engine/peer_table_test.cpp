#include "engine/peer_table.h"

#include <map>

#include <catch2/catch.hpp>

#include "core/random.h"

using namespace orrery;

TEST_CASE("a peer table finds what was put in and nothing else") {
  RandomStream random(1, "peer-table", "test");
  PeerTable table;
  std::map<NodeId, std::uint32_t> naive;
  CHECK(table.find(NodeId{0}) == PeerTable::kNone);
  for (std::uint32_t connection = 0; connection < 2'000; ++connection) {
    const NodeId peer{static_cast<std::uint32_t>(random.below(10'000))};
    if (naive.contains(peer)) continue;
    table.insert(peer, connection);
    naive.emplace(peer, connection);
  }
  for (std::uint32_t node = 0; node < 10'000; ++node) {
    const auto expected = naive.find(NodeId{node});
    REQUIRE(table.find(NodeId{node}) == (expected == naive.end() ? PeerTable::kNone : expected->second));
  }
}

TEST_CASE("a peer table lists its connections in the order of the peers") {
  PeerTable table;
  for (const std::uint32_t peer : {24u, 8u, 16u, 0u, 3u}) table.insert(NodeId{peer}, peer * 10);
  CHECK(table.connections() == std::vector<std::uint32_t>{0, 30, 80, 160, 240});
}
