#include "views/breaker_panel.h"

#include <algorithm>

#include <QPainter>

#include "run_file/sqlite.h"
#include "services/call_observed.h"
#include "views/glyphs.h"

namespace orrery::gui {

namespace {

constexpr std::size_t kPiece = 20'000;  // events that are read at a time

// A row from its top down, in pixels at scale 1: the ribbon of states, what is said of the moment, the bars.
constexpr double kRibbonTop = 4, kRibbonHeight = 20;
constexpr double kMomentTop = 26, kMomentHeight = 16;
constexpr double kBarsTop = 44, kBarsHeight = 44;
constexpr double kRowHeight = 96;

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

}  // namespace

bool BreakerPanel::isOffered(const RunSession& session) {
  const auto& file = session.file();
  try {
    return !file.events_of(RecordKind::state, calls::kBreaker.name.id(), RecordId{1}, 1).empty();
  } catch (const SqliteError&) {
    return false;
  }
}

BreakerPanel::BreakerPanel(RunSession& session, QWidget* parent)
    : TimeView(session, tr("Circuit breakers"), parent), history_(session.file()) {
  connect(&reading_, &QTimer::timeout, this, [this] {
    try {
      if (!history_.readOn(kPiece)) reading_.stop();
    } catch (const SqliteError&) {
      reading_.stop();
    }
    updateScrollRange();
    invalidate();
  });
  reading_.start(0);
  connect(&session, &RunSession::grew, this, [this] { reading_.start(0); });
}

double BreakerPanel::rowHeight() const { return kRowHeight * scale(); }

int BreakerPanel::contentHeight() const {
  return static_cast<int>(rowHeight() * static_cast<double>(history_.lanes().size()));
}

const BreakerPiece* BreakerPanel::pieceAt(const BreakerLane& lane, Instant time) const {
  for (const BreakerPiece& piece : lane.pieces)
    if (piece.from <= time && time < piece.to) return &piece;
  return nullptr;
}

QString BreakerPanel::describe(const BreakerPiece& piece) const {
  QString text = tr("%1 since %2").arg(qt(textOf(piece.state)), timeText(piece.from));
  if (piece.calls > 0)
    text += tr(": of %1 calls %2 failed, %3 were slow").arg(piece.calls).arg(piece.failed).arg(piece.slow);
  if (!piece.why.empty()) text += tr("; %1").arg(qt(piece.why));
  return text;
}

void BreakerPanel::paintRibbon(QPainter& painter, const TimelineAxis& axis, const BreakerLane& lane, double top) const {
  const Look& look = Look::instance();
  const double s = scale();
  const double end = axis.xOf(session().reached());
  painter.setFont(look.words(11));
  for (const BreakerPiece& piece : lane.pieces) {
    if (piece.to < axis.span().from || axis.span().to() < piece.from) continue;
    const double from = std::max(-4.0, axis.xOf(piece.from));
    const double to = std::min({axis.width() + 4, end, axis.xOf(piece.to)});
    const QRectF where(from, top, std::max(1.5, to - from), kRibbonHeight * s);
    const Standing standing = standingOf(textOf(piece.state));
    QColor fill = look.of(standing);
    if (standing == Standing::serving) fill.setAlphaF(0.45F);
    drawPiece(painter, where, standing, fill);
    const QString text = qt(textOf(piece.state));
    const double width = painter.fontMetrics().horizontalAdvance(text) + 8 * s;
    if (width + 6 * s > where.width()) continue;
    const QRectF label(std::max(where.left(), 0.0) + 3 * s, where.top() + 3 * s, width, where.height() - 6 * s);
    if (standing == Standing::refusing) painter.fillRect(label, look.panel());
    painter.setPen(standing == Standing::undecided ? inkOn(fill) : look.ink());
    painter.drawText(label, Qt::AlignCenter, text);
  }
}

void BreakerPanel::paintCounts(QPainter& painter, const TimelineAxis& axis, NodeId node, double top) const {
  const std::vector<CallCounts>& counts = history_.counts(node);
  if (counts.empty()) return;
  const Look& look = Look::instance();
  const double s = scale();
  const double high = kBarsHeight * s;
  // As many parts of the run as make two pixels.
  const double wide = axis.xOf(Instant::at(history_.bucket())) - axis.xOf(Instant::start());
  const auto group = static_cast<std::size_t>(std::max(1.0, 2 * s / std::max(wide, 1e-6)));
  const auto at = [&](Instant time) { return static_cast<std::size_t>(time.since_start() / history_.bucket()); };
  const std::size_t first = at(axis.span().from) / group * group;
  const std::size_t last = std::min(counts.size(), at(axis.span().to()) + group);
  std::vector<CallCounts> sums;
  std::uint32_t most = 1;
  for (std::size_t i = first; i < last; i += group) {
    CallCounts& sum = sums.emplace_back();
    for (std::size_t j = i; j < std::min(last, i + group); ++j) {
      sum.heard += counts[j].heard;
      sum.failed += counts[j].failed;
      sum.refused += counts[j].refused;
    }
    most = std::max(most, sum.heard + sum.refused);
  }
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  QColor passed = look.of(Standing::serving), refused = look.of(Standing::refusing);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const double x = axis.xOf(Instant::at(history_.bucket() * static_cast<std::int64_t>(first + i * group)));
    const double width = std::max(1.0, wide * static_cast<double>(group) + 0.5);
    const auto tall = [&](std::uint32_t count) { return high * count / most; };
    double y = top + high;
    const auto bar = [&](std::uint32_t count, const QBrush& brush) {
      painter.fillRect(QRectF(x, y - tall(count), width, tall(count)), brush);
      y -= tall(count);
    };
    bar(sums[i].failed, refused);
    bar(sums[i].heard - sums[i].failed, passed);
    bar(sums[i].refused, QBrush(look.quietInk(), Qt::Dense5Pattern));
  }
  painter.setPen(look.hairline());
  painter.drawLine(QPointF(0, top + high), QPointF(axis.width(), top + high));
  painter.restore();
}

