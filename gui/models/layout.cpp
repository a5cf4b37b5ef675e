#include "models/layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <set>

namespace orrery::gui {

namespace {

constexpr double kMargin = 0.11;
constexpr std::size_t kLargestRing = 40;
constexpr std::size_t kMostEdges = 3'000;
// Neighbours farther apart than this share of the height leave each other all the room that there is use for.
constexpr double kFarthest = 0.5;
constexpr double kTurn = 2 * std::numbers::pi;

using Members = std::vector<std::size_t>;

struct Groups {
  std::vector<std::string> names;  // in the order of their first nodes
  std::map<std::string, Members> members;
};

Groups groupsOf(const LayoutInput& input) {
  Groups groups;
  for (std::size_t i = 0; i < input.nodes.size(); ++i) {
    Members& members = groups.members[input.nodes[i].group];
    if (members.empty()) groups.names.push_back(input.nodes[i].group);
    members.push_back(i);
  }
  return groups;
}

std::vector<std::string> zonesOf(const LayoutInput& input) {
  std::vector<std::string> zones;
  for (const LayoutNode& node : input.nodes)
    if (std::find(zones.begin(), zones.end(), node.zone) == zones.end()) zones.push_back(node.zone);
  return zones;
}

bool isPeerGroup(const LayoutInput& input, const std::string& group) {
  return std::any_of(input.links.begin(), input.links.end(),
                     [&](const LayoutLink& link) { return link.isPeers && link.from == group; });
}

// How many calls lie between the outermost callers and each group. Empty where calls go round in circles.
std::map<std::string, int> depths(const LayoutInput& input, const Groups& groups) {
  std::map<std::string, int> depth;
  for (const std::string& group : groups.names) depth[group] = 0;
  for (std::size_t round = 0; round <= groups.names.size(); ++round) {
    bool isSettled = true;
    for (const LayoutLink& link : input.links) {
      if (link.isPeers || link.from == link.to || !depth.contains(link.from) || !depth.contains(link.to)) continue;
      if (depth[link.to] > depth[link.from]) continue;
      depth[link.to] = depth[link.from] + 1;
      isSettled = false;
    }
    if (isSettled) return depth;
  }
  return {};
}

// Around a centre: a ring where they are few, otherwise a disc filled as a sunflower is.
void placeAround(const Members& members, QPointF centre, double radius, std::vector<QPointF>& at) {
  const std::size_t count = members.size();
  if (count == 1) {
    at[members.front()] = centre;
    return;
  }
  const double golden = std::numbers::pi * (3 - std::sqrt(5.0));
  for (std::size_t i = 0; i < count; ++i) {
    const auto n = static_cast<double>(i);
    const bool isRing = count <= kLargestRing;
    // Two stand side by side, more begin at the top.
    const double first = count == 2 ? kTurn / 2 : -kTurn / 4;
    const double angle = isRing ? n * kTurn / static_cast<double>(count) + first : n * golden;
    const double r = isRing ? radius : radius * std::sqrt((n + 0.5) / static_cast<double>(count));
    at[members[i]] = centre + QPointF(std::cos(angle), std::sin(angle)) * r;
  }
}

// Side by side down a strip of the given width: one column, or as many as it takes.
void placeColumn(const Members& members, double x, double width, std::vector<QPointF>& at) {
  const double height = 1 - 2 * kMargin;
  const auto count = static_cast<double>(members.size());
  const double columns = std::max(1.0, std::ceil(std::sqrt(count * width / height)));
  const bool isOne = members.size() <= 10 || columns < 2;
  const auto across = isOne ? std::size_t{1} : static_cast<std::size_t>(columns);
  const std::size_t rows = (members.size() + across - 1) / across;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const double column = static_cast<double>(i % across) - static_cast<double>(across - 1) / 2;
    const double row = (static_cast<double>(i / across) + 0.5) / static_cast<double>(rows);
    at[members[i]] = {x + column * width / static_cast<double>(across), kMargin + row * height};
  }
}

void placeLayers(const LayoutInput& input, const Groups& groups, const std::map<std::string, int>& depth,
                 StageLayout& layout) {
  int deepest = 0;
  for (const auto& [group, d] : depth) deepest = std::max(deepest, d);
  const double width = input.aspect / (deepest + 1);
  for (int layer = 0; layer <= deepest; ++layer) {
    Members members;
    for (const std::string& group : groups.names)
      if (depth.at(group) == layer)
        members.insert(members.end(), groups.members.at(group).begin(), groups.members.at(group).end());
    placeColumn(members, width * (layer + 0.5), width * 0.6, layout.at);
  }
}

// Those that speak with one another on a ring; who calls them in a column at their left, whom they call at the right.
void placeRing(const LayoutInput& input, const Groups& groups, StageLayout& layout) {
  Members ring, callers, called;
  const bool hasPeers = std::any_of(groups.names.begin(), groups.names.end(),
                                    [&](const std::string& group) { return isPeerGroup(input, group); });
  std::set<std::string> peers;
  for (const std::string& group : groups.names)
    if (!hasPeers || isPeerGroup(input, group)) peers.insert(group);
  for (const std::string& group : groups.names) {
    const bool calls = std::any_of(input.links.begin(), input.links.end(), [&](const LayoutLink& link) {
      return link.from == group && peers.contains(link.to);
    });
    Members& where = peers.contains(group) ? ring : calls ? callers : called;
    where.insert(where.end(), groups.members.at(group).begin(), groups.members.at(group).end());
  }
  const double side = input.aspect * 0.16;
  const double left = callers.empty() ? 0 : side;
  const double right = called.empty() ? 0 : side;
  const double radius = std::min((input.aspect - left - right) / 2, 0.5) - kMargin * 1.15;
  placeAround(ring, {(left + input.aspect - right) / 2, 0.5}, radius, layout.at);
  placeColumn(callers, side * 0.6, side * 0.6, layout.at);
  placeColumn(called, input.aspect - side * 0.6, side * 0.6, layout.at);
}

void placeGrid(const LayoutInput& input, std::size_t rows, StageLayout& layout) {
  const std::size_t columns = (input.nodes.size() + rows - 1) / rows;
  for (std::size_t i = 0; i < input.nodes.size(); ++i)
    layout.at[i] = {kMargin + (input.aspect - 2 * kMargin) * (static_cast<double>(i % columns) + 0.5) /
                                  static_cast<double>(columns),
                    kMargin + (1 - 2 * kMargin) * (static_cast<double>(i / columns) + 0.5) / static_cast<double>(rows)};
}

// Side by side on an ellipse inside the rectangle.
std::vector<QPointF> circlesOf(std::size_t count, double radius, double aspect) {
  const double halfWidth = aspect / 2, halfHeight = 0.5;
  std::vector<QPointF> centres;
  for (std::size_t i = 0; i < count; ++i) {
    const double angle =
        static_cast<double>(i) * kTurn / static_cast<double>(count) + (count == 2 ? kTurn / 2 : -kTurn / 4);
    centres.emplace_back(halfWidth + std::cos(angle) * (halfWidth - radius),
                         halfHeight + std::sin(angle) * (halfHeight - radius));
  }
  return centres;
}

bool overlap(const std::vector<QPointF>& centres, double radius) {
  for (std::size_t i = 0; i < centres.size(); ++i)
    for (std::size_t j = i + 1; j < centres.size(); ++j) {
      const QPointF apart = centres[i] - centres[j];
      if (QPointF::dotProduct(apart, apart) <= 4 * radius * radius) return true;
    }
  return false;
}

void placeMap(const LayoutInput& input, StageLayout& layout) {
  const std::vector<std::string> zones = zonesOf(input);
  double radius = std::min(input.aspect / 2, 0.5) * 0.9;
  while (overlap(circlesOf(zones.size(), radius * 1.04, input.aspect), radius * 1.04)) radius *= 0.97;
  const std::vector<QPointF> centres = circlesOf(zones.size(), radius * 1.04, input.aspect);
  for (std::size_t i = 0; i < zones.size(); ++i) {
    layout.regions.push_back({QString::fromStdString(zones[i]), centres[i], radius});
    Members members;
    for (std::size_t node = 0; node < input.nodes.size(); ++node)
      if (input.nodes[node].zone == zones[i]) members.push_back(node);
    // A little lower than its middle: the zone's name stands at the top.
    placeAround(members, centres[i] + QPointF(0, radius * 0.06), radius * (members.size() > kLargestRing ? 0.75 : 0.52),
                layout.at);
  }
}

constexpr std::size_t kForcedAtOnce = 400;  // nodes that are placed by force in a few hundredths of a second

void spread(const ForcedPlaces& places, StageLayout& layout) {
  for (std::size_t i = 0; i < places.size(); ++i)
    layout.at[i] = {kMargin + places[i].x() * (layout.aspect - 2 * kMargin),
                    kMargin + places[i].y() * (1 - 2 * kMargin)};
}

// So that they fill a square of 1.
void fillSquare(std::vector<QPointF>& at) {
  QRectF bounds(at.empty() ? QPointF() : at.front(), QSizeF());
  for (const QPointF& point : at) {
    bounds.setLeft(std::min(bounds.left(), point.x()));
    bounds.setRight(std::max(bounds.right(), point.x()));
    bounds.setTop(std::min(bounds.top(), point.y()));
    bounds.setBottom(std::max(bounds.bottom(), point.y()));
  }
  const double across = std::max(bounds.width(), 1e-9), down = std::max(bounds.height(), 1e-9);
  for (QPointF& point : at) point = {(point.x() - bounds.left()) / across, (point.y() - bounds.top()) / down};
}

std::vector<QPointF> sunflower(std::size_t count) {
  Members all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<QPointF> at(count);
  placeAround(all, {0, 0}, 0.5, at);
  return at;
}

void placeForced(const ForcedPlaces* forced, StageLayout& layout) {
  const std::atomic<bool> never = false;
  if (forced != nullptr && forced->size() == layout.at.size()) return spread(*forced, layout);
  if (!isForcedSlow(layout)) return spread(placeByForce(layout.at.size(), layout.edges, never), layout);
  ForcedPlaces first = sunflower(layout.at.size());
  fillSquare(first);
  spread(first, layout);
}

std::vector<StageLayout::Edge> edgesOf(const LayoutInput& input, const Groups& groups) {
  std::vector<StageLayout::Edge> edges;
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (const LayoutLink& link : input.links) {
    if (!groups.members.contains(link.from) || !groups.members.contains(link.to)) continue;
    const Members& from = groups.members.at(link.from);
    const Members& to = groups.members.at(link.to);
    // Who stands beside whom it calls speaks to no other of them.
    const auto isBeside = [&](std::size_t a, std::size_t b) {
      return !input.nodes[a].host.empty() && input.nodes[a].host == input.nodes[b].host;
    };
    bool areBeside = false;
    if (!link.isPeers && link.from != link.to)
      for (const std::size_t a : from)
        for (const std::size_t b : to) areBeside = areBeside || isBeside(a, b);
    for (const std::size_t a : from)
      for (const std::size_t b : to) {
        if (a == b || (areBeside && !isBeside(a, b))) continue;
        if (!seen.insert({std::min(a, b), std::max(a, b)}).second) continue;
        edges.push_back({a, b});
        if (edges.size() > kMostEdges) return {};
      }
  }
  return edges;
}

// On a ring and a map links run inwards: a label stands outside. Elsewhere it stands below.
void placeLabels(StageLayout& layout) {
  constexpr double kMiddle = 0.499;
  for (const QPointF& place : layout.at)
    layout.isLabelAbove.push_back((layout.kind == "ring" || layout.kind == "map") && place.y() < kMiddle);
}

std::string chooseKind(const LayoutInput& input, const Groups& groups, bool hasTiers) {
  if (!input.wish.empty() && (input.wish != "layers" || hasTiers)) return input.wish;
  if (zonesOf(input).size() > 1) return "map";
  const auto peers = std::count_if(groups.names.begin(), groups.names.end(),
                                   [&](const std::string& group) { return isPeerGroup(input, group); });
  if (peers == 1 || groups.names.size() == 1) return "ring";
  return hasTiers && groups.names.size() > 1 ? "layers" : "force";
}

}  // namespace

