#include "views/charts.h"

#include <QPainter>

#include "models/label_place.h"
#include "run/metrics.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

// What a bucket costs grows with the events of the run.
constexpr std::size_t kBuckets = 120, kFewerBuckets = 60;
constexpr std::uint64_t kManyEvents = 500'000;

QString nameOf(const Series& series) {
  QString name = QString::fromStdString(series.metric).replace('_', ' ');
  if (!series.statistic.empty()) name = QString::fromStdString(series.statistic) + " " + name;
  if (series.isRunningTotal) name += QObject::tr(", running total");
  return name;
}

QString figureOf(const Series& series, std::optional<double> figure) {
  return QString::fromStdString(figure_text(series.unit, figure));
}

// A sign beside the colour.
QString verdictSign(const std::optional<Verdict>& verdict) {
  if (!verdict) return QString::fromUtf8("…");
  return *verdict == Verdict::held     ? QString::fromUtf8("✓")
         : *verdict == Verdict::failed ? QString::fromUtf8("✗")
                                       : QStringLiteral("?");
}

QColor verdictColor(const std::optional<Verdict>& verdict) {
  const Look& look = Look::instance();
  if (!verdict || *verdict == Verdict::undecided) return look.quietInk();
  return look.of(*verdict == Verdict::held ? Tone::serving : Tone::failing);
}

}  // namespace

ChartsView::ChartsView(RunSession& session, QWidget* parent)
    : TimeView(session, tr("Charts"), parent), job_(session.file().path()) {
  connect(&job_, &SeriesJob::done, this, [this](const std::shared_ptr<const SeriesTable>& table) {
    table_ = table;
    showState({});
    followRun();
  });
  connect(&job_, &SeriesJob::failed, this, &ChartsView::showState);
  connect(&job_, &SeriesJob::progressed, this, [this](double share) {
    if (table_ == nullptr) showState(tr("Computing: %1% (C stops it)").arg(qRound(share * 100)));
  });
  connect(&session, &RunSession::grew, this, &ChartsView::followRun);
  addCommand(tr("Stop or start computing"), QKeySequence(Qt::Key_C), [this] {
    if (job_.isRunning()) {
      job_.cancel();
      showState(tr("Stopped (C computes the charts)"));
    } else {
      compute();
    }
  });
}

void ChartsView::showEvent(QShowEvent* event) {
  TimeView::showEvent(event);
  if (computed_ != session().last() && !job_.isRunning()) compute();
}

// While the run goes on, the charts are made anew whenever it has come a good piece further, and once more at its end.
void ChartsView::followRun() {
  const auto known = static_cast<std::uint64_t>(computed_);
  const auto last = static_cast<std::uint64_t>(session().last());
  const bool isWorthIt = session().isRecording() ? last > known + known / 3 : last != known;
  if (isVisible() && isWorthIt && !job_.isRunning()) compute();
}

void ChartsView::compute() {
  computed_ = session().last();
  if (table_ == nullptr) showState(tr("Computing (C stops it)"));
  job_.start(static_cast<std::uint64_t>(computed_) > kManyEvents ? kFewerBuckets : kBuckets);
}

void ChartsView::showState(const QString& text) {
  state_ = text;
  updateScrollRange();
  invalidate();
}

double ChartsView::rowHeight() const { return 74 * scale(); }

int ChartsView::contentHeight() const {
  return table_ == nullptr ? 0 : static_cast<int>(rowHeight() * static_cast<double>(table_->series.size()));
}

ChartsView::Scale ChartsView::scaleOf(std::size_t at, const TimelineAxis& axis) const {
  const Series& series = table_->series[at];
  double most = 0;
  for (const auto& value : series.values) most = std::max(most, value.value_or(0));
  for (const ExpectedBound& bound : table_->bounds)
    if (bound.series == at && bound.bound) most = std::max(most, *bound.bound);
  Scale scale_of;
  scale_of.most = series.unit == MetricUnit::percent ? std::max(1.0, most) : most > 0 ? most : 1;
  const double top = static_cast<double>(at) * rowHeight();
  scale_of.plot = QRectF(0, top + 18 * scale(), axis.width(), rowHeight() - 24 * scale());
  return scale_of;
}