void BreakerPanel::paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) {
  NodeId before = kNoNode;
  for (std::size_t i = 0; i < history_.lanes().size(); ++i) {
    const BreakerLane& lane = history_.lanes()[i];
    const double top = static_cast<double>(i) * rowHeight();
    const bool isFirstOfNode = lane.node != before;
    before = lane.node;
    if (top + rowHeight() < visible.top() || top > visible.bottom()) continue;
    paintRibbon(painter, axis, lane, top + kRibbonTop * scale());
    // Refusals name no breaker: they are counted by node.
    if (isFirstOfNode) paintCounts(painter, axis, lane.node, top + kBarsTop * scale());
  }
  if (history_.lanes().empty()) {
    painter.setPen(Look::instance().quietInk());
    painter.setFont(Look::instance().words(13));
    painter.drawText(QRectF(visible), Qt::AlignCenter, tr("No breaker has opened so far"));
  }
}

void BreakerPanel::paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect&) {
  const Look& look = Look::instance();
  const double s = scale();
  painter.setFont(look.words(11));
  for (std::size_t i = 0; i < history_.lanes().size(); ++i) {
    const BreakerPiece* piece = pieceAt(history_.lanes()[i], session().time());
    if (piece == nullptr) continue;
    const QString text = describe(*piece);
    const double width = painter.fontMetrics().horizontalAdvance(text) + 10 * s;
    // Beside the playhead where there is room, otherwise as far into the panel as it takes.
    const double playhead = axis.xOf(session().time());
    double x = playhead + 4 * s;
    if (x + width > axis.width()) x = playhead - width - 4 * s;
    if (x < 0) x = std::max(0.0, axis.width() - width);
    const QRectF where(x, static_cast<double>(i) * rowHeight() + kMomentTop * s, width, kMomentHeight * s);
    painter.fillRect(where, look.panel());
    painter.setPen(look.ink());
    painter.drawText(where, Qt::AlignCenter, text);
  }
}

