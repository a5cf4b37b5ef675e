// Where the nodes of a system stand: plain geometry, in a rectangle of height 1 and width `aspect`.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include <QPointF>
#include <QRectF>
#include <QString>

namespace orrery::gui {

struct LayoutNode {
  std::string name, group, host, zone;
};

// A group that calls another; peers: one that speaks with itself.
struct LayoutLink {
  std::string from, to;
  bool isPeers = false;
};

struct LayoutInput {
  std::vector<LayoutNode> nodes;
  std::vector<LayoutLink> links;
  std::string wish;  // ring, row, grid, layers, map, force; empty: what fits
  double aspect = 1.6;
};

struct StageLayout {
  struct Region {
    QString name;
    QPointF centre;
    double radius = 0;
  };
  struct Edge {
    std::size_t from = 0, to = 0;
  };

  std::string kind;  // of the wishes
  std::vector<QPointF> at;
  std::vector<bool> isLabelAbove;  // away from where the links are
  std::vector<Region> regions;     // of zones, where there are several
  std::vector<Edge> edges;         // who speaks to whom, each pair once
  double aspect = 1;

  // Half the least distance between two nodes: how large all of them can be without touching one another.
  double room() const;
  // The same for each node by itself: half the distance to the nearest.
  std::vector<double> rooms() const;
};

// Where forces push and pull nodes, in a square of 1; by node. Does not depend on the rectangle.
using ForcedPlaces = std::vector<QPointF>;
// Takes seconds for ten thousand nodes: not for the window's thread where isForcedSlow(). Nothing where it was
// cancelled; the same edges give the same places.
ForcedPlaces placeByForce(std::size_t nodes, const std::vector<StageLayout::Edge>& edges,
                          const std::atomic<bool>& isCancelled);

// Every node has a place inside the rectangle; the same input gives the same places. `forced`: where the layout is by
// force, what placeByForce gave; without it nodes that would take long stand as they begin.
StageLayout layOut(const LayoutInput& input, const ForcedPlaces* forced = nullptr);
bool isForcedSlow(const StageLayout& layout);

}  // namespace orrery::gui
