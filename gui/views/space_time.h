// The space-time diagram: a lifeline for each node, messages slanted between them, in real time spacing.
#pragma once

#include <map>

#include "models/ribbon.h"
#include "models/space_time.h"
#include "views/time_view.h"

namespace orrery::gui {

class SpaceTimeView final : public TimeView {
  Q_OBJECT
 public:
  SpaceTimeView(RunSession& session, QWidget* parent);

  QString textEquivalent() const override;

 protected:
  int contentHeight() const override;
  void paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintGutter(QPainter& painter, const QRect& visible) override;
  double axisBottom() const override;
  Hit hitAt(const QPointF& at) override;

 private:
  double rowHeight() const;
  // Of the strip under the rows, which says how the picture is read.
  double stripHeight() const;
  // The middle of a node's row; nothing where it is not drawn.
  std::optional<double> yOf(NodeId node) const;
  // A node, or a group that is too large to show each of it.
  struct Row {
    std::vector<NodeId> nodes;
    QString name;
    bool isGroup() const { return nodes.size() > 1; }
  };
  void rebuildRows();
  void paintLifeline(QPainter& painter, const TimelineAxis& axis, NodeId node, double y) const;
  void paintGroup(QPainter& painter, const TimelineAxis& axis, double y) const;
  void paintDensity(QPainter& painter, const TimelineAxis& axis, const Density& density) const;
  void paintArrow(QPainter& painter, const TimelineAxis& axis, const Arrow& arrow, bool isQuiet) const;
  void paintMark(QPainter& painter, const TimelineAxis& axis, const EventMark& mark) const;
  // The causes that were asked for, as one line from the first to the last.
  void paintChain(QPainter& painter, const TimelineAxis& axis) const;
  Hit arrowOrMarkAt(const QPointF& at);

  mutable SpaceTime model_;  // what it has read is a cache
  Ribbons roles_, breakers_;
  Outages outages_;
  Hidden hiddenByScenario_;
  bool showsTimers_ = false;
  bool gathersGroups_ = true;
  std::vector<Row> rows_;
  std::map<NodeId, std::size_t> rowOf_;
};

}  // namespace orrery::gui