void BreakerPanel::paintGutter(QPainter& painter, const QRect& visible) {
  const Look& look = Look::instance();
  const double s = scale();
  painter.fillRect(visible, look.panel());
  for (std::size_t i = 0; i < history_.lanes().size(); ++i) {
    const BreakerLane& lane = history_.lanes()[i];
    const QRectF where(0, static_cast<double>(i) * rowHeight(), visible.width(), rowHeight());
    if (session().selectedNode() == lane.node)
      painter.fillRect(where.adjusted(0, 1, 0, -1), palette().color(QPalette::Highlight));
    painter.setPen(look.ink());
    painter.setFont(look.figures(12));
    painter.drawText(where.adjusted(10 * s, 5 * s, -4 * s, 0), Qt::AlignTop | Qt::AlignLeft,
                     qt(session().file().node_name(lane.node)));
    painter.setPen(look.quietInk());
    painter.setFont(look.words(11));
    const QString on = lane.on.empty() ? tr("on all it calls") : tr("on %1").arg(qt(lane.on));
    painter.drawText(where.adjusted(10 * s, 24 * s, -4 * s, 0), Qt::AlignTop | Qt::AlignLeft, on);
    // The key of the bars: each has a pattern of its own, too.
    const std::pair<QString, QBrush> key[] = {{tr("kept back"), QBrush(look.quietInk(), Qt::Dense5Pattern)},
                                              {tr("well"), look.of(Standing::serving)},
                                              {tr("failed"), look.of(Standing::refusing)}};
    painter.setFont(look.words(9.5));
    double y = where.top() + kBarsTop * s;
    for (const auto& [text, brush] : key) {
      painter.fillRect(QRectF(10 * s, y + 2 * s, 9 * s, 9 * s), brush);
      painter.drawText(QRectF(24 * s, y, 80 * s, 13 * s), Qt::AlignVCenter | Qt::AlignLeft, text);
      y += 13 * s;
    }
  }
}

TimeView::Hit BreakerPanel::hitAt(const QPointF& at) {
  const auto row = static_cast<std::size_t>(std::max(0.0, at.y()) / rowHeight());
  if (at.y() < 0 || row >= history_.lanes().size()) return {};
  const BreakerLane& lane = history_.lanes()[row];
  if (at.x() < 0) return {{}, lane.node, qt(session().file().node_name(lane.node))};
  const Instant time = axis().timeAt(at.x());
  const BreakerPiece* piece = pieceAt(lane, time);
  if (piece == nullptr) return {{}, lane.node, tr("down")};
  QString text = describe(*piece);
  if (const auto& counts = history_.counts(lane.node); !counts.empty()) {
    const auto bucket = std::min(counts.size() - 1, static_cast<std::size_t>(time.since_start() / history_.bucket()));
    text += "\n" + tr("in %1: %2 ended well, %3 failed, %4 kept back")
                       .arg(QString::fromStdString(to_text(history_.bucket())))
                       .arg(counts[bucket].heard - counts[bucket].failed)
                       .arg(counts[bucket].failed)
                       .arg(counts[bucket].refused);
  }
  return {static_cast<std::uint64_t>(piece->event) > 0 ? std::optional(piece->event) : std::nullopt, lane.node, text};
}

QString BreakerPanel::textEquivalent() const {
  QString said;
  for (const BreakerLane& lane : history_.lanes()) {
    const BreakerPiece* piece = pieceAt(lane, session().time());
    said += qt(session().file().node_name(lane.node)) +
            (lane.on.empty() ? QString() : " " + tr("on %1").arg(qt(lane.on))) + ": " +
            (piece == nullptr ? tr("down") : describe(*piece)) + "\n";
  }
  return said;
}

}  // namespace orrery::gui
