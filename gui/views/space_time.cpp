#include "views/space_time.h"

#include <cmath>

#include <QPainter>
#include <QScrollBar>

#include "models/run_scenario.h"
#include "run/state_text.h"
#include "services/call_observed.h"
#include "views/glyphs.h"

namespace orrery::gui {

namespace {

constexpr double kNear = 6;           // pixels that a pointer may be off
constexpr std::size_t kTooMany = 16;  // nodes of a group that have a row each

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

double distance(const QPointF& p, const QPointF& a, const QPointF& b) {
  const QPointF ab = b - a;
  const double squared = QPointF::dotProduct(ab, ab);
  const double t = squared > 0 ? std::clamp(QPointF::dotProduct(p - a, ab) / squared, 0.0, 1.0) : 0;
  const QPointF off = p - (a + ab * t);
  return std::sqrt(QPointF::dotProduct(off, off));
}

Tone toneOf(NameId event) {
  const Phrase* phrase = find_phrase(event);
  return phrase != nullptr ? phrase->tone : Tone::plain;
}

bool tells(NameId event) {
  const Phrase* phrase = find_phrase(event);
  return phrase != nullptr && phrase->weight == Weight::story;
}

}  // namespace

SpaceTimeView::SpaceTimeView(RunSession& session, QWidget* parent)
    : TimeView(session, tr("Space-time diagram"), parent),
      model_(session.file()),
      roles_(session.file(), name_id("role")),
      breakers_(session.file(), calls::kBreaker.name.id()),
      outages_(session.file()) {
  if (const auto scenario = scenarioOf(session.file()))
    hiddenByScenario_.insert(scenario->show.hide.begin(), scenario->show.hide.end());
  model_.setHidden(hiddenByScenario_);
  rebuildRows();
  readOnGrowth([this] {
    roles_.update();
    breakers_.update();
    outages_.update();
    model_.forget();
    rebuildRows();
  });
  addCommand(tr("Show or hide what the scenario hides"), QKeySequence(Qt::Key_H), [this] {
    model_.setHidden(model_.hidden().empty() ? hiddenByScenario_ : Hidden());
    rebuildRows();
    invalidate();
  });
  addCommand(tr("Show each of a large group, or all of it in one row"), QKeySequence(Qt::Key_G), [this] {
    gathersGroups_ = !gathersGroups_;
    rebuildRows();
    invalidate();
  });
  addCommand(tr("Show or hide timers"), QKeySequence(Qt::Key_T), [this] {
    showsTimers_ = !showsTimers_;
    invalidate();
  });
}

void SpaceTimeView::rebuildRows() {
  rows_.clear();
  rowOf_.clear();
  const auto& nodes = session().file().info().nodes;
  std::map<std::string, std::size_t> sizes;
  for (const auto& node : nodes) ++sizes[node.group];
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    if (!model_.isShown(NodeId{i})) continue;
    const std::size_t size = sizes[nodes[i].group];
    const bool isGathered = gathersGroups_ && size > kTooMany;
    const bool joins = isGathered && !rows_.empty() && nodes[index(rows_.back().nodes.front())].group == nodes[i].group;
    if (!joins)
      rows_.push_back({{},
                       isGathered ? QString::fromStdString(nodes[i].group) + QString::fromUtf8(" × %1").arg(size)
                                  : QString::fromStdString(nodes[i].name)});
    rows_.back().nodes.push_back(NodeId{i});
    rowOf_[NodeId{i}] = rows_.size() - 1;
  }
  updateScrollRange();
}

double SpaceTimeView::rowHeight() const {
  const double room = viewport()->height() - rulerHeight() - stripHeight();
  const double each = rows_.empty() ? room : room / static_cast<double>(rows_.size());
  return std::clamp(each, 22 * scale(), 76 * scale());
}

double SpaceTimeView::stripHeight() const { return 20 * scale(); }

// With the strip, so that the last row can be scrolled clear of it.
int SpaceTimeView::contentHeight() const {
  return static_cast<int>(rowHeight() * static_cast<double>(rows_.size()) + stripHeight());
}

// The strip stands still while the rows are scrolled.
double SpaceTimeView::axisBottom() const {
  return verticalScrollBar()->value() + viewport()->height() - rulerHeight() - stripHeight();
}

std::optional<double> SpaceTimeView::yOf(NodeId node) const {
  const auto row = rowOf_.find(node);
  if (row == rowOf_.end()) return std::nullopt;
  return (static_cast<double>(row->second) + 0.5) * rowHeight();
}

