// Where the nodes of a system stand: plain geometry, in a rectangle of height 1 and width `aspect`.
#pragma once

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

// Every node has a place inside the rectangle; the same input gives the same places.
StageLayout layOut(const LayoutInput& input);

}  // namespace orrery::gui
