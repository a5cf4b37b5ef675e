#include "views/ambassador_panel.h"

#include <algorithm>

#include <QPainter>

#include "patterns/ambassador/ambassador_observed.h"
#include "run_file/sqlite.h"
#include "views/glyphs.h"

namespace orrery::gui {

namespace {

constexpr int kTracks = ProxyRequests::kTracks;  // side by side in a lane, so that attempts at one time are told apart

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

QColor colorOf(AttemptEnd end) {
  const Look& look = Look::instance();
  switch (end) {
    case AttemptEnd::answered: return look.of(Standing::serving);
    case AttemptEnd::failed:
    case AttemptEnd::timedOut: return look.of(Standing::refusing);
    case AttemptEnd::givenUp: return look.quietInk();
    case AttemptEnd::open: return look.of(Standing::undecided);
  }
  return look.ink();
}

QString outcomeText(NameId outcome) {
  if (outcome == ambassador::kAnswered.id()) return AmbassadorPanel::tr("answered");
  if (outcome == ambassador::kProxyFailed.id()) return AmbassadorPanel::tr("failed");
  if (outcome == ambassador::kProxyTimedOut.id()) return AmbassadorPanel::tr("timed out");
  if (outcome == ambassador::kProxyOverflowed.id()) return AmbassadorPanel::tr("turned away");
  return AmbassadorPanel::tr("under way");
}

}  // namespace

bool AmbassadorPanel::isOffered(const RunSession& session) {
  const auto& nodes = session.file().info().nodes;
  return std::any_of(nodes.begin(), nodes.end(), [](const auto& node) { return node.kind == "ambassador"; });
}

AmbassadorPanel::AmbassadorPanel(RunSession& session, QWidget* parent)
    : TimeView(session, tr("Ambassador"), parent),
      model_(session.file()),
      hosts_(model_.hosts()),
      outages_(model_.outages()) {
  readOnGrowth([this] {
    model_.forget();
    outages_ = model_.outages();
  });
  addCommand(tr("Next request"), QKeySequence(Qt::Key_J), [this] { toRequest(true); });
  addCommand(tr("Previous request"), QKeySequence(Qt::Key_K), [this] { toRequest(false); });
}

int AmbassadorPanel::contentHeight() const {
  constexpr double kAttempts = 4;  // that are seen without scrolling
  return static_cast<int>(waterfallTop() + (64 + 22 * kAttempts) * scale());
}

const std::optional<ProxyRequest>& AmbassadorPanel::chosen() const {
  try {
    std::optional<RecordId> arrival;
    if (session().selectedEvent()) arrival = model_.arrivalOf(*session().selectedEvent());
    if (!arrival) arrival = model_.latestArrival(session().event());
    const bool isKnown = arrival && chosen_ && chosen_->accepted == *arrival && chosen_->outcome != kNoName;
    if (!isKnown) chosen_ = arrival ? model_.request(*arrival) : std::nullopt;
  } catch (const SqliteError&) {
    chosen_.reset();
  }
  return chosen_;
}

void AmbassadorPanel::toRequest(bool forward) {
  const auto& file = session().file();
  session().selectEvent(std::nullopt);
  const auto now = model_.latestArrival(session().event());
  if (forward) {
    const RecordId after{static_cast<std::uint64_t>(session().event()) + 1};
    const auto found = file.events_of(RecordKind::event, ambassador::kAccepted.id(), after, 1);
    if (!found.empty()) session().seekEvent(found.front().record.id);
  } else if (now && static_cast<std::uint64_t>(*now) > 1) {
    if (const auto earlier = model_.latestArrival(RecordId{static_cast<std::uint64_t>(*now) - 1}))
      session().seekEvent(*earlier);
  }
}

void AmbassadorPanel::paintAttempt(QPainter& painter, const QRectF& where, AttemptEnd end, bool isHedge) const {
  const double s = scale();
  painter.setPen(QPen(colorOf(end), isHedge ? 1.5 * s : 1));
  painter.setBrush(isHedge ? QBrush(Look::instance().panel()) : QBrush(colorOf(end)));
  painter.drawRect(where);
  // How it ended has a shape at its end, too.
  const QPointF tip(where.right(), where.center().y());
  painter.setPen(QPen(end == AttemptEnd::answered ? colorOf(end).darker(130) : colorOf(end), 1.6 * s));
  if (end == AttemptEnd::answered) {
    // Where attempts are short and many, what went well steps back behind what did not.
    if (where.width() < 4 * s) return;
    painter.setBrush(colorOf(end));
    painter.drawEllipse(tip, 2.4 * s, 2.4 * s);
  } else if (end == AttemptEnd::timedOut || end == AttemptEnd::failed) {
    drawCross(painter, tip, 3 * s);
  } else if (end == AttemptEnd::givenUp) {
    painter.drawLine(tip + QPointF(0, -3 * s), tip + QPointF(0, 3 * s));
  }
}

QRectF AmbassadorPanel::placeOf(const ProxyAttempt& attempt, const TimelineAxis& axis) const {
  const auto host = std::find(hosts_.begin(), hosts_.end(), attempt.host);
  if (host == hosts_.end()) return {};
  const double s = scale();
  const double top = static_cast<double>(host - hosts_.begin()) * laneHeight() + 4 * s;
  const double track = (laneHeight() - 8 * s) / kTracks;
  const double y = top + static_cast<double>(attempt.track % kTracks) * track;
  const double from = std::max(-6.0, axis.xOf(attempt.from));
  const double to = std::min(axis.width() + 6, axis.xOf(attempt.to));
  return {from, y + 0.5 * s, std::max(1.0, to - from), track - 2 * s};
}

void AmbassadorPanel::paintContent(QPainter& painter, const TimelineAxis& axis, const QRect&) {
  const Look& look = Look::instance();
  const double s = scale();
  painter.setFont(look.words(10));
  for (const HostOutage& outage : outages_) {
    const auto host = std::find(hosts_.begin(), hosts_.end(), outage.host);
    if (host == hosts_.end() || outage.to < axis.span().from || axis.span().to() < outage.from) continue;
    const double from = std::max(-4.0, axis.xOf(outage.from));
    const double to = std::min(axis.width() + 4, axis.xOf(std::min(outage.to, session().reached())));
    const QRectF where(from, static_cast<double>(host - hosts_.begin()) * laneHeight() + 2 * s,
                       std::max(2.0, to - from), laneHeight() - 4 * s);
    painter.fillRect(where, QBrush(outage.isEjected ? look.of(Standing::refusing) : look.quietInk(), Qt::BDiagPattern));
    painter.setPen(look.ink());
    const QString text = outage.isEjected ? tr("ejected") : tr("fails its health checks");
    if (painter.fontMetrics().horizontalAdvance(text) + 12 * s < where.width()) {
      QRectF label = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-4 * s, -1 * s, 4 * s, 1 * s);
      label.moveTo(where.left() + 4 * s, where.top() + 2 * s);
      painter.fillRect(label, look.panel());
      painter.drawText(label, Qt::AlignCenter, text);
    }
  }
  const ProxyPicture& picture = model_.between(axis.span());
  painter.setRenderHint(QPainter::Antialiasing, picture.requests.size() < 800);
  for (const ProxyRequest& request : picture.requests)
    for (const ProxyAttempt& attempt : request.attempts)
      if (const QRectF where = placeOf(attempt, axis); !where.isEmpty())
        paintAttempt(painter, where, attempt.end, attempt.isHedge);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(look.hairline());
  for (std::size_t i = 1; i <= hosts_.size(); ++i)
    painter.drawLine(QPointF(0, static_cast<double>(i) * laneHeight()),
                     QPointF(axis.width(), static_cast<double>(i) * laneHeight()));
  if (!picture.isCut) return;
  painter.setPen(look.quietInk());
  painter.drawText(QRectF(0, 2 * s, axis.width() - 6 * s, 16 * s), Qt::AlignRight,
                   tr("too many requests to show them all: zoom in (+)"));
}

