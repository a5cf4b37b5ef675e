#include "views/timeline.h"

#include <cmath>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include "presenters/run_session.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr double kSide = 14, kFaultsTop = 3, kFaultsHeight = 12, kMarksHeight = 14, kTrackHeight = 4;

QPainterPath diamond(QPointF at, double s) {
  QPainterPath path(at + QPointF(0, -s));
  path.lineTo(at + QPointF(s, 0));
  path.lineTo(at + QPointF(0, s));
  path.lineTo(at + QPointF(-s, 0));
  path.closeSubpath();
  return path;
}

void paintMark(QPainter& painter, const Mark& mark, QPointF at, double scale) {
  Look& look = Look::instance();
  const double s = 4.5 * scale;
  switch (mark.kind) {
    case MarkKind::fault: {
      QPainterPath wedge(at + QPointF(-s, -s));
      wedge.lineTo(at + QPointF(s, -s));
      wedge.lineTo(at + QPointF(0, s));
      wedge.closeSubpath();
      painter.setPen(Qt::NoPen);
      painter.setBrush(look.of(Standing::refusing));
      painter.drawPath(wedge);
      break;
    }
    case MarkKind::faultOver:
      painter.setPen(QPen(look.of(Standing::refusing), 1.5));
      painter.setBrush(look.ground());
      painter.drawPath([&] {
        QPainterPath wedge(at + QPointF(-s, s));
        wedge.lineTo(at + QPointF(s, s));
        wedge.lineTo(at + QPointF(0, -s));
        wedge.closeSubpath();
        return wedge;
      }());
      break;
    case MarkKind::role:
      painter.setPen(QPen(look.ink(), 1));
      painter.setBrush(mark.tone == Tone::in_charge   ? look.of(Standing::inCharge)
                       : mark.tone == Tone::undecided ? look.of(Standing::undecided)
                       : mark.tone == Tone::failing   ? look.of(Standing::refusing)
                                                      : look.of(Standing::serving));
      painter.drawPath(diamond(at, s));
      break;
    case MarkKind::note:
      painter.setPen(QPen(look.quietInk(), 2));
      painter.drawLine(at + QPointF(0, -s * 0.8), at + QPointF(0, s * 0.8));
      break;
    case MarkKind::violation:
      painter.setPen(QPen(look.of(Tone::failing), 3, Qt::SolidLine, Qt::RoundCap));
      painter.drawLine(at + QPointF(-s, -s), at + QPointF(s, s));
      painter.drawLine(at + QPointF(-s, s), at + QPointF(s, -s));
      break;
  }
}

}  // namespace

Timeline::Timeline(RunSession& session, const Marks& marks, QWidget* parent)
    : QWidget(parent), session_(session), marks_(marks) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Timeline"));
  connect(&session_, &RunSession::moved, this, qOverload<>(&QWidget::update));
  connect(&session_, &RunSession::grew, this, &Timeline::forgetKept);
  connect(&Look::instance(), &Look::changed, this, [this] {
    updateGeometry();
    forgetKept();
  });
}

QSize Timeline::sizeHint() const { return {600, static_cast<int>(trackTop() + 24 * Look::instance().scale())}; }

void Timeline::setParting(std::optional<Instant> parting) {
  parting_ = parting;
  update();
}

double Timeline::trackTop() const { return kFaultsTop + (kFaultsHeight + kMarksHeight) * Look::instance().scale() + 1; }

TimelineGeometry Timeline::geometry() const {
  const double scale = Look::instance().scale();
  return {kSide, width() - kSide, kFaultsTop, kFaultsTop + kFaultsHeight * scale, session_.end()};
}

QString Timeline::textEquivalent() const {
  QString text =
      tr("At %1 of %2.")
          .arg(QString::fromStdString(to_text(session_.time())), QString::fromStdString(to_text(session_.end())));
  for (const FaultSpan* span : marks_.inForce(session_.event()))
    text += QStringLiteral(" ") + QString::fromStdString(span->text) + QStringLiteral(".");
  if (parting_) text += tr(" The two runs part at %1.").arg(QString::fromStdString(to_text(*parting_)));
  if (const Mark* next = marks_.after(session_.event()))
    text +=
        tr(" Next, at %1: %2.").arg(QString::fromStdString(to_text(next->time)), QString::fromStdString(next->text));
  return text;
}

void Timeline::forgetKept() {
  isKept_ = false;
  update();
}

void Timeline::paintKept(QPainter& painter) const {
  Look& look = Look::instance();
  const double scale = look.scale();
  painter.fillRect(rect(), look.ground());
  painter.setRenderHint(QPainter::Antialiasing);
  const TimelineGeometry all = geometry();

  for (const TimelineGeometry::Span& span : all.spans(marks_)) {
    QColor fill = look.of(Standing::refusing);
    fill.setAlpha(45);
    painter.fillRect(span.area, fill);
    painter.fillRect(span.area, QBrush(look.of(Standing::refusing), Qt::BDiagPattern));
  }

  const double track = trackTop();
  const double reached = all.xOf(std::min(session_.reached(), all.end()));
  painter.setPen(Qt::NoPen);
  painter.setBrush(look.hairline());
  painter.drawRoundedRect(QRectF(kSide, track, width() - 2 * kSide, kTrackHeight), 2, 2);
  painter.setBrush(look.quietInk());
  painter.setOpacity(0.45);
  painter.drawRoundedRect(QRectF(kSide, track, reached - kSide, kTrackHeight), 2, 2);
  painter.setOpacity(1);

  painter.setFont(look.figures(11));
  const QFontMetricsF metrics(painter.font());
  for (const TimelineGeometry::Tick& tick : all.ticks(90 * scale)) {
    painter.setPen(look.hairline().darker(115));
    painter.drawLine(QPointF(tick.x, track + kTrackHeight), QPointF(tick.x, track + kTrackHeight + 4));
    painter.setPen(look.quietInk());
    const QString text =
        tick.time == Instant::start() ? tr("0 s") : QString::fromStdString(to_text(tick.time.since_start()));
    const double wide = metrics.horizontalAdvance(text);
    const double x = std::clamp(tick.x - wide / 2, 2.0, std::max(2.0, width() - wide - 2));
    painter.drawText(QPointF(x, track + kTrackHeight + 4 + metrics.ascent()), text);
  }

  const double markY = kFaultsTop + (kFaultsHeight + kMarksHeight / 2) * scale;
  for (const TimelineGeometry::Point& point : all.points(marks_))
    paintMark(painter, *point.mark, {point.x, markY}, scale);
}

