#include "views/time_view.h"

#include <algorithm>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include "run_file/sqlite.h"
#include "views/local_commands.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr double kZoomStep = 1.25;

}  // namespace

TimeView::TimeView(RunSession& session, const QString& name, QWidget* parent)
    : QAbstractScrollArea(parent), session_(session), axis_(SharedAxis::of(session)) {
  installTextEquivalents();
  setAccessibleName(name);
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::StrongFocus);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  // One instant stands at one place in all views, whether or not they scroll.
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
  viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
  viewport()->setMouseTracking(true);
  setMinimumHeight(90);
  connect(&axis_, &SharedAxis::changed, this, &TimeView::invalidate);
  connect(&session_, &RunSession::grew, this, &TimeView::invalidate);
  connect(&session_, &RunSession::selectionChanged, this, &TimeView::invalidate);
  connect(&session_, &RunSession::chainChanged, this, &TimeView::invalidate);
  connect(&session_, &RunSession::moved, viewport(), qOverload<>(&QWidget::update));
  connect(&Look::instance(), &Look::changed, this, [this] {
    updateScrollRange();
    invalidate();
  });
  addCommands();
}

double TimeView::scale() const { return Look::instance().scale(); }
int TimeView::gutterWidth() const { return qRound(112 * scale()); }
int TimeView::rulerHeight() const { return qRound(22 * scale()); }

TimelineAxis TimeView::axis() const {
  return TimelineAxis(axis_.span(), std::max(1, viewport()->width() - gutterWidth() - qRound(12 * scale())));
}

void TimeView::addCommand(const QString& text, const QKeySequence& key, const std::function<void()>& run) {
  addLocalCommand(*this, text, key, run);
}

void TimeView::addCommands() {
  setContextMenuPolicy(Qt::ActionsContextMenu);
  addCommand(tr("Show more detail"), QKeySequence(Qt::Key_Plus), [this] { axis_.zoom(2, session_.time()); });
  addCommand(tr("Show more time"), QKeySequence(Qt::Key_Minus), [this] { axis_.zoom(0.5, session_.time()); });
  addCommand(tr("Show the whole run"), QKeySequence(Qt::Key_0), [this] { axis_.fitRun(); });
  addCommand(tr("Show what matters now"), QKeySequence(Qt::Key_F), [this] { axis_.fitEvents(); });
  addCommand(tr("Go to the selected event"), QKeySequence(Qt::Key_Return), [this] {
    if (session_.selectedEvent()) session_.seekEvent(*session_.selectedEvent());
  });
  addCommand(tr("Why did the selected event happen?"), QKeySequence(Qt::Key_W),
             [this] { session_.askWhy(session_.selectedEvent().value_or(session_.event())); });
  addCommand(tr("No more why"), QKeySequence(Qt::Key_Escape), [this] { session_.askWhy(std::nullopt); });
  addCommand(tr("Select the next event of the node"), QKeySequence(Qt::Key_Down), [this] { selectNeighbour(true); });
  addCommand(tr("Select the event of the node before"), QKeySequence(Qt::Key_Up), [this] { selectNeighbour(false); });
  addCommand(tr("Earlier"), QKeySequence(Qt::Key_Left), [this] { axis_.pan(-(axis_.span().length / 5)); });
  addCommand(tr("Later"), QKeySequence(Qt::Key_Right), [this] { axis_.pan(axis_.span().length / 5); });
}

void TimeView::selectNeighbour(bool forward) {
  constexpr std::uint64_t kReach = 4096;
  const auto at = static_cast<std::uint64_t>(session_.selectedEvent().value_or(session_.event()));
  const std::uint64_t first = forward ? at + 1 : at > kReach ? at - kReach : 1;
  const std::uint64_t count = forward ? kReach : at > first ? at - first : 0;
  guarded([&] {
    const auto events = session_.file().events(RecordId{first}, count);
    const auto node = session_.selectedNode();
    const auto isMeant = [&](const run_file::Event& event) { return !node || event.record.node == *node; };
    const run_file::Event* found = nullptr;
    if (forward) {
      const auto next = std::find_if(events.begin(), events.end(), isMeant);
      if (next != events.end()) found = &*next;
    } else {
      const auto before = std::find_if(events.rbegin(), events.rend(), isMeant);
      if (before != events.rend()) found = &*before;
    }
    if (found == nullptr) return;
    axis_.show(following(axis_.span(), found->record.time, session_.end()));
    session_.selectEvent(found->record.id);
  });
}

void TimeView::guarded(const std::function<void()>& body) {
  try {
    body();
  } catch (const SqliteError& error) {
    failure_ = QString::fromStdString(session_.file().path() + ": " + error.what());
    viewport()->update();
  }
}

