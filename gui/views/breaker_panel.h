// The circuit breaker's panel: a ribbon of states for each breaker, and under it which calls failed and which were kept
// back.
#pragma once

#include <QTimer>

#include "models/breaker_history.h"
#include "views/time_view.h"

namespace orrery::gui {

class BreakerPanel final : public TimeView {
  Q_OBJECT
 public:
  BreakerPanel(RunSession& session, QWidget* parent);
  // Runs in which nodes have breakers.
  static bool isOffered(const RunSession& session);

  QString textEquivalent() const override;
  bool isReady() const { return !reading_.isActive(); }

 protected:
  int contentHeight() const override;
  void paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintGutter(QPainter& painter, const QRect& visible) override;
  Hit hitAt(const QPointF& at) override;

 private:
  double rowHeight() const;
  void paintRibbon(QPainter& painter, const TimelineAxis& axis, const BreakerLane& lane, double top) const;
  void paintCounts(QPainter& painter, const TimelineAxis& axis, NodeId node, double top) const;
  QString describe(const BreakerPiece& piece) const;
  const BreakerPiece* pieceAt(const BreakerLane& lane, Instant time) const;

  BreakerHistory history_;
  QTimer reading_;
};

}  // namespace orrery::gui