void SpaceTimeView::paintGutter(QPainter& painter, const QRect& visible) {
  const Look& look = Look::instance();
  painter.fillRect(visible, look.panel());
  painter.setFont(look.figures(12));
  const double height = rowHeight();
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const QRectF where(0, static_cast<double>(row) * height, visible.width(), height);
    if (!where.intersects(visible)) continue;
    const auto& nodes = rows_[row].nodes;
    const auto selected = session().selectedNode();
    const bool isSelected = selected && std::find(nodes.begin(), nodes.end(), *selected) != nodes.end();
    if (isSelected) painter.fillRect(where.adjusted(0, 1, 0, -1), palette().color(QPalette::Highlight));
    painter.setPen(look.ink());
    painter.drawText(where.adjusted(10 * scale(), 0, -6 * scale(), 0), Qt::AlignVCenter | Qt::AlignLeft,
                     rows_[row].name);
  }
  const QRectF strip(0, axisBottom(), visible.width(), stripHeight());
  painter.fillRect(strip, look.ground());
  painter.setPen(look.hairline());
  painter.drawLine(strip.topLeft(), strip.topRight());
}

void SpaceTimeView::paintGroup(QPainter& painter, const TimelineAxis& axis, double y) const {
  const Look& look = Look::instance();
  const double end = std::min(axis.width() + 10, axis.xOf(session().reached()));
  painter.setPen(QPen(look.quietInk(), 1.5 * scale()));
  for (const double off : {-2.5, 0.0, 2.5})
    painter.drawLine(QPointF(std::max(-10.0, axis.xOf(Instant::start())), y + off * scale()),
                     QPointF(end, y + off * scale()));
}

void SpaceTimeView::paintLifeline(QPainter& painter, const TimelineAxis& axis, NodeId node, double y) const {
  const Look& look = Look::instance();
  const double s = scale();
  const auto x = [&](Instant time) { return std::clamp(axis.xOf(time), -10.0, axis.width() + 10); };
  const double end = x(session().reached());
  // A line and all that is on it stands apart from the band behind it, whatever hue that has.
  const auto clear = [&](double from, double to, double half) {
    painter.fillRect(QRectF(from, y - half, std::max(1.0, to - from), 2 * half), look.panel());
  };
  clear(x(Instant::start()), end, 2 * s);
  painter.setPen(QPen(look.hairline().darker(look.isDark() ? 80 : 115), 1.5 * s));
  painter.drawLine(QPointF(x(Instant::start()), y), QPointF(end, y));
  const std::vector<RibbonPiece>& pieces = roles_.of(node).empty() ? breakers_.of(node) : roles_.of(node);
  for (const RibbonPiece& piece : piecesBetween(pieces, axis.span().from, axis.span().to())) {
    const std::string value = state_text(session().file().info(), piece.value, piece.type);
    const Standing standing = standingOf(value);
    const double half = (standing == Standing::inCharge ? 4.5 : standing == Standing::serving ? 1.5 : 3.5) * s;
    const double from = x(piece.from);
    const double to = std::min(x(piece.to), end);
    clear(from, to, half + s);
    drawPiece(painter, QRectF(from, y - half, std::max(1.0, to - from), 2 * half), standing, look.of(standing));
  }
  for (const Outage& outage : outages_.of(node)) {
    if (outage.to < axis.span().from || axis.span().to() < outage.from) continue;
    const double from = x(outage.from);
    const double to = std::min(x(outage.to), end);
    drawOutage(painter, QRectF(from, y - 5 * s, std::max(1.0, to - from), 10 * s), outage.kind);
    if (outage.kind != Outage::Kind::down || !axis.span().contains(outage.from)) continue;
    painter.setPen(QPen(look.of(Tone::failing), 2 * s));
    drawCross(painter, QPointF(from, y), 5 * s);
  }
}

void SpaceTimeView::paintDensity(QPainter& painter, const TimelineAxis& axis, const Density& density) const {
  const double wide = axis.width() / static_cast<double>(density.columns);
  const double half = rowHeight() * 0.42;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  // What a row's nodes have together, against the densest row.
  std::vector<double> sums(rows_.size() * density.columns, 0);
  double most = 0;
  for (std::size_t row = 0; row < rows_.size(); ++row)
    for (std::size_t column = 0; column < density.columns; ++column) {
      double& sum = sums[row * density.columns + column];
      for (const NodeId node : rows_[row].nodes)
        sum += static_cast<double>(density.share[index(node) * density.columns + column]);
      most = std::max(most, sum);
    }
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const double y = (static_cast<double>(row) + 0.5) * rowHeight();
    for (std::size_t column = 0; column < density.columns; ++column) {
      const double sum = sums[row * density.columns + column];
      if (sum <= 0) continue;
      // By its root, so that a single burst leaves the rest to be seen. The height tells as much as the tint.
      const double shown = std::sqrt(sum / most);
      const int from = qRound(static_cast<double>(column) * wide);
      const int to = qRound(static_cast<double>(column + 1) * wide);
      const int high = qRound(half * (0.15 + 0.85 * shown));
      painter.fillRect(from, qRound(y) - high, std::max(1, to - from), 2 * high, bandInk(shown));
    }
  }
  painter.restore();
}

