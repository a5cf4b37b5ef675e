#include "views/stage_glyphs.h"

#include <cmath>
#include <numbers>

#include <QPainterPath>

#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr int kDegree = 16;  // of QPainter::drawArc

double ringWidth(double radius) { return std::max(1.5, radius * 0.11); }

QRectF square(double radius) { return {-radius, -radius, 2 * radius, 2 * radius}; }

// Larger beside larger nodes; before the scale of the look.
double labelPixels(const NodePicture& picture) {
  const double byNode = picture.radius * 0.32 / Look::instance().scale();
  return std::max(13.0, byNode);
}

// Past the arcs of term and timer.
double labelDistance(const NodePicture& picture) { return picture.radius * 1.45 + 3; }

double lineHeight(const NodePicture& picture) { return labelPixels(picture) * Look::instance().scale() * 1.35; }

// What stands in the glyph: the instance's number, or the first letter of a name without one.
QString inscription(const QString& name) {
  const QString last = name.section(QLatin1Char('-'), -1);
  bool isNumber = false;
  last.toInt(&isNumber);
  return isNumber ? last : name.left(1).toUpper();
}

constexpr double kGhost = 0.45;

QPainterPath arrowPath(double s) {
  QPainterPath path(QPointF(s, 0));
  path.lineTo(-s * 0.8, -s * 0.75);
  path.lineTo(-s * 0.35, 0);
  path.lineTo(-s * 0.8, s * 0.75);
  path.closeSubpath();
  return path;
}

QPainterPath diamondPath(double s) {
  QPainterPath path(QPointF(s, 0));
  path.lineTo(0, -s * 0.8);
  path.lineTo(-s, 0);
  path.lineTo(0, s * 0.8);
  path.closeSubpath();
  return path;
}

void paintWave(QPainter& painter, double radius, const QColor& colour, double width) {
  QPainterPath path;
  constexpr int kWaves = 14, kSteps = 168;
  for (int i = 0; i <= kSteps; ++i) {
    const double angle = kTurn * i / kSteps;
    const double r = radius + width * 1.1 * std::sin(angle * kWaves);
    const QPointF point(std::cos(angle) * r, std::sin(angle) * r);
    i == 0 ? path.moveTo(point) : path.lineTo(point);
  }
  painter.setPen(QPen(colour, width * 0.8));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(path);
}

void paintRing(QPainter& painter, const NodeGlyph& glyph, double radius) {
  Look& look = Look::instance();
  const double width = ringWidth(radius);
  const QColor colour = look.of(glyph.standing);
  painter.setBrush(Qt::NoBrush);
  switch (glyph.standing) {
    case Standing::serving:
      painter.setPen(QPen(colour, width));
      painter.drawEllipse(square(radius));
      break;
    case Standing::inCharge:
      painter.setPen(QPen(colour, width * 1.1));
      painter.drawEllipse(square(radius));
      painter.drawEllipse(square(radius - 2.1 * width));
      break;
    case Standing::undecided:
      // Yellow on a light ground needs an edge to be seen.
      painter.setPen(QPen(look.ink(), width * 1.5, Qt::CustomDashLine, Qt::FlatCap));
      for (const auto& [pen, w] : {std::pair(look.ink(), width * 1.7), std::pair(colour, width * 1.05)}) {
        QPen dashed(pen, w);
        dashed.setCapStyle(Qt::FlatCap);
        const double length = kTurn * radius / 10 / w;
        dashed.setDashPattern({length * 0.62, length * 0.38});
        painter.setPen(dashed);
        painter.drawEllipse(square(radius));
      }
      break;
    case Standing::refusing:
      painter.setPen(QPen(colour, width * 1.3, Qt::SolidLine, Qt::FlatCap));
      painter.drawArc(square(radius), 120 * kDegree, 300 * kDegree);
      break;
    case Standing::down: {
      painter.setPen(QPen(colour, width, glyph.hasStarted ? Qt::SolidLine : Qt::DotLine));
      painter.drawEllipse(square(radius));
      if (!glyph.hasStarted) break;
      // The number in the middle stays readable.
      const double from = radius * 0.4, to = radius * 0.92;
      painter.setPen(QPen(look.quietInk(), width * 1.2, Qt::SolidLine, Qt::RoundCap));
      for (const auto& [x, y] : {std::pair(1, 1), std::pair(-1, 1), std::pair(1, -1), std::pair(-1, -1)})
        painter.drawLine(QPointF(x * from, y * from), QPointF(x * to, y * to));
      break;
    }
  }
}

