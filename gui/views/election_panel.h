// The election's panel: a ribbon of role and term for each server, the votes between them, and their logs side by side.
#pragma once

#include "models/election.h"
#include "models/label_place.h"
#include "models/ribbon.h"
#include "views/time_view.h"

namespace orrery::gui {

class ElectionPanel final : public TimeView {
  Q_OBJECT
 public:
  ElectionPanel(RunSession& session, QWidget* parent);
  // Runs with nodes that have roles and count terms.
  static bool isOffered(const RunSession& session);

  QString textEquivalent() const override;

 protected:
  int contentHeight() const override;
  void paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintGutter(QPainter& painter, const QRect& visible) override;
  Hit hitAt(const QPointF& at) override;
  double axisBottom() const override { return logTop() - 22 * scale(); }

 private:
  double ribbonHeight() const;
  double cellHeight() const;
  double logTop() const;
  std::optional<std::size_t> rowOf(NodeId node) const;
  std::string roleOf(const RibbonPiece& piece) const;
  QRectF stretchOf(Instant from, Instant to, const TimelineAxis& axis, double least, double top, double height) const;
  QRectF roleArea(const RibbonPiece& piece, const TimelineAxis& axis, double top) const;
  QRectF termArea(const RibbonPiece& piece, const TimelineAxis& axis, double top) const;
  QRectF outageArea(const Outage& outage, const TimelineAxis& axis, double top) const;
  void paintRibbon(QPainter& painter, const TimelineAxis& axis, NodeId node, double top) const;
  void paintWords(QPainter& painter, const TimelineAxis& axis, NodeId node, double top) const;
  void readVotes(const TimelineAxis& axis);
  // What of the votes stands on a node's row.
  std::vector<Stretch> marksOn(NodeId node, const TimelineAxis& axis) const;
  void paintVotes(QPainter& painter, const TimelineAxis& axis);
  QPointF placeOf(const Vote& vote, const TimelineAxis& axis) const;

  Ribbons roles_, terms_;
  Outages outages_;
  std::vector<NodeId> nodes_;
  std::vector<Vote> votes_;
  TimeSpan votesOf_;
};

}  // namespace orrery::gui