void SpaceTimeView::paintArrow(QPainter& painter, const TimelineAxis& axis, const Arrow& arrow, bool isQuiet) const {
  const auto from = yOf(arrow.from);
  const auto to = yOf(arrow.to);
  if (!from || !to) return;
  const double s = scale();
  const QPointF start(axis.xOf(arrow.sent), *from);
  const QPointF tip(axis.xOf(arrow.arrives), *to);
  const bool isSelected = session().selectedEvent() == arrow.ends;
  QColor color = colorOf(arrow.shape);
  if (isQuiet) color.setAlphaF(0.35F);
  if (arrow.isLost) color = Look::instance().of(Tone::failing);
  const double width = isSelected ? 3 * s : 1;
  painter.setPen(QPen(isSelected ? Look::instance().ink() : color, width,
                      arrow.isLost        ? Qt::DashLine
                      : arrow.attempt > 1 ? Qt::DashDotLine
                                          : Qt::SolidLine));
  if (arrow.isLost) {
    const QPointF lost = start + (tip - start) * 0.6;
    painter.drawLine(start, lost);
    painter.setPen(QPen(color, 1.6 * s));
    drawCross(painter, lost, 4 * s);
    return;
  }
  painter.drawLine(start, tip);
  if (!isQuiet) drawHead(painter, arrow.shape, start, tip, 6 * s);
}

void SpaceTimeView::paintMark(QPainter& painter, const TimelineAxis& axis, const EventMark& mark) const {
  const auto y = yOf(mark.node);
  if (!y) return;
  const double s = scale();
  const Look& look = Look::instance();
  const QPointF at(axis.xOf(mark.time), *y);
  const bool isSelected = session().selectedEvent() == mark.event;
  if (mark.kind == RecordKind::timer_fired) {
    if (!showsTimers_) return;
    painter.setPen(QPen(look.quietInk(), 1, Qt::DotLine));
    painter.drawLine(QPointF(axis.xOf(mark.since), *y - 7 * s), at + QPointF(0, -7 * s));
    painter.setPen(QPen(look.quietInk(), 1.5 * s));
    painter.drawLine(at + QPointF(0, -10 * s), at + QPointF(0, -3 * s));
    return;
  }
  const bool isStory = mark.kind == RecordKind::event && tells(mark.name);
  if (!isStory && !isSelected) {
    painter.setPen(QPen(look.quietInk(), 1));
    painter.drawLine(at + QPointF(0, 3 * s), at + QPointF(0, 6 * s));
    return;
  }
  painter.setPen(QPen(look.ink(), isSelected ? 2.5 * s : 1));
  painter.setBrush(look.of(toneOf(mark.name)));
  painter.drawEllipse(at, 4.5 * s, 4.5 * s);
}

void SpaceTimeView::paintChain(QPainter& painter, const TimelineAxis& axis) const {
  const auto& causes = session().chain().causes;
  if (causes.empty()) return;
  const double s = scale();
  const QColor ink = Look::instance().ink();
  for (const run_file::Cause& cause : causes) {
    const Record& record = cause.event.record;
    const auto y = yOf(record.node);
    if (!y) continue;
    const QPointF at(axis.xOf(record.time), *y);
    painter.setPen(QPen(ink, 2.5 * s));
    if (record.kind == RecordKind::delivered || record.kind == RecordKind::dropped) {
      if (const auto from = yOf(record.peer))
        painter.drawLine(QPointF(axis.xOf(Instant::nanoseconds(record.a)), *from), at);
    } else if (record.kind == RecordKind::timer_fired || record.kind == RecordKind::synced) {
      painter.drawLine(QPointF(axis.xOf(Instant::nanoseconds(record.a)), *y), at);
    }
    painter.setBrush(Look::instance().panel());
    painter.drawEllipse(at, 5 * s, 5 * s);
  }
  const Record& last = causes.back().event.record;
  if (const auto y = yOf(last.node)) {
    painter.setBrush(ink);
    painter.drawEllipse(QPointF(axis.xOf(last.time), *y), 5 * s, 5 * s);
  }
}