// Fruchterman and Reingold, "Graph drawing by force-directed placement", 1991, from a sunflower instead of chance.
ForcedPlaces placeByForce(std::size_t count, const std::vector<StageLayout::Edge>& edges,
                          const std::atomic<bool>& isCancelled) {
  std::vector<QPointF> at = sunflower(count);
  const double ideal = std::sqrt(1.0 / static_cast<double>(std::max<std::size_t>(count, 1)));
  // Every pair is looked at in each round: fewer rounds for more nodes keep it below some seconds.
  const int rounds = static_cast<int>(std::clamp<std::size_t>(20'000'000 / (count * count + 1), 10, 200));
  std::vector<QPointF> pull(count);
  for (int round = 0; round < rounds; ++round) {
    if (isCancelled) return {};
    std::fill(pull.begin(), pull.end(), QPointF());
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = i + 1; j < count; ++j) {
        const QPointF apart = at[i] - at[j];
        const double square = std::max(QPointF::dotProduct(apart, apart), 1e-9);
        const QPointF push = apart * (ideal * ideal / square);
        pull[i] += push;
        pull[j] -= push;
      }
    for (const StageLayout::Edge& edge : edges) {
      const QPointF apart = at[edge.from] - at[edge.to];
      const QPointF draw = apart * (std::sqrt(QPointF::dotProduct(apart, apart)) / ideal);
      pull[edge.from] -= draw;
      pull[edge.to] += draw;
    }
    const double step = 0.1 * (1 - static_cast<double>(round) / rounds);
    for (std::size_t i = 0; i < count; ++i) {
      const double length = std::sqrt(QPointF::dotProduct(pull[i], pull[i]));
      if (length > 0) at[i] += pull[i] * (std::min(length, step) / length);
    }
  }
  fillSquare(at);
  return at;
}