void Timeline::paintEvent(QPaintEvent*) {
  Look& look = Look::instance();
  const double scale = look.scale();
  const QSize pixels = (QSizeF(size()) * devicePixelRatioF()).toSize();
  if (!isKept_ || kept_.size() != pixels) {
    kept_ = QPixmap(pixels);
    kept_.setDevicePixelRatio(devicePixelRatioF());
    QPainter onKept(&kept_);
    paintKept(onKept);
    isKept_ = true;
  }
  QPainter painter(this);
  painter.drawPixmap(QPointF(), kept_);
  painter.setRenderHint(QPainter::Antialiasing);
  const double track = trackTop();
  const double now = geometry().xOf(session_.time());
  painter.setPen(Qt::NoPen);
  painter.setBrush(look.of(Tone::serving));
  painter.drawRoundedRect(QRectF(kSide, track, now - kSide, kTrackHeight), 2, 2);
  if (parting_) {
    // A fork: one line until here, two from here on.
    const double x = geometry().xOf(*parting_), s = 5 * scale;
    painter.setPen(QPen(look.slow(), 2));
    painter.drawLine(QPointF(x, 0), QPointF(x, track + kTrackHeight + 3));
    painter.drawLine(QPointF(x, s), QPointF(x + s, 0));
    painter.drawLine(QPointF(x, s), QPointF(x - s, 0));
  }
  if (hovered_) {
    painter.setPen(QPen(look.quietInk(), 1, Qt::DashLine));
    painter.drawLine(QPointF(*hovered_, 0), QPointF(*hovered_, track + kTrackHeight));
  }
  painter.setPen(QPen(look.ink(), 2));
  painter.drawLine(QPointF(now, 0), QPointF(now, track + kTrackHeight + 3));
  painter.setBrush(look.ink());
  painter.drawEllipse(QPointF(now, track + kTrackHeight / 2), 5 * scale, 5 * scale);
  if (hasFocus()) {
    painter.setPen(QPen(look.of(Tone::serving), 1, Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void Timeline::scrub(double x) {
  emit scrubbed();
  session_.seek(geometry().timeAt(x));
}

void Timeline::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  // A click on a mark goes to exactly that event.
  if (const Mark* mark = markAt(event->position().x()); mark != nullptr && event->position().y() < trackTop()) {
    emit scrubbed();
    return session_.seekEvent(mark->event);
  }
  scrub(event->position().x());
}

void Timeline::mouseMoveEvent(QMouseEvent* event) {
  hovered_ = event->position().x();
  if (event->buttons().testFlag(Qt::LeftButton)) scrub(event->position().x());
  update();
}

void Timeline::leaveEvent(QEvent*) {
  hovered_.reset();
  update();
}

void Timeline::keyPressEvent(QKeyEvent* event) {
  constexpr std::int64_t kSteps = 100;
  const Duration step = session_.end().since_start() / kSteps;
  if (event->key() != Qt::Key_Left && event->key() != Qt::Key_Right) return QWidget::keyPressEvent(event);
  emit scrubbed();
  session_.seek(event->key() == Qt::Key_Right ? session_.time() + step : session_.time() - step);
}

const Mark* Timeline::markAt(double x) const {
  constexpr double kReach = 6;
  const Mark* found = nullptr;
  double nearest = kReach;
  for (const TimelineGeometry::Point& point : geometry().points(marks_)) {
    if (std::abs(point.x - x) >= nearest) continue;
    nearest = std::abs(point.x - x);
    found = point.mark;
  }
  return found;
}

QString Timeline::tipAt(QPointF position) const {
  const TimelineGeometry all = geometry();
  QString text = QString::fromStdString(to_text(all.timeAt(position.x())));
  for (const TimelineGeometry::Span& span : all.spans(marks_))
    if (span.area.contains(position))
      return QString::fromStdString(to_text(span.fault->from) + "  fault " + span.fault->text);
  constexpr double kReach = 6;
  constexpr int kMost = 8;
  int told = 0;
  for (const Mark& mark : marks_.all()) {
    if (std::abs(all.xOf(mark.time) - position.x()) > kReach) continue;
    if (++told > kMost) return text + QStringLiteral("\n…");
    text +=
        QStringLiteral("\n%1  %2").arg(QString::fromStdString(to_text(mark.time)), QString::fromStdString(mark.text));
  }
  return text;
}

bool Timeline::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
  return true;
}

}  // namespace orrery::gui