void ChartsView::paintBounds(QPainter& painter, const TimelineAxis& axis, std::size_t at, const Scale& scale_of) const {
  const double s = scale();
  for (const ExpectedBound& bound : table_->bounds) {
    if (bound.series != at) continue;
    const double from = std::max(0.0, axis.xOf(bound.from));
    const double to = std::min(axis.width(), axis.xOf(bound.to));
    if (to <= 0 || from >= axis.width()) continue;
    const QColor color = verdictColor(bound.verdict);
    QColor tint = color;
    tint.setAlphaF(0.07F);
    painter.fillRect(QRectF(from, scale_of.plot.top(), to - from, scale_of.plot.height()), tint);
    painter.setPen(QPen(color, 1.5 * s));
    painter.drawLine(QPointF(from, scale_of.plot.top() - 2 * s), QPointF(to, scale_of.plot.top() - 2 * s));
    for (const double x : {from, to})
      painter.drawLine(QPointF(x, scale_of.plot.top() - 2 * s), QPointF(x, scale_of.plot.top() + 3 * s));
    if (bound.bound) {
      painter.setPen(QPen(color, 1.5 * s, Qt::DashLine));
      const double y = scale_of.yOf(*bound.bound);
      painter.drawLine(QPointF(from, y), QPointF(to, y));
    }
  }
}

void ChartsView::paintFigures(QPainter& painter, const TimelineAxis& axis, std::size_t at,
                              const Scale& scale_of) const {
  const Look& look = Look::instance();
  const double s = scale();
  const double playhead = axis.xOf(session().time());
  std::vector<Stretch> taken{{playhead - 4 * s, playhead + 4 * s}};
  painter.setFont(look.words(11));
  for (const ExpectedBound& bound : table_->bounds) {
    if (bound.series != at) continue;
    const double from = std::max(0.0, axis.xOf(bound.from));
    if (axis.xOf(bound.to) <= 0 || from >= axis.width()) continue;
    const QString text = verdictSign(bound.verdict) + " " + QString::fromStdString(bound.figure);
    const double wide = painter.fontMetrics().horizontalAdvance(text);
    // Beyond the right end only where there is no other place.
    double left = labelLeft({from + 2 * s, axis.width()}, wide, taken);
    if (!isClear({left, left + wide}, taken)) left = labelLeft({from + 2 * s, 1e9}, wide, taken);
    painter.setPen(verdictColor(bound.verdict));
    painter.drawText(QPointF(left, scale_of.plot.top() - 6 * s), text);
    taken.push_back({left - 14 * s, left + wide + 14 * s});
  }
  painter.setFont(look.figures(10));
  painter.setPen(look.quietInk());
  const QString most = figureOf(table_->series[at], scale_of.most);
  const double wide = painter.fontMetrics().horizontalAdvance(most) + 8 * s;
  const bool isHit = playhead > axis.width() - wide - 4 * s && playhead < axis.width() + 4 * s;
  const QRectF label((isHit ? playhead - 6 * s : axis.width()) - wide, scale_of.plot.top(), wide, 13 * s);
  painter.fillRect(label, look.panel());
  painter.drawText(label, Qt::AlignCenter, most);
}

void ChartsView::paintLine(QPainter& painter, const TimelineAxis& axis, std::size_t at, const Scale& scale_of) const {
  const Look& look = Look::instance();
  const Series& series = table_->series[at];
  const double wide = axis.xOf(Instant::at(table_->bucket())) - axis.xOf(Instant::start());
  QColor fill = look.of(Tone::serving);
  fill.setAlphaF(0.16F);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  const std::vector<PlotColumn> columns = columnsOf(series, *table_, axis);
  const int thick = std::max(1, qRound(2 * scale()));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const PlotColumn& column = columns[i];
    const int from = qRound(column.x);
    // Up to the next, so that neighbours neither overlap nor leave a seam.
    const bool isJoined = i + 1 < columns.size() && columns[i + 1].x <= column.x + wide + 2;
    const int to = isJoined ? qRound(columns[i + 1].x) : std::max(from + 1, qRound(column.x + wide));
    const int most = qRound(scale_of.yOf(column.most));
    const int least = std::max(most + thick, qRound(scale_of.yOf(column.least)));
    painter.fillRect(from, most, to - from, qRound(scale_of.plot.bottom()) - most, fill);
    painter.fillRect(from, most - thick / 2, to - from, least - most, look.of(Tone::serving));
  }
  painter.restore();
}

void ChartsView::paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) {
  const Look& look = Look::instance();
  if (!state_.isEmpty()) {
    painter.setFont(look.words(13));
    painter.setPen(look.quietInk());
    painter.drawText(QRectF(visible).adjusted(0, 0, -12, 0), Qt::AlignCenter, state_);
    if (table_ == nullptr) return;
  }
  if (table_ == nullptr) return;
  for (std::size_t i = 0; i < table_->series.size(); ++i) {
    const Scale scale_of = scaleOf(i, axis);
    if (scale_of.plot.bottom() < visible.top() || scale_of.plot.top() - 20 * scale() > visible.bottom()) continue;
    painter.setPen(look.hairline());
    painter.drawLine(QPointF(0, scale_of.plot.bottom()), QPointF(axis.width(), scale_of.plot.bottom()));
    paintBounds(painter, axis, i, scale_of);
    paintLine(painter, axis, i, scale_of);
  }
}

