#include "models/layout.h"

#include <cmath>

#include <catch2/catch.hpp>

namespace orrery::gui {
namespace {

std::vector<LayoutNode> nodesOf(const std::string& group, int count, const std::string& zone = "lan") {
  std::vector<LayoutNode> nodes;
  for (int i = 1; i <= count; ++i) {
    const std::string name = group + "-" + std::to_string(i);
    nodes.push_back({name, group, name, zone});
  }
  return nodes;
}

void add(LayoutInput& input, const std::vector<LayoutNode>& nodes) {
  input.nodes.insert(input.nodes.end(), nodes.begin(), nodes.end());
}

double distance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

void checkInside(const StageLayout& layout) {
  for (const QPointF& place : layout.at) {
    CHECK(place.x() >= 0);
    CHECK(place.x() <= layout.aspect);
    CHECK(place.y() >= 0);
    CHECK(place.y() <= 1);
  }
}

TEST_CASE("peers stand on a ring, each as far from the middle and from its neighbour") {
  LayoutInput input;
  add(input, nodesOf("server", 5));
  input.links.push_back({"server", "server", true});
  const StageLayout layout = layOut(input);
  CHECK(layout.kind == "ring");
  checkInside(layout);
  QPointF middle;
  for (const QPointF& place : layout.at) middle += place / 5;
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(distance(layout.at[i], middle) == Approx(distance(layout.at[0], middle)));
    CHECK(distance(layout.at[i], layout.at[(i + 1) % 5]) == Approx(2 * layout.room()));
  }
  CHECK(layout.edges.size() == 10);
  CHECK(layout.at[0].y() < middle.y());
  CHECK(layout.isLabelAbove[0]);
  CHECK_FALSE(layout.isLabelAbove[2]);
}

TEST_CASE("who calls stands left of whom it calls, tier by tier") {
  LayoutInput input;
  add(input, nodesOf("client", 2));
  add(input, nodesOf("shop", 3));
  add(input, nodesOf("database", 1));
  input.links = {{"client", "shop"}, {"shop", "database"}};
  const StageLayout layout = layOut(input);
  CHECK(layout.kind == "layers");
  checkInside(layout);
  CHECK(layout.at[0].x() == Approx(layout.at[1].x()));
  CHECK(layout.at[0].x() < layout.at[2].x());
  CHECK(layout.at[2].x() < layout.at[5].x());
  CHECK(layout.edges.size() == 2 * 3 + 3);
}

TEST_CASE("calls that go round in circles are laid out by force, and twice the same way") {
  LayoutInput input;
  add(input, nodesOf("a", 4));
  add(input, nodesOf("b", 4));
  input.links = {{"a", "b"}, {"b", "a"}};
  const StageLayout layout = layOut(input);
  CHECK(layout.kind == "force");
  checkInside(layout);
  CHECK(layout.room() > 0.01);
  CHECK(layOut(input).at == layout.at);
}

TEST_CASE("nodes in several zones stand within their zone's circle, and no two circles overlap") {
  for (int zones = 2; zones <= 6; ++zones) {
    LayoutInput input;
    for (int zone = 0; zone < zones; ++zone) add(input, nodesOf("server", 3, "zone-" + std::to_string(zone)));
    const StageLayout layout = layOut(input);
    INFO(zones << " zones");
    CHECK(layout.kind == "map");
    checkInside(layout);
    REQUIRE(layout.regions.size() == static_cast<std::size_t>(zones));
    for (std::size_t i = 0; i < layout.at.size(); ++i) {
      const StageLayout::Region& region = layout.regions[i / 3];
      CHECK(distance(layout.at[i], region.centre) < region.radius);
    }
    for (std::size_t i = 0; i < layout.regions.size(); ++i)
      for (std::size_t j = i + 1; j < layout.regions.size(); ++j)
        CHECK(distance(layout.regions[i].centre, layout.regions[j].centre) >
              layout.regions[i].radius + layout.regions[j].radius);
  }
}

TEST_CASE("who stands beside whom it calls is joined to no other") {
  LayoutInput input;
  for (int i = 1; i <= 3; ++i) {
    const std::string number = std::to_string(i);
    input.nodes.push_back({"app-" + number, "app", "host-" + number, "lan"});
    input.nodes.push_back({"proxy-" + number, "proxy", "host-" + number, "lan"});
  }
  input.links = {{"app", "proxy"}};
  CHECK(layOut(input).edges.size() == 3);
}

TEST_CASE("a thousand nodes have places of their own, whatever the layout") {
  for (const std::string wish : {"", "ring", "grid", "force"}) {
    LayoutInput input;
    add(input, nodesOf("node", 1000));
    input.links.push_back({"node", "node", true});
    input.wish = wish;
    const StageLayout layout = layOut(input);
    INFO("wish '" << wish << "'");
    checkInside(layout);
    CHECK(layout.room() > 0.001);
    CHECK(layout.edges.empty());
  }
}

TEST_CASE("the wish of the scenario is granted where it makes sense") {
  LayoutInput input;
  add(input, nodesOf("server", 6));
  input.links.push_back({"server", "server", true});
  for (const std::string wish : {"ring", "row", "grid", "map", "force"}) {
    input.wish = wish;
    CHECK(layOut(input).kind == wish);
    checkInside(layOut(input));
  }
  input.nodes.clear();
  CHECK(layOut(input).at.empty());
}

}  // namespace
}  // namespace orrery::gui