QString AmbassadorPanel::describe(const ProxyRequest& request) const {
  const auto& file = session().file();
  QString text =
      tr("Operation %1 of %2 at %3: %4")
          .arg(request.operation)
          .arg(qt(file.node_name(request.client)), qt(file.node_name(request.proxy)), outcomeText(request.outcome));
  if (request.outcome != kNoName)
    text += tr(" after %1, %2")
                .arg(QString::fromStdString(to_text(request.to - request.from)),
                     request.attempts.size() == 1 ? tr("1 attempt") : tr("%1 attempts").arg(request.attempts.size()));
  return text;
}

void AmbassadorPanel::paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect& visible) {
  const double top = waterfallTop();
  if (top > visible.bottom()) return;
  const std::optional<ProxyRequest>& shown = chosen();
  if (!shown) return;
  const ProxyRequest& request = *shown;
  for (const ProxyRequest& seen : model_.between(axis.span()).requests)
    if (seen.accepted == request.accepted)
      for (const ProxyAttempt& attempt : seen.attempts) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Look::instance().ink(), 1.5 * scale()));
        painter.drawRect(placeOf(attempt, axis).adjusted(-2, -2, 2, 2));
      }
  const Look& look = Look::instance();
  const double s = scale();
  painter.fillRect(QRectF(-4, top, axis.width() + 20 * s, visible.bottom() - top + 1), look.ground());
  QFont font = look.words(12);
  font.setWeight(QFont::DemiBold);
  painter.setFont(font);
  painter.setPen(look.ink());
  painter.drawText(QPointF(6 * s, top + 17 * s), describe(request));
  // An axis of its own: from the request's arrival to its end.
  const Duration length = std::max(request.to - request.from, Duration::nanoseconds(1000));
  const TimelineAxis own({request.from, length}, std::max(10.0, axis.width() - 150 * s));
  painter.setFont(look.figures(10));
  const double ruler = top + 26 * s;
  for (const TimelineAxis::Tick& tick : TimelineAxis({Instant::start(), length}, own.width()).ticks(80 * s)) {
    painter.setPen(look.hairline());
    painter.drawLine(QPointF(tick.x, ruler + (tick.isMajor ? 0 : 8 * s)), QPointF(tick.x, ruler + 14 * s));
    if (!tick.isMajor) continue;
    painter.setPen(look.quietInk());
    painter.drawText(QRectF(tick.x + 3 * s, ruler - 2 * s, 90 * s, 14 * s), Qt::AlignLeft | Qt::AlignVCenter,
                     QString::fromStdString(to_text(tick.time.since_start())));
  }
  if (request.forwarded) {
    const QRectF held(own.xOf(request.from), ruler + 16 * s,
                      std::max(1.0, own.xOf(*request.forwarded) - own.xOf(request.from)), 4 * s);
    painter.fillRect(held, look.quietInk());
  }
  double y = ruler + 22 * s;
  for (const ProxyAttempt& attempt : request.attempts) {
    const QRectF bar(own.xOf(attempt.from), y + 4 * s, std::max(2.0, own.xOf(attempt.to) - own.xOf(attempt.from)),
                     12 * s);
    paintAttempt(painter, bar, attempt.end, attempt.isHedge);
    painter.setPen(look.ink());
    painter.setFont(look.figures(11));
    const QString text = tr("%1 %2: %3 after %4")
                             .arg(attempt.isHedge ? tr("hedge") : QString::number(attempt.number),
                                  qt(session().file().node_name(attempt.host)), qt(textOf(attempt.end)),
                                  QString::fromStdString(to_text(attempt.to - attempt.from)));
    const double width = painter.fontMetrics().horizontalAdvance(text) + 12 * s;
    const bool fitsBehind = bar.right() + width < axis.width();
    const QRectF where(fitsBehind ? bar.right() + 8 * s : std::max(0.0, bar.left() - width), y, width, 20 * s);
    const bool isInside = !fitsBehind && bar.left() < width;
    painter.setPen(isInside ? inkOn(colorOf(attempt.end)) : look.ink());
    painter.drawText(isInside ? bar.adjusted(6 * s, -4 * s, 0, 4 * s) : where, Qt::AlignVCenter | Qt::AlignLeft, text);
    y += 22 * s;
  }
}

