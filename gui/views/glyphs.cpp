#include "views/glyphs.h"

#include <cmath>

namespace orrery::gui {

Standing standingOf(std::string_view value) {
  if (value == "leader" || value == "primary" || value == "owner") return Standing::inCharge;
  if (value == "candidate" || value == "pre-candidate" || value == "half-open" || value == "learner")
    return Standing::undecided;
  if (value == "open" || value == "forced-open" || value == "ejected") return Standing::refusing;
  return Standing::serving;
}

QColor colorOf(MessageShape shape) {
  const Look& look = Look::instance();
  switch (shape) {
    case MessageShape::vote: return look.of(Tone::in_charge);
    case MessageShape::heartbeat: return look.isDark() ? QColor("#5A636F") : QColor("#B4BAC3");
    case MessageShape::reply: return look.quietInk();
    case MessageShape::request: return look.of(Tone::serving);
  }
  return look.ink();
}

void drawDiamond(QPainter& painter, const QPointF& at, double size) {
  QPolygonF diamond;
  diamond << at + QPointF(0, -size) << at + QPointF(size, 0) << at + QPointF(0, size) << at + QPointF(-size, 0);
  painter.drawPolygon(diamond);
}

void drawCross(QPainter& painter, const QPointF& at, double size) {
  painter.drawLine(at + QPointF(-size, -size), at + QPointF(size, size));
  painter.drawLine(at + QPointF(-size, size), at + QPointF(size, -size));
}

void drawHead(QPainter& painter, MessageShape shape, const QPointF& from, const QPointF& tip, double size) {
  const QPointF way = tip - from;
  const double length = std::sqrt(way.x() * way.x() + way.y() * way.y());
  if (length < 0.5) return;
  const QPointF along = way / length;
  const QPointF across(-along.y(), along.x());
  const Look& look = Look::instance();
  painter.setPen(QPen(colorOf(shape), 1.2));
  if (shape == MessageShape::vote) {
    painter.setBrush(colorOf(shape));
    drawDiamond(painter, tip - along * size, size * 0.8);
    return;
  }
  const double long_ = shape == MessageShape::heartbeat ? size * 0.7 : size * 1.3;
  QPolygonF head;
  head << tip << tip - along * long_ + across * long_ * 0.45 << tip - along * long_ - across * long_ * 0.45;
  painter.setBrush(shape == MessageShape::reply ? look.panel() : colorOf(shape));
  painter.drawPolygon(head);
}

void drawPiece(QPainter& painter, const QRectF& where, Standing standing, const QColor& fill) {
  const Look& look = Look::instance();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.fillRect(where, fill);
  if (standing == Standing::refusing) painter.fillRect(where, QBrush(look.ink(), Qt::BDiagPattern));
  if (standing == Standing::inCharge || standing == Standing::undecided) {
    painter.setPen(QPen(look.ink(), standing == Standing::inCharge ? 2 : 1,
                        standing == Standing::undecided ? Qt::DashLine : Qt::SolidLine));
    painter.drawLine(where.topLeft(), where.topRight());
    painter.drawLine(where.bottomLeft(), where.bottomRight());
  }
  painter.restore();
}

void drawOutage(QPainter& painter, const QRectF& where, Outage::Kind kind) {
  const Look& look = Look::instance();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.fillRect(where, look.panel());
  if (kind == Outage::Kind::paused) {
    painter.fillRect(where, QBrush(look.quietInk(), Qt::FDiagPattern));
  } else {
    painter.setPen(QPen(look.quietInk(), 1, Qt::DotLine));
    painter.drawLine(QPointF(where.left(), where.center().y()), QPointF(where.right(), where.center().y()));
  }
  painter.restore();
}

QColor bandInk(double share) {
  const Look& look = Look::instance();
  // The tone that is made for text on light is dark, too, on a dark panel.
  QColor ink = look.isDark() ? look.of(Standing::serving) : look.of(Tone::serving);
  ink.setAlphaF(static_cast<float>(0.28 + 0.32 * share));
  return ink;
}

QColor inkOn(const QColor& fill) {
  const double light = 0.299 * fill.redF() + 0.587 * fill.greenF() + 0.114 * fill.blueF();
  return light > 0.5 ? QColor("#1F2430") : QColor("#FFFFFF");
}

}  // namespace orrery::gui