// With a rim of the ground around each letter, so that what passes behind it leaves it readable; a plate would cut
// rings and flashes of the node off. `start` is the left end of the baseline.
void paintRimmed(QPainter& painter, QPointF start, const QFont& font, const QColor& ink, const QString& text) {
  constexpr double kRim = 4;
  Look& look = Look::instance();
  QPainterPath letters;
  letters.addText(start, font, text);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(look.ground(), kRim * look.scale(), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPath(letters);
  painter.setFont(font);
  painter.setPen(ink);
  painter.drawText(start, text);
}

void paintCentred(QPainter& painter, const QRectF& area, const QFont& font, const QColor& ink, const QString& text) {
  const QFontMetricsF metrics(font);
  const QPointF start(area.center().x() - metrics.horizontalAdvance(text) / 2,
                      area.center().y() + (metrics.ascent() - metrics.descent()) / 2);
  paintRimmed(painter, start, font, ink, text);
}

void paintLabel(QPainter& painter, const NodePicture& picture) {
  Look& look = Look::instance();
  const QRectF whole = labelAreaOf(picture);
  const double line = lineHeight(picture);
  const QRectF area(whole.left(), whole.top(), whole.width(), line);
  paintCentred(painter, area, look.figures(labelPixels(picture)), look.ink(), picture.name);
  if (picture.glyph.caption.empty()) return;
  paintCentred(painter, area.translated(0, line), look.words(labelPixels(picture) - 1), look.quietInk(),
               QString::fromStdString(picture.glyph.caption));
}

void paintTerm(QPainter& painter, std::int64_t term, double radius) {
  Look& look = Look::instance();
  const double width = ringWidth(radius);
  const double outer = radius + 1.9 * width;
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(look.ofTerm(term), width * 0.9, Qt::SolidLine, Qt::FlatCap));
  painter.drawArc(square(outer), 10 * kDegree, 70 * kDegree);
  if (radius < 12) return;
  const QFont font = look.figures(std::max(std::min(13.0, radius * 0.42), radius * 0.3 / look.scale()));
  // Past the arc of the timer.
  const double reach = outer + 2.6 * width;
  const QPointF corner(std::cos(kTurn / 8) * reach, -std::sin(kTurn / 8) * reach);
  paintRimmed(painter, corner + QPointF(2, 0), font, look.ink(), QString::number(term));
}

// Half of the turn, in degrees, on which a ring of that reach would pass through the node's own label.
double gapForLabel(const NodePicture& picture, double reach) {
  constexpr double kAir = 3;
  const double near = labelDistance(picture) - kAir;
  if (!picture.isLabelled || near >= reach) return 0;
  const double half = labelAreaOf(picture).width() / 2 + kAir;
  const double turn = std::min(std::acos(near / reach), std::asin(std::min(1.0, half / reach)));
  return turn * 360 / kTurn;
}

}  // namespace

QString keyOf(const NodePicture& picture) {
  const NodeGlyph& glyph = picture.glyph;
  const int flags =
      glyph.hasStarted | glyph.isPaused << 1 | glyph.isSlow << 2 | picture.isLabelled << 3 | picture.isLabelAbove << 4;
  QString key = QString::number(static_cast<int>(glyph.standing)) + QLatin1Char(' ') + QString::number(flags) +
                QLatin1Char(' ') + QString::number(picture.radius) + QLatin1Char(' ');
  if (glyph.term) key += QString::number(*glyph.term);
  key += QLatin1Char(' ');
  if (glyph.load) key += QString::number(*glyph.load);
  key += QLatin1Char(' ') + (picture.isLabelled ? picture.name : inscription(picture.name));
  return key + QLatin1Char(' ') + QString::fromStdString(glyph.caption);
}

QRectF boundsOf(const NodePicture& picture) {
  const double whole = picture.radius * 1.75 + 4;
  if (!picture.isLabelled) {
    // Many small ones are painted faster the less there is around them.
    const double width = ringWidth(picture.radius);
    const bool isPlain = picture.radius < 12;
    return square(isPlain ? picture.radius + (picture.glyph.isSlow ? 4 : picture.glyph.term ? 2.6 : 1) * width : whole);
  }
  QRectF bounds = square(whole);
  const QRectF label = labelAreaOf(picture);
  const double width = std::max(bounds.width(), label.width() + 12);
  bounds.setLeft(-width / 2);
  bounds.setWidth(width);
  const double reachOfLabel = labelDistance(picture) + 2 + 2 * lineHeight(picture);
  if (picture.isLabelAbove)
    bounds.setTop(-reachOfLabel);
  else
    bounds.setBottom(reachOfLabel);
  return bounds;
}

QRectF labelAreaOf(const NodePicture& picture) {
  if (!picture.isLabelled) return {};
  const QFontMetricsF name(Look::instance().figures(labelPixels(picture))),
      caption(Look::instance().words(labelPixels(picture) - 1));
  const double width = std::max(name.horizontalAdvance(picture.name),
                                caption.horizontalAdvance(QString::fromStdString(picture.glyph.caption)));
  const double height = (picture.glyph.caption.empty() ? 1 : 2) * lineHeight(picture);
  const double top = picture.isLabelAbove ? -labelDistance(picture) - height : labelDistance(picture);
  return {-width / 2, top, width, height};
}