void ChartsView::paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect& visible) {
  if (table_ == nullptr) return;
  const Look& look = Look::instance();
  const double s = scale();
  const std::size_t bucket = table_->bucketAt(session().time());
  for (std::size_t i = 0; i < table_->series.size(); ++i) {
    const Scale scale_of = scaleOf(i, axis);
    if (scale_of.plot.bottom() < visible.top() || scale_of.plot.top() - 20 * s > visible.bottom()) continue;
    paintFigures(painter, axis, i, scale_of);
    painter.setFont(look.figures(11));
    const Series& series = table_->series[i];
    const QString text = figureOf(series, series.values[bucket]);
    const double width = painter.fontMetrics().horizontalAdvance(text) + 8 * s;
    double x = axis.xOf(session().time()) + 4 * s;
    if (x + width > axis.width()) x -= width + 8 * s;
    const QRectF where(x, scale_of.plot.bottom() - 18 * s, width, 16 * s);
    painter.fillRect(where, look.panel());
    painter.setPen(look.ink());
    painter.drawText(where, Qt::AlignCenter, text);
  }
}

void ChartsView::paintGutter(QPainter& painter, const QRect& visible) {
  const Look& look = Look::instance();
  painter.fillRect(visible, look.panel());
  if (table_ == nullptr) return;
  const double s = scale();
  for (std::size_t i = 0; i < table_->series.size(); ++i) {
    const Series& series = table_->series[i];
    const QRectF where(8 * s, static_cast<double>(i) * rowHeight() + 4 * s, visible.width() - 14 * s,
                       rowHeight() - 8 * s);
    if (!where.intersects(visible)) continue;
    painter.setFont(look.words(11.5));
    painter.setPen(look.ink());
    QRectF used;
    painter.drawText(where, Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, nameOf(series), &used);
    painter.setPen(look.quietInk());
    painter.setFont(look.figures(10.5));
    const QString of = series.of.empty() ? tr("all") : QString::fromStdString(series.of);
    painter.drawText(QRectF(where.left(), used.bottom() + s, where.width(), where.bottom() - used.bottom()),
                     Qt::AlignTop | Qt::AlignLeft, of + "\n" + figureOf(series, series.whole));
  }
}

TimeView::Hit ChartsView::hitAt(const QPointF& at) {
  if (table_ == nullptr || at.y() < 0) return {};
  const auto row = static_cast<std::size_t>(at.y() / rowHeight());
  if (row >= table_->series.size()) return {};
  const Series& series = table_->series[row];
  if (at.x() < 0) {
    const MetricDeclaration* metric = find_metric(series.metric);
    const QString help = metric == nullptr
                             ? QString()
                             : QString::fromUtf8(metric->help.data(), static_cast<qsizetype>(metric->help.size()));
    return {{}, {}, "<p>" + nameOf(series) + ": " + help.toHtmlEscaped() + "</p>"};
  }
  const std::size_t bucket = table_->bucketAt(axis().timeAt(at.x()));
  const QString figure = figureOf(series, series.values[bucket]), until = timeText(table_->startOf(bucket + 1));
  QString text = series.isRunningTotal ? tr("by %1: %2").arg(until, figure)
                                       : tr("%1 to %2: %3").arg(timeText(table_->startOf(bucket)), until, figure);
  for (const ExpectedBound& bound : table_->bounds)
    if (bound.series == row)
      text += "\n" + verdictSign(bound.verdict) + " " + QString::fromStdString(bound.claim + ": " + bound.figure);
  return {{}, {}, text};
}

QString ChartsView::textEquivalent() const {
  if (table_ == nullptr) return state_;
  const std::size_t bucket = table_->bucketAt(session().time());
  QString said;
  for (const Series& series : table_->series)
    said += nameOf(series) +
            (series.of.empty() ? QString() : " " + tr("of %1").arg(QString::fromStdString(series.of))) +
            (series.isRunningTotal ? tr(": now %1, in all %2") : tr(": now %1, in the whole run %2"))
                .arg(figureOf(series, series.values[bucket]), figureOf(series, series.whole)) +
            "\n";
  for (const ExpectedBound& bound : table_->bounds)
    said += QString::fromStdString(bound.claim + ": " +
                                   std::string(bound.verdict ? verdict_text(*bound.verdict) : "not yet decided") +
                                   ", " + bound.figure) +
            "\n";
  return said;
}

}  // namespace orrery::gui