void SpaceTimeView::paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) {
  const SpaceTimePicture& picture = model_.between(axis.span());
  const double margin = rowHeight();
  if (picture.isGathered) paintDensity(painter, axis, picture.density);
  for (const Row& row : rows_)
    if (const double y = *yOf(row.nodes.front()); y > visible.top() - margin && y < visible.bottom() + margin)
      row.isGroup() ? paintGroup(painter, axis, y) : paintLifeline(painter, axis, row.nodes.front(), y);
  const bool dims = !session().chain().causes.empty();
  for (const bool keepAlives : {true, false})
    for (const Arrow& arrow : picture.arrows)
      if ((arrow.shape == MessageShape::heartbeat) == keepAlives) paintArrow(painter, axis, arrow, dims);
  for (const EventMark& mark : picture.marks) paintMark(painter, axis, mark);
  paintChain(painter, axis);
}

void SpaceTimeView::paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect& visible) {
  const Look& look = Look::instance();
  const QRectF strip(0, axisBottom(), visible.width(), stripHeight());
  painter.fillRect(strip, look.ground());
  painter.setPen(look.hairline());
  painter.drawLine(strip.topLeft(), strip.topRight());
  painter.setFont(look.words(11));
  painter.setPen(look.quietInk());
  const QString told = model_.between(axis.span()).isGathered
                           ? tr("dense: the taller a band, the more happens; + zooms in to each message")
                           : tr("filled head: request; hollow: reply; diamond: vote; small: keep-alive; cross: lost");
  const QRectF text = strip.adjusted(6 * scale(), 0, -6 * scale(), 0);
  painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                   painter.fontMetrics().elidedText(told, Qt::ElideRight, qRound(text.width())));
}

TimeView::Hit SpaceTimeView::arrowOrMarkAt(const QPointF& at) {
  const TimelineAxis shown = axis();
  const SpaceTimePicture& picture = model_.between(shown.span());
  Hit hit;
  double best = kNear * scale();
  for (const EventMark& mark : picture.marks) {
    const auto y = yOf(mark.node);
    if (!y || (mark.kind == RecordKind::timer_fired && !showsTimers_)) continue;
    const double off = distance(at, {shown.xOf(mark.time), *y}, {shown.xOf(mark.time), *y});
    if (off > best) continue;
    best = off;
    hit.event = mark.event;
    hit.node = mark.node;
  }
  if (hit.event) return hit;
  for (const Arrow& arrow : picture.arrows) {
    const auto from = yOf(arrow.from);
    const auto to = yOf(arrow.to);
    if (!from || !to) continue;
    const double off = distance(at, {shown.xOf(arrow.sent), *from}, {shown.xOf(arrow.arrives), *to});
    if (off > best) continue;
    best = off;
    hit.event = arrow.ends;
    hit.node = arrow.to;
  }
  return hit;
}

TimeView::Hit SpaceTimeView::hitAt(const QPointF& at) {
  if (at.y() >= axisBottom()) return {};
  const auto row = static_cast<std::size_t>(std::max(0.0, at.y() / rowHeight()));
  if (at.x() < 0) {
    if (row >= rows_.size()) return {};
    const auto& node = session().file().info().nodes[index(rows_[row].nodes.front())];
    if (rows_[row].isGroup()) return {{}, {}, tr("%1; G shows each of them").arg(rows_[row].name)};
    return {{}, rows_[row].nodes.front(), QString::fromStdString(node.name + ": " + node.kind + " on " + node.host)};
  }
  Hit hit = arrowOrMarkAt(at);
  if (hit.event)
    if (const auto event = session().file().event(*hit.event)) {
      const run_file::EventText told = session().teller().tell(*event);
      hit.text = timeText(event->record.time, axis().perPixel()) + "  " +
                 QString::fromStdString(told.who + " " + told.text) + "\n" + tr("Enter goes there, W asks why");
    }
  return hit;
}

QString SpaceTimeView::textEquivalent() const {
  const TimelineAxis shown = axis();
  const SpaceTimePicture& picture = model_.between(shown.span());
  QString said = tr("From %1 to %2").arg(timeText(shown.span().from), timeText(shown.span().to()));
  if (picture.isGathered) {
    said += tr(": too many events to tell apart");
  } else {
    const auto lost =
        std::count_if(picture.arrows.begin(), picture.arrows.end(), [](const Arrow& a) { return a.isLost; });
    said += tr(": %1 messages, %2 of them lost").arg(picture.arrows.size()).arg(lost);
  }
  for (const Row& row : rows_) {
    if (row.isGroup()) {
      said += "\n" + row.name;
      continue;
    }
    const NodeId node = row.nodes.front();
    const auto& state = session().frame().state.nodes[index(node)];
    const RibbonPiece* role = pieceAt(roles_.of(node), session().time());
    const std::string is = !state.up         ? "down"
                           : state.paused    ? "paused"
                           : role != nullptr ? state_text(session().file().info(), role->value, role->type)
                                             : "up";
    said += "\n" + qt(session().file().node_name(node)) + ": " + QString::fromStdString(is);
  }
  return said;
}

}  // namespace orrery::gui