void paintHalos(QPainter& painter, const NodePicture& picture) {
  const double radius = picture.radius;
  const auto halo = [&](double reach, double width, Qt::PenStyle style) {
    const int gap = static_cast<int>(std::lround(gapForLabel(picture, reach) * kDegree));
    const int name = (picture.isLabelAbove ? 90 : 270) * kDegree;
    painter.setPen(QPen(Look::instance().ink(), std::max(1.5, width), style, Qt::FlatCap));
    painter.drawArc(square(reach), name + gap, 360 * kDegree - 2 * gap);
  };
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  if (picture.isSelected) halo(radius * 1.6, radius * 0.05, Qt::SolidLine);
  if (picture.isInChain) halo(radius * 1.68, radius * 0.06, Qt::DashLine);
}

void paintNode(QPainter& painter, const NodePicture& picture) {
  Look& look = Look::instance();
  const NodeGlyph& glyph = picture.glyph;
  const double radius = picture.radius;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(look.panel());
  painter.drawEllipse(square(radius));
  if (glyph.load && *glyph.load > 0) {
    QPainterPath disc;
    disc.addEllipse(square(radius));
    QPainterPath level;
    level.addRect(-radius, radius - 2 * radius * *glyph.load, 2 * radius, 2 * radius * *glyph.load);
    QColor fill = look.of(glyph.standing);
    fill.setAlpha(90);
    painter.setBrush(fill);
    painter.drawPath(disc.intersected(level));
  }
  if (glyph.isPaused) {
    painter.setBrush(QBrush(look.quietInk(), Qt::BDiagPattern));
    painter.drawEllipse(square(radius));
  }
  if (radius >= 8) {
    QFont font = look.figures();
    font.setPixelSize(std::max(7, static_cast<int>(radius * 0.72)));
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(glyph.standing == Standing::down ? look.quietInk() : look.ink());
    painter.drawText(square(radius), Qt::AlignCenter, inscription(picture.name));
  }
  paintRing(painter, glyph, radius);
  if (glyph.isSlow) {
    // Outside are the arcs of those that have a term.
    const double way = !glyph.term ? 2.2 : glyph.standing == Standing::inCharge ? -4.2 : -2.4;
    paintWave(painter, radius + way * ringWidth(radius), look.slow(), ringWidth(radius));
  }
  if (glyph.term) paintTerm(painter, *glyph.term, radius);
  if (picture.isLabelled) paintLabel(painter, picture);
}

void paintTimer(QPainter& painter, double radius, double left) {
  const double reach = radius + 3.6 * ringWidth(radius);
  QColor colour = Look::instance().quietInk();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colour, std::max(1.2, ringWidth(radius) * 0.55), Qt::SolidLine, Qt::FlatCap));
  // It runs out clockwise, and ends at the top.
  painter.drawArc(square(reach), 90 * kDegree, static_cast<int>(std::lround(360 * kDegree * left)));
}

quint64 keyOf(const MessagePicture& picture) {
  return static_cast<quint64>(picture.look) << 2 | static_cast<quint64>(picture.isTwin) << 1 |
         static_cast<quint64>(picture.isGhost);
}

void paintMessage(QPainter& painter, const MessagePicture& picture, double size) {
  Look& look = Look::instance();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setOpacity(picture.isGhost ? kGhost : 1);
  const QColor ink = look.isDark() ? QColor("#8CC8F0") : QColor("#0072B2");
  const double line = std::max(1.2, size * 0.2);
  // A ghost is dashed, too: it must not be taken for what fades.
  const auto pen = [&](const QColor& colour, double width) {
    QPen made(colour, width, picture.isGhost ? Qt::DotLine : Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin);
    return made;
  };
  if (picture.isTwin) {
    painter.setPen(pen(ink, line));
    painter.setBrush(look.ground());
    for (const double back : {size * 0.85, 0.0})
      painter.drawPath(arrowPath(size * 0.95).translated(size * 0.05 - back, 0));
    return;
  }
  switch (picture.look) {
    case MessageLook::request:
      painter.setPen(picture.isGhost ? pen(ink, line) : QPen(Qt::NoPen));
      painter.setBrush(ink);
      painter.drawPath(arrowPath(size));
      break;
    case MessageLook::reply:
      painter.setPen(pen(ink, line));
      painter.setBrush(look.ground());
      painter.drawPath(arrowPath(size * 0.95));
      break;
    case MessageLook::vote:
      painter.setPen(pen(look.ink(), line * 0.8));
      painter.setBrush(look.of(Standing::inCharge));
      painter.drawPath(diamondPath(size * 1.1));
      break;
    case MessageLook::voteReply:
      painter.setPen(pen(look.isDark() ? look.of(Standing::inCharge) : QColor("#A06C00"), line * 1.2));
      painter.setBrush(look.ground());
      painter.drawPath(diamondPath(size * 1.05));
      break;
    case MessageLook::keepAlive: {
      QColor faint = look.quietInk();
      faint.setAlpha(150);
      painter.setPen(Qt::NoPen);
      painter.setBrush(faint);
      painter.drawEllipse(square(size * 0.38));
      break;
    }
  }
}

}  // namespace orrery::gui