void AmbassadorPanel::paintGutter(QPainter& painter, const QRect& visible) {
  const Look& look = Look::instance();
  const double s = scale();
  painter.fillRect(visible, look.panel());
  painter.setFont(look.figures(12));
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    const QRectF where(0, static_cast<double>(i) * laneHeight(), visible.width(), laneHeight());
    if (session().selectedNode() == hosts_[i])
      painter.fillRect(where.adjusted(0, 1, 0, -1), palette().color(QPalette::Highlight));
    painter.setPen(look.ink());
    painter.drawText(where.adjusted(10 * s, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     qt(session().file().node_name(hosts_[i])));
  }
  painter.setPen(look.quietInk());
  painter.setFont(look.words(11));
  painter.drawText(QRectF(10 * s, waterfallTop() + 4 * s, visible.width() - 14 * s, 60 * s),
                   Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, tr("one request\n(J next, K previous)"));
}

TimeView::Hit AmbassadorPanel::hitAt(const QPointF& at) {
  const auto lane = static_cast<std::size_t>(std::max(0.0, at.y()) / laneHeight());
  if (at.y() < 0 || lane >= hosts_.size()) return {};
  if (at.x() < 0) return {{}, hosts_[lane], qt(session().file().node_name(hosts_[lane]))};
  const TimelineAxis shown = axis();
  for (const ProxyRequest& request : model_.between(shown.span()).requests)
    for (const ProxyAttempt& attempt : request.attempts)
      if (placeOf(attempt, shown).adjusted(-3, -1, 3, 1).contains(at))
        return {attempt.event, attempt.host,
                describe(request) + "\n" +
                    tr("attempt %1 at %2: %3 after %4")
                        .arg(attempt.number)
                        .arg(qt(session().file().node_name(attempt.host)), qt(textOf(attempt.end)),
                             QString::fromStdString(to_text(attempt.to - attempt.from)))};
  return {{}, hosts_[lane], {}};
}

QString AmbassadorPanel::textEquivalent() const {
  QString said;
  if (chosen()) {
    said = describe(*chosen()) + "\n";
    for (const ProxyAttempt& attempt : chosen()->attempts)
      said += tr("attempt %1 at %2: %3 after %4")
                  .arg(attempt.number)
                  .arg(qt(session().file().node_name(attempt.host)), qt(textOf(attempt.end)),
                       QString::fromStdString(to_text(attempt.to - attempt.from))) +
              "\n";
  }
  for (const HostOutage& outage : outages_)
    if (outage.from <= session().time() && session().time() < outage.to)
      said += qt(session().file().node_name(outage.host)) + ": " +
              (outage.isEjected ? tr("ejected") : tr("fails its health checks")) + "\n";
  return said;
}

}  // namespace orrery::gui