void TimeView::readOnGrowth(std::function<void()> read) {
  connect(&session_, &RunSession::grew, this, [this, read = std::move(read)] {
    guarded(read);
    invalidate();
  });
}

void TimeView::invalidate() {
  isKept_ = false;
  viewport()->update();
}

void TimeView::updateScrollRange() {
  const int room = viewport()->height() - rulerHeight();
  verticalScrollBar()->setRange(0, std::max(0, contentHeight() - room));
  verticalScrollBar()->setPageStep(std::max(1, room));
  verticalScrollBar()->setSingleStep(qRound(24 * scale()));
}

QPointF TimeView::toContent(const QPointF& point) const {
  return {point.x() - gutterWidth(), point.y() - rulerHeight() + verticalScrollBar()->value()};
}

void TimeView::drawKept() {
  const double ratio = devicePixelRatioF();
  const QSize size = viewport()->size();
  if (kept_.size() != size * ratio) kept_ = QPixmap(size * ratio);
  kept_.setDevicePixelRatio(ratio);
  const Look& look = Look::instance();
  kept_.fill(look.panel());
  QPainter painter(&kept_);
  painter.setRenderHint(QPainter::Antialiasing);
  const TimelineAxis shown = axis();
  const int top = rulerHeight();
  const int scrolled = verticalScrollBar()->value();
  const QRect visible(0, scrolled, size.width() - gutterWidth(), size.height() - top);

  painter.save();
  painter.setClipRect(gutterWidth(), top, size.width() - gutterWidth(), size.height() - top);
  painter.translate(gutterWidth(), top - scrolled);
  painter.setPen(look.hairline());
  for (const TimelineAxis::Tick& tick : shown.ticks(96 * scale()))
    if (tick.isMajor)
      painter.drawLine(QPointF(tick.x, visible.top()),
                       QPointF(tick.x, std::min<double>(visible.bottom(), axisBottom())));
  paintContent(painter, shown, visible);
  painter.restore();

  painter.save();
  painter.setClipRect(0, top, gutterWidth(), size.height() - top);
  painter.translate(0, top - scrolled);
  paintGutter(painter, QRect(0, scrolled, gutterWidth(), size.height() - top));
  painter.restore();
  paintRuler(painter, shown);
  isKept_ = true;
}

void TimeView::paintRuler(QPainter& painter, const TimelineAxis& shown) {
  const Look& look = Look::instance();
  const int top = rulerHeight();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.fillRect(0, 0, viewport()->width(), top, look.ground());
  painter.setPen(look.hairline());
  painter.drawLine(0, top - 1, viewport()->width(), top - 1);
  painter.drawLine(gutterWidth() - 1, 0, gutterWidth() - 1, viewport()->height());
  painter.setFont(look.figures(11));
  painter.setClipRect(gutterWidth(), 0, viewport()->width() - gutterWidth(), top);
  for (const TimelineAxis::Tick& tick : shown.ticks(96 * scale())) {
    const double x = gutterWidth() + tick.x;
    painter.setPen(look.quietInk());
    painter.drawLine(QPointF(x, top - (tick.isMajor ? 8 : 4) * scale()), QPointF(x, top - 1));
    // A text that would be cut off says something else than it means.
    const bool fits = x + 8 * scale() + painter.fontMetrics().horizontalAdvance(tick.text) < viewport()->width();
    if (tick.isMajor && fits)
      painter.drawText(QRectF(x + 4 * scale(), 0, 96 * scale(), top - 2), Qt::AlignVCenter | Qt::AlignLeft, tick.text);
  }
  painter.restore();
}

void TimeView::paintPlayhead(QPainter& painter, const TimelineAxis& shown) {
  const double x = gutterWidth() + shown.xOf(session_.time());
  if (x < gutterWidth() - 1 || x > viewport()->width()) return;
  const Look& look = Look::instance();
  const double wide = 2 * scale();
  const double bottom =
      std::min<double>(viewport()->height(), rulerHeight() + axisBottom() - verticalScrollBar()->value());
  painter.fillRect(QRectF(x - wide / 2, 0, wide, bottom), look.ink());
  // On a plate of its own in the ruler: no figure there is run through, and it says where it stands.
  painter.setFont(look.figures(11));
  const QString text = timeText(session_.time(), shown.perPixel());
  const double plateWidth = painter.fontMetrics().horizontalAdvance(text) + 10 * scale();
  const double left = std::clamp(x - plateWidth / 2, static_cast<double>(gutterWidth()),
                                 std::max<double>(gutterWidth(), viewport()->width() - plateWidth));
  const QRectF plate(left, 1, plateWidth, rulerHeight() - 3);
  painter.setPen(Qt::NoPen);
  painter.setBrush(look.ink());
  painter.drawRoundedRect(plate, 3, 3);
  painter.setPen(look.panel());
  painter.drawText(plate, Qt::AlignCenter, text);
}

