#include "views/election_panel.h"

#include <algorithm>

#include <QPainter>

#include "models/label_place.h"
#include "run/state_text.h"
#include "run_file/sqlite.h"
#include "views/glyphs.h"

namespace orrery::gui {

namespace {

constexpr std::size_t kVotes = 4000;

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

}  // namespace

bool ElectionPanel::isOffered(const RunSession& session) {
  const auto& patterns = session.file().head().patterns;
  return std::find(patterns.begin(), patterns.end(), "leader-election") != patterns.end();
}

ElectionPanel::ElectionPanel(RunSession& session, QWidget* parent)
    : TimeView(session, tr("Election"), parent),
      roles_(session.file(), name_id("role")),
      terms_(session.file(), name_id("term")),
      outages_(session.file()) {
  const auto findNodes = [this] {
    nodes_.clear();
    for (std::uint32_t i = 0; i < this->session().file().info().nodes.size(); ++i)
      if (!terms_.of(NodeId{i}).empty()) nodes_.push_back(NodeId{i});
    updateScrollRange();
  };
  findNodes();
  readOnGrowth([this, findNodes] {
    roles_.update();
    terms_.update();
    outages_.update();
    votesOf_ = {};
    findNodes();
  });
}

double ElectionPanel::ribbonHeight() const { return 38 * scale(); }
double ElectionPanel::cellHeight() const { return 20 * scale(); }
double ElectionPanel::logTop() const { return ribbonHeight() * static_cast<double>(nodes_.size()) + 26 * scale(); }

int ElectionPanel::contentHeight() const {
  return static_cast<int>(logTop() + cellHeight() * static_cast<double>(nodes_.size()) + 8 * scale());
}

std::optional<std::size_t> ElectionPanel::rowOf(NodeId node) const {
  const auto found = std::find(nodes_.begin(), nodes_.end(), node);
  if (found == nodes_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - nodes_.begin());
}

QRectF ElectionPanel::roleArea(const RibbonPiece& piece, const TimelineAxis& axis, double top) const {
  const double inset = standingOf(roleOf(piece)) == Standing::serving ? 7 * scale() : 3 * scale();
  return stretchOf(piece.from, piece.to, axis, 1.5, top + inset, ribbonHeight() - 17 * scale() - inset);
}

QRectF ElectionPanel::termArea(const RibbonPiece& piece, const TimelineAxis& axis, double top) const {
  return stretchOf(piece.from, piece.to, axis, 1, top + ribbonHeight() - 15 * scale(), 12 * scale());
}

QRectF ElectionPanel::outageArea(const Outage& outage, const TimelineAxis& axis, double top) const {
  return stretchOf(outage.from, outage.to, axis, 1, top + 3 * scale(), ribbonHeight() - 5 * scale());
}

QRectF ElectionPanel::stretchOf(Instant from, Instant to, const TimelineAxis& axis, double least, double top,
                                double height) const {
  const double left = std::max(-4.0, axis.xOf(from));
  const double right = std::min({axis.width() + 4, axis.xOf(session().reached()), axis.xOf(to)});
  return {left, top, std::max(least, right - left), height};
}

std::string ElectionPanel::roleOf(const RibbonPiece& piece) const {
  return state_text(session().file().info(), piece.value, piece.type);
}

void ElectionPanel::paintRibbon(QPainter& painter, const TimelineAxis& axis, NodeId node, double top) const {
  const Look& look = Look::instance();
  for (const RibbonPiece& piece : piecesBetween(roles_.of(node), axis.span().from, axis.span().to())) {
    const Standing standing = standingOf(roleOf(piece));
    QColor fill = look.of(standing);
    if (standing == Standing::serving) fill.setAlphaF(0.45F);
    drawPiece(painter, roleArea(piece, axis, top), standing, fill);
  }
  for (const RibbonPiece& piece : piecesBetween(terms_.of(node), axis.span().from, axis.span().to()))
    painter.fillRect(termArea(piece, axis, top), look.ofTerm(piece.value));
  for (const Outage& outage : outages_.of(node))
    if (!(outage.to < axis.span().from || axis.span().to() < outage.from))
      drawOutage(painter, outageArea(outage, axis, top), outage.kind);
}

// What is in their way moves with the playhead.
void ElectionPanel::paintWords(QPainter& painter, const TimelineAxis& axis, NodeId node, double top) const {
  const Look& look = Look::instance();
  const double s = scale();
  const double playhead = axis.xOf(session().time());
  const std::vector<Stretch> line{{playhead - 3 * s, playhead + 3 * s}};
  std::vector<Stretch> marks = marksOn(node, axis);
  marks.push_back(line.front());
  // A word that is run through is worse than none: the piece's shape and hint say the same.
  const auto placed = [&](const QRectF& where, const QString& text,
                          const std::vector<Stretch>& taken) -> std::optional<QRectF> {
    constexpr double kLeastPiece = 16;  // nothing is measured for what no word fits into
    if (where.width() < kLeastPiece) return std::nullopt;
    const double wide = painter.fontMetrics().horizontalAdvance(text);
    if (wide + 8 * s > where.width()) return std::nullopt;
    const double left = labelLeft({std::max(where.left(), 0.0) + 4 * s, where.right() - 4 * s}, wide, taken);
    if (!isClear({left, left + wide}, taken)) return std::nullopt;
    return QRectF(left, where.top(), wide + 1, where.height());
  };
  painter.setFont(look.words(11));
  for (const RibbonPiece& piece : piecesBetween(roles_.of(node), axis.span().from, axis.span().to())) {
    const QString role = qt(roleOf(piece));
    const auto label = placed(roleArea(piece, axis, top), role, marks);
    if (!label) continue;
    const Standing standing = standingOf(roleOf(piece));
    painter.setPen(standing == Standing::serving ? look.ink() : inkOn(look.of(standing)));
    painter.drawText(*label, Qt::AlignVCenter | Qt::AlignLeft, role);
  }
  for (const Outage& outage : outages_.of(node)) {
    if (outage.to < axis.span().from || axis.span().to() < outage.from) continue;
    const QString text = outage.kind == Outage::Kind::down ? tr("down") : tr("paused");
    const auto label = placed(outageArea(outage, axis, top), text, line);
    if (!label) continue;
    painter.fillRect(label->adjusted(-3 * s, 4 * s, 3 * s, -4 * s), look.panel());
    painter.setPen(look.quietInk());
    painter.drawText(*label, Qt::AlignVCenter | Qt::AlignLeft, text);
  }
  painter.setFont(look.figures(10));
  for (const RibbonPiece& piece : piecesBetween(terms_.of(node), axis.span().from, axis.span().to())) {
    const QString text = tr("term %1").arg(piece.value);
    const auto label = placed(termArea(piece, axis, top), text, line);
    if (!label) continue;
    painter.setPen(inkOn(look.ofTerm(piece.value)));
    painter.drawText(*label, Qt::AlignVCenter | Qt::AlignLeft, text);
  }
}

QPointF ElectionPanel::placeOf(const Vote& vote, const TimelineAxis& axis) const {
  const double row = static_cast<double>(rowOf(vote.voter).value_or(0));
  return {axis.xOf(vote.time), row * ribbonHeight() + ribbonHeight() * 0.3};
}

void ElectionPanel::readVotes(const TimelineAxis& axis) {
  if (votesOf_ == axis.span()) return;
  try {
    votes_ = votesBetween(session().file(), axis.span(), kVotes);
  } catch (const SqliteError&) {
    votes_.clear();
  }
  votesOf_ = axis.span();
}

// The diamonds of its votes, and the lines of others' that cross its row.
std::vector<Stretch> ElectionPanel::marksOn(NodeId node, const TimelineAxis& axis) const {
  const double half = 7 * scale();
  const auto row = rowOf(node);
  std::vector<Stretch> all;
  for (const Vote& vote : votes_) {
    const auto voter = rowOf(vote.voter), candidate = rowOf(vote.candidate);
    if (!row || !voter || !candidate) continue;
    const auto [top, bottom] = std::minmax(*voter, *candidate);
    if (*row < top || *row > bottom) continue;
    const double x = axis.xOf(vote.time);
    all.push_back({x - half, x + half});
  }
  return all;
}

void ElectionPanel::paintVotes(QPainter& painter, const TimelineAxis& axis) {
  const Look& look = Look::instance();
  const double s = scale();
  for (const Vote& vote : votes_) {
    const auto candidate = rowOf(vote.candidate);
    if (!candidate || !rowOf(vote.voter)) continue;
    const QPointF at = placeOf(vote, axis);
    painter.setPen(QPen(look.ink(), 1));
    painter.drawLine(at, QPointF(at.x(), static_cast<double>(*candidate) * ribbonHeight() + ribbonHeight() * 0.3));
    const bool isMarked = session().isInChain(vote.event) || session().selectedEvent() == vote.event;
    painter.setPen(QPen(look.ink(), isMarked ? 2.5 * s : 1));
    painter.setBrush(look.ofTerm(vote.term));
    drawDiamond(painter, at, 5 * s);
  }
}

void ElectionPanel::paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) {
  readVotes(axis);
  for (std::size_t row = 0; row < nodes_.size(); ++row) {
    const double top = static_cast<double>(row) * ribbonHeight();
    if (top + ribbonHeight() < visible.top() || top > visible.bottom()) continue;
    paintRibbon(painter, axis, nodes_[row], top);
  }
  paintVotes(painter, axis);
}

