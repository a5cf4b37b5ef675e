#include "views/stage_marks.h"

#include <algorithm>

#include "views/look.h"

namespace orrery::gui {

namespace {

// Brighter than the tone's own colour, which is made for text.
QColor hueOf(Tone tone) {
  Look& look = Look::instance();
  switch (tone) {
    case Tone::in_charge: return look.of(Standing::inCharge);
    case Tone::serving: return look.of(Standing::serving);
    case Tone::undecided: return look.of(Standing::undecided);
    case Tone::failing:
    case Tone::fault: return look.of(Standing::refusing);
    case Tone::slow: return look.slow();
    default: return look.of(Standing::down);
  }
}

// As the colour at that opacity looks on the ground: a translucent line costs ten times an opaque one.
QColor mixed(const QColor& colour, double opacity) {
  const QColor ground = Look::instance().ground();
  const auto mix = [opacity](int over, int under) { return static_cast<int>(under + (over - under) * opacity); };
  return {mix(colour.red(), ground.red()), mix(colour.green(), ground.green()), mix(colour.blue(), ground.blue())};
}

}  // namespace

void paintLink(QPainter& painter, const QLineF& way, bool isOneOfMany) {
  Look& look = Look::instance();
  QColor line = look.hairline().darker(look.isDark() ? 80 : 106);
  if (isOneOfMany) line.setAlpha(90);
  painter.setPen(QPen(line, isOneOfMany ? 1 : 2));
  painter.drawLine(way);
}

void paintBulkBar(QPainter& painter, double length, double reached, double width, double share) {
  Look& look = Look::instance();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(look.quietInk(), 1, Qt::DotLine));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(QRectF(0, -width / 2, length, width));
  const double bar = std::max(1.5, width * share);
  QColor colour = look.of(Standing::serving);
  colour.setAlpha(190);
  painter.fillRect(QRectF(0, -bar / 2, reached, bar), colour);
}

void paintLostCross(QPainter& painter, double size, double opacity) {
  QColor colour = Look::instance().of(Standing::refusing);
  colour.setAlphaF(opacity);
  painter.setPen(QPen(colour, std::max(2.0, size * 0.32), Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(-size, -size), QPointF(size, size));
  painter.drawLine(QPointF(-size, size), QPointF(size, -size));
}

void paintWall(QPainter& painter, double length, bool bothWays) {
  Look& look = Look::instance();
  const double width = std::max(5.0, length * 0.22);
  // Messages keep to the right of their way: the half at the right stops those that go along +x.
  const QRectF wall(-width / 2, bothWays ? -length / 2 : 0, width, bothWays ? length : length / 2);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(look.of(Standing::refusing), 1.5));
  painter.setBrush(look.panel());
  painter.drawRect(wall);
  painter.setBrush(QBrush(look.of(Standing::refusing), Qt::FDiagPattern));
  painter.drawRect(wall);
}

void paintTrail(QPainter& painter, const QLineF& way, const Trail& trail, double opacity) {
  Look& look = Look::instance();
  const QColor colour = trail.isLost ? look.of(Standing::refusing) : look.quietInk();
  const bool isDashed = trail.isLost && !trail.isOneOfMany;
  painter.setPen(QPen(mixed(colour, opacity * (trail.isKeepAlive ? 0.2 : 0.45)), trail.isOneOfMany ? 1 : 2,
                      isDashed ? Qt::DashLine : Qt::SolidLine));
  painter.drawLine(way);
}

void paintCause(QPainter& painter, const QLineF& way) {
  painter.setPen(QPen(Look::instance().ink(), 2, Qt::DashLine));
  painter.drawLine(way);
}

void paintAttempt(QPainter& painter, QPointF message, double size, std::int64_t attempt) {
  painter.setFont(Look::instance().figures(11));
  painter.setPen(Look::instance().ink());
  painter.drawText(message + QPointF(size, -size), QString::number(attempt));
}

void paintFlash(QPainter& painter, double radius, Tone tone, double opacity) {
  QColor colour = hueOf(tone);
  colour.setAlphaF(0.28 * opacity);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawEllipse(QPointF(), radius * 1.8, radius * 1.8);
}

void paintFaultSign(QPainter& painter, const QRectF& where) {
  const QColor colour = Look::instance().of(Standing::refusing);
  painter.setPen(QPen(colour, 1));
  painter.setBrush(QBrush(colour, Qt::BDiagPattern));
  painter.drawRect(where);
}

}  // namespace orrery::gui