void TimeView::paintEvent(QPaintEvent*) {
  if (!isKept_ || kept_.devicePixelRatio() != devicePixelRatioF() ||
      kept_.size() != viewport()->size() * devicePixelRatioF())
    guarded([this] { drawKept(); });
  QPainter painter(viewport());
  if (!failure_.isEmpty()) {
    painter.fillRect(viewport()->rect(), Look::instance().panel());
    painter.setPen(Look::instance().of(Tone::failing));
    painter.drawText(viewport()->rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, failure_);
    return;
  }
  painter.drawPixmap(0, 0, kept_);
  painter.setRenderHint(QPainter::Antialiasing);
  const TimelineAxis shown = axis();
  const int scrolled = verticalScrollBar()->value();
  const QRect visible(0, scrolled, viewport()->width() - gutterWidth(), viewport()->height() - rulerHeight());
  painter.save();
  painter.setClipRect(gutterWidth(), rulerHeight(), visible.width(), visible.height());
  painter.translate(gutterWidth(), rulerHeight() - scrolled);
  guarded([&] { paintMoment(painter, shown, visible); });
  painter.restore();
  paintPlayhead(painter, shown);
  if (hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1));
  }
}

void TimeView::resizeEvent(QResizeEvent*) {
  updateScrollRange();
  isKept_ = false;
}

void TimeView::scrollContentsBy(int, int) { invalidate(); }

void TimeView::wheelEvent(QWheelEvent* event) {
  if (event->modifiers() & Qt::ControlModifier) {
    QAbstractScrollArea::wheelEvent(event);
    return;
  }
  const QPoint turned = event->angleDelta();
  const double notches = (turned.y() != 0 ? turned.y() : turned.x()) / 120.0;
  if (turned.y() == 0 || event->modifiers() & Qt::ShiftModifier) {
    axis_.pan(Duration::nanoseconds(-static_cast<std::int64_t>(notches * 0.1 * axis_.span().length.nanoseconds())));
  } else {
    double factor = 1;
    for (double left = std::abs(notches); left > 0; left -= 1)
      factor *= left >= 1 ? kZoomStep : 1 + (kZoomStep - 1) * left;
    const Instant fixed = axis().timeAt(std::max(0.0, event->position().x() - gutterWidth()));
    axis_.zoom(notches > 0 ? factor : 1 / factor, fixed);
  }
  event->accept();
}

void TimeView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  setFocus();
  isPressed_ = true;
  isPanning_ = false;
  pressedAt_ = event->position();
  pressedSpan_ = axis_.span();
  isScrubbing_ = event->position().y() < rulerHeight() && event->position().x() >= gutterWidth();
  if (isScrubbing_) session_.seek(axis().timeAt(event->position().x() - gutterWidth()));
}

void TimeView::mouseMoveEvent(QMouseEvent* event) {
  if (!isPressed_) {
    const Hit hit = safeHitAt(toContent(event->position()));
    viewport()->setCursor(hit.event || hit.node ? Qt::PointingHandCursor : Qt::ArrowCursor);
    return;
  }
  const QPointF moved = event->position() - pressedAt_;
  if (isScrubbing_) {
    session_.seek(axis().timeAt(event->position().x() - gutterWidth()));
    return;
  }
  if (!isPanning_ && moved.manhattanLength() < 5) return;
  isPanning_ = true;
  viewport()->setCursor(Qt::ClosedHandCursor);
  const TimelineAxis before(pressedSpan_, axis().width());
  axis_.show({before.timeAt(-moved.x()), pressedSpan_.length});
}

void TimeView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !isPressed_) return;
  isPressed_ = false;
  viewport()->unsetCursor();
  if (isPanning_ || isScrubbing_ || event->position().y() < rulerHeight()) return;
  clicked(safeHitAt(toContent(event->position())));
}

void TimeView::mouseDoubleClickEvent(QMouseEvent* event) {
  const QPointF at = toContent(event->position());
  if (const Hit hit = safeHitAt(at); hit.event)
    session_.seekEvent(*hit.event);
  else if (at.x() >= 0)
    session_.seek(axis().timeAt(at.x()));
}

TimeView::Hit TimeView::safeHitAt(const QPointF& at) {
  Hit hit;
  guarded([&] { hit = hitAt(at); });
  return hit;
}

void TimeView::clicked(const Hit& hit) {
  if (hit.node) session_.selectNode(hit.node);
  session_.selectEvent(hit.event);
}

bool TimeView::showHint(const QPoint& at, const QPoint& global) {
  const Hit hit = safeHitAt(toContent(at));
  if (hit.text.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(global, hit.text, viewport());
  return true;
}

bool TimeView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    return showHint(help->pos(), help->globalPos());
  }
  return QAbstractScrollArea::viewportEvent(event);
}

}  // namespace orrery::gui