void ElectionPanel::paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect& visible) {
  const Look& look = Look::instance();
  const double s = scale();
  const double wide = 34 * s;
  for (std::size_t row = 0; row < nodes_.size(); ++row)
    if (const double top = static_cast<double>(row) * ribbonHeight();
        top + ribbonHeight() >= visible.top() && top <= visible.bottom())
      paintWords(painter, axis, nodes_[row], top);
  if (logTop() > visible.bottom()) return;
  const auto columns = static_cast<std::size_t>(std::clamp((axis.width() - 140 * s) / wide, 1.0, 60.0));
  LogGrid grid;
  try {
    grid = logGridAt(session().file(), session().event(), nodes_, columns);
  } catch (const SqliteError&) {
    return;
  }
  painter.setFont(look.words(11));
  painter.setPen(look.quietInk());
  painter.drawText(QPointF(4 * s, logTop() - 8 * s),
                   tr("The logs now: index of an entry, hue and strip of its term; filled as far as it is applied"));
  painter.setFont(look.figures(10));
  for (std::size_t row = 0; row < grid.rows.size(); ++row) {
    const LogRow& log = grid.rows[row];
    const double top = logTop() + static_cast<double>(row) * cellHeight();
    for (std::size_t column = 0; column < grid.columns; ++column) {
      const std::int64_t at = grid.first + static_cast<std::int64_t>(column);
      const std::int64_t term = log.terms[column];
      if (at > log.last) continue;
      const QRectF cell(static_cast<double>(column) * wide + 4 * s, top + 1.5 * s, wide - 2 * s, cellHeight() - 3 * s);
      const bool isApplied = at <= log.applied;
      const QColor hue = term > 0 ? look.ofTerm(term) : look.hairline();
      painter.setPen(QPen(hue, 1.5 * s));
      painter.setBrush(isApplied ? QBrush(hue) : QBrush(look.panel()));
      painter.drawRect(cell);
      painter.setPen(isApplied ? inkOn(hue) : look.ink());
      painter.drawText(cell, Qt::AlignCenter, QString::number(at));
    }
    painter.setPen(look.quietInk());
    if (log.last < grid.first)
      painter.drawText(QRectF(4 * s, top, 240 * s, cellHeight()), Qt::AlignVCenter | Qt::AlignLeft,
                       log.last > 0 ? tr("ends at entry %1").arg(log.last) : tr("empty"));
    painter.drawText(QRectF(static_cast<double>(grid.columns) * wide + 10 * s, top, 140 * s, cellHeight()),
                     Qt::AlignVCenter | Qt::AlignLeft, tr("applied %1 of %2").arg(log.applied).arg(log.last));
  }
}