bool isForcedSlow(const StageLayout& layout) { return layout.kind == "force" && layout.at.size() > kForcedAtOnce; }

std::vector<double> StageLayout::rooms() const {
  std::vector<double> nearest(at.size(), kFarthest);
  // Sorted by x, so that only neighbours are compared.
  Members sorted(at.size());
  std::iota(sorted.begin(), sorted.end(), std::size_t{0});
  std::sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) { return at[a].x() < at[b].x(); });
  for (std::size_t i = 0; i < sorted.size(); ++i)
    for (std::size_t j = i + 1; j < sorted.size(); ++j) {
      if (at[sorted[j]].x() - at[sorted[i]].x() >= kFarthest) break;
      const QPointF apart = at[sorted[j]] - at[sorted[i]];
      const double distance = std::sqrt(QPointF::dotProduct(apart, apart));
      nearest[sorted[i]] = std::min(nearest[sorted[i]], distance);
      nearest[sorted[j]] = std::min(nearest[sorted[j]], distance);
    }
  for (double& distance : nearest) distance /= 2;
  return nearest;
}

double StageLayout::room() const {
  const std::vector<double> all = rooms();
  return all.empty() ? 0.5 : *std::min_element(all.begin(), all.end());
}

StageLayout layOut(const LayoutInput& input, const ForcedPlaces* forced) {
  const Groups groups = groupsOf(input);
  const std::map<std::string, int> depth = depths(input, groups);
  StageLayout layout;
  layout.aspect = input.aspect;
  layout.at.resize(input.nodes.size(), QPointF(input.aspect / 2, 0.5));
  layout.edges = edgesOf(input, groups);
  layout.kind = chooseKind(input, groups, !depth.empty());
  if (input.nodes.empty()) return layout;
  if (layout.kind == "map")
    placeMap(input, layout);
  else if (layout.kind == "layers")
    placeLayers(input, groups, depth, layout);
  else if (layout.kind == "row")
    placeGrid(input, 1, layout);
  else if (layout.kind == "grid")
    placeGrid(input,
              static_cast<std::size_t>(
                  std::ceil(std::sqrt(static_cast<double>(input.nodes.size()) / std::max(input.aspect, 0.1)))),
              layout);
  else if (layout.kind == "force")
    placeForced(forced, layout);
  else
    placeRing(input, groups, layout);
  placeLabels(layout);
  return layout;
}

}  // namespace orrery::gui