void ElectionPanel::paintGutter(QPainter& painter, const QRect& visible) {
  const Look& look = Look::instance();
  painter.fillRect(visible, look.panel());
  painter.setFont(look.figures(12));
  const double s = scale();
  for (std::size_t row = 0; row < nodes_.size(); ++row) {
    const QString name = qt(session().file().node_name(nodes_[row]));
    const QRectF ribbon(0, static_cast<double>(row) * ribbonHeight(), visible.width(), ribbonHeight());
    const QRectF log(0, logTop() + static_cast<double>(row) * cellHeight(), visible.width(), cellHeight());
    if (session().selectedNode() == nodes_[row])
      for (const QRectF& where : {ribbon, log}) painter.fillRect(where, palette().color(QPalette::Highlight));
    painter.setPen(look.ink());
    for (const QRectF& where : {ribbon, log})
      painter.drawText(where.adjusted(10 * s, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, name);
  }
}

TimeView::Hit ElectionPanel::hitAt(const QPointF& at) {
  const auto row = static_cast<std::size_t>(std::max(0.0, at.y()) / ribbonHeight());
  if (at.y() < 0 || row >= nodes_.size()) return {};
  const TimelineAxis shown = axis();
  for (const Vote& vote : votes_) {
    const QPointF off = placeOf(vote, shown) - at;
    if (off.manhattanLength() > 7 * scale()) continue;
    return {vote.event, vote.voter,
            tr("%1 votes for %2 in term %3")
                .arg(qt(session().file().node_name(vote.voter)), qt(session().file().node_name(vote.candidate)))
                .arg(vote.term)};
  }
  if (at.x() < 0) return {{}, nodes_[row], qt(session().file().node_name(nodes_[row]))};
  const Instant time = shown.timeAt(at.x());
  const RibbonPiece* role = pieceAt(roles_.of(nodes_[row]), time);
  const RibbonPiece* term = pieceAt(terms_.of(nodes_[row]), time);
  if (role == nullptr || term == nullptr) return {{}, nodes_[row], tr("down")};
  return {role->event, nodes_[row],
          tr("%1 in term %2 since %3")
              .arg(qt(state_text(session().file().info(), role->value, role->type)))
              .arg(term->value)
              .arg(timeText(role->from, shown.perPixel()))};
}

QString ElectionPanel::textEquivalent() const {
  QString said;
  const LogGrid grid = logGridAt(session().file(), session().event(), nodes_, 1);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const RibbonPiece* role = pieceAt(roles_.of(nodes_[i]), session().time());
    const RibbonPiece* term = pieceAt(terms_.of(nodes_[i]), session().time());
    said += qt(session().file().node_name(nodes_[i])) + ": ";
    said +=
        role == nullptr || term == nullptr
            ? tr("down")
            : tr("%1, term %2").arg(qt(state_text(session().file().info(), role->value, role->type))).arg(term->value);
    said += tr("; log up to %1, applied up to %2").arg(grid.rows[i].last).arg(grid.rows[i].applied) + "\n";
  }
  return said;
}

}  // namespace orrery::gui
