#include "views/compare_room.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequence>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include "views/actions.h"
#include "views/look.h"
#include "views/playback_actions.h"
#include "views/stage.h"
#include "views/timeline.h"

namespace orrery::gui {

namespace {

constexpr int kEventRole = Qt::UserRole;

QString text(const std::string& words) { return QString::fromStdString(words); }

}  // namespace

CompareRoom::CompareRoom(std::unique_ptr<Comparison> comparison, const QString& a, const QString& b, QWidget* parent)
    : QWidget(parent), comparison_(std::move(comparison)), summary_(new QLabel(this)) {
  setAccessibleName(tr("Two runs side by side"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  summary_->setWordWrap(true);
  summary_->setMargin(10);
  summary_->setAccessibleName(tr("How the two differ"));
  column->addWidget(summary_);
  auto* rows = new QSplitter(Qt::Vertical, this);
  rows->setChildrenCollapsible(false);
  rows->setHandleWidth(1);
  auto* stages = new QSplitter(Qt::Horizontal, rows);
  stages->setChildrenCollapsible(false);
  stages->addWidget(makeSide(0, a));
  stages->addWidget(makeSide(1, b));
  rows->addWidget(stages);
  auto* below = new QWidget(rows);
  auto* tables = new QHBoxLayout(below);
  tables->setContentsMargins(8, 0, 8, 0);
  makeTables(*tables);
  rows->addWidget(below);
  constexpr int kStageHeight = 600, kTableHeight = 240;
  rows->setSizes({kStageHeight, kTableHeight});
  column->addWidget(rows, 1);

  PlaybackActions playback = makePlaybackActions(*this, comparison_->playback());
  actions_ = playback.all();
  actions_ << makeAction(*this, tr("Where they part"), tr("To the moment at which the two runs part"),
                         {QKeySequence(Qt::Key_G)}, [this] { goToParting(); });
  actions_ << makeAction(*this, tr("Back"), tr("Back to the one run"), {QKeySequence(Qt::Key_K)},
                         [this] { emit left(); });
  column->addWidget(new Transport(*comparison_->sides()[0].session, comparison_->playback(), playback.transport, this));
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    const Comparison::Side& side = comparison_->sides()[i];
    sides_[i].timeline = new Timeline(*side.session, *side.marks, this);
    sides_[i].timeline->setAccessibleName(i == 0 ? tr("Timeline of the first run") : tr("Timeline of the second run"));
    sides_[i].timeline->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(sides_[i].timeline, &Timeline::scrubbed, &comparison_->playback(), &Playback::pause);
    column->addWidget(sides_[i].timeline);
  }
  connect(comparison_.get(), &Comparison::compared, this, &CompareRoom::showFound);
  connect(comparison_.get(), &Comparison::failed, this, [this](const QString& why) { summary_->setText(why); });
  connect(&Look::instance(), &Look::changed, this, &CompareRoom::restyle);
  restyle();
  showFound();
}

CompareRoom::~CompareRoom() {
  // Views refer to the sessions: they go first.
  qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

QWidget* CompareRoom::makeSide(std::size_t at, const QString& name) {
  const Comparison::Side& side = comparison_->sides()[at];
  SideViews& views = sides_[at];
  auto* box = new QWidget(this);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  views.head = new QLabel(name, box);
  views.head->setMargin(8);
  views.sentence = new QLabel(box);
  views.sentence->setMargin(8);
  views.sentence->setWordWrap(true);
  views.sentence->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  views.sentence->setAccessibleName(tr("What happened last"));
  views.stage = new Stage(*side.session, *side.marks, comparison_->playback(), side.show, box);
  views.stage->setAccessibleName(tr("Stage of %1").arg(name));
  column->addWidget(views.head);
  column->addWidget(views.sentence);
  column->addWidget(views.stage, 1);
  connect(side.session.get(), &RunSession::moved, this, [this, at] { showSentence(at); });
  return box;
}

void CompareRoom::makeTables(QLayout& row) {
  const auto makeStory = [&](std::size_t at) {
    sides_[at].story = new QListWidget(this);
    sides_[at].story->setAccessibleName(at == 0 ? tr("What followed in the first run")
                                                : tr("What followed in the second run"));
    sides_[at].story->setFrameShape(QFrame::NoFrame);
    sides_[at].story->setWordWrap(true);
    connect(sides_[at].story, &QListWidget::itemActivated, this, [this, at](const QListWidgetItem* item) {
      comparison_->playback().pause();
      comparison_->sides()[at].session->seekEvent(RecordId{item->data(kEventRole).toULongLong()});
    });
    connect(sides_[at].story, &QListWidget::itemClicked, sides_[at].story, &QListWidget::itemActivated);
    row.addWidget(sides_[at].story);
  };
  makeStory(0);
  metrics_ = new QTableWidget(0, 3, this);
  metrics_->setAccessibleName(tr("Metrics that differ"));
  metrics_->setFrameShape(QFrame::NoFrame);
  metrics_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  metrics_->setShowGrid(false);
  metrics_->verticalHeader()->hide();
  metrics_->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  metrics_->setHorizontalHeaderLabels({tr("Metrics that differ"), tr("left"), tr("right")});
  metrics_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  row.addWidget(metrics_);
  makeStory(1);
}

QString CompareRoom::summary() const { return summary_->text(); }

void CompareRoom::showSentence(std::size_t at) {
  const Comparison::Side& side = comparison_->sides()[at];
  const Mark* note = side.marks->latestNote(side.session->event());
  Look& look = Look::instance();
  sides_[at].sentence->setText(
      note == nullptr ? QString()
                      : QStringLiteral("<span style='color:%1'>%2</span>&nbsp; <span style='color:%3'>%4</span>")
                            .arg(look.quietInk().name(), text(to_text(note->time)), look.of(note->tone).name(),
                                 text(note->text).toHtmlEscaped()));
}

void CompareRoom::fillStory(std::size_t at, const RunsCompared::Side& found) {
  QListWidget& list = *sides_[at].story;
  list.clear();
  if (found.story.empty()) {
    auto* nothing = new QListWidgetItem(tr("Nothing that its story tells"), &list);
    nothing->setFlags(Qt::NoItemFlags);
  }
  for (const run_file::Note& note : found.story) {
    auto* item = new QListWidgetItem(
        QStringLiteral("%1  %2 %3").arg(text(to_text(note.time)), text(note.who), text(note.text)), &list);
    item->setData(kEventRole, static_cast<qulonglong>(note.event));
    item->setForeground(note.tone == Tone::plain ? Look::instance().ink() : Look::instance().of(note.tone));
    item->setToolTip(tr("A click goes there in both runs"));
  }
}

void CompareRoom::fillMetrics(const RunsCompared& found) {
  metrics_->setRowCount(static_cast<int>(found.metrics.size()));
  for (int row = 0; row < metrics_->rowCount(); ++row) {
    const RunsCompared::Metric& metric = found.metrics[static_cast<std::size_t>(row)];
    metrics_->setItem(row, 0, new QTableWidgetItem(text(metric.name)));
    metrics_->setItem(row, 1, new QTableWidgetItem(text(metric.a)));
    metrics_->setItem(row, 2, new QTableWidgetItem(text(metric.b)));
    for (int column = 1; column < 3; ++column)
      metrics_->item(row, column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  }
}

void CompareRoom::showFound() {
  const auto& found = comparison_->found();
  if (!found) return summary_->setText(tr("They are compared as soon as both runs are over …"));
  if (found->areSame) return summary_->setText(tr("<b>The same, event for event</b>: %1 events.").arg(found->common));
  const auto ending = [](const std::string& parts) {
    return parts.empty() ? tr("has ended") : text(parts).toHtmlEscaped();
  };
  summary_->setText(tr("<b>The same up to %1</b> (%2 events). Then on the left: %3. On the right: %4.")
                        .arg(text(to_text(found->partsAt, Duration::microseconds(1))))
                        .arg(found->common)
                        .arg(ending(found->a.parts), ending(found->b.parts)));
  fillStory(0, found->a);
  fillStory(1, found->b);
  fillMetrics(*found);
  for (SideViews& side : sides_) side.timeline->setParting(found->partsAt);
}

void CompareRoom::goToParting() {
  const auto& found = comparison_->found();
  if (!found || found->areSame) return;
  comparison_->playback().pause();
  comparison_->sides()[0].session->seek(found->partsAt);
}

void CompareRoom::restyle() {
  Look& look = Look::instance();
  summary_->setFont(look.words(14));
  metrics_->setFont(look.words(12));
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    QFont bold = look.words(15);
    bold.setWeight(QFont::DemiBold);
    sides_[i].head->setFont(bold);
    // Room for two lines, so that neither a word nor the stage's place depends on the sentence.
    sides_[i].sentence->setFont(look.words(13));
    const int margins = 2 * sides_[i].sentence->margin();
    sides_[i].sentence->setMinimumHeight(2 * QFontMetrics(look.words(13)).lineSpacing() + margins);
    sides_[i].story->setFont(look.words(12));
    showSentence(i);
  }
  if (comparison_->found()) {
    fillStory(0, comparison_->found()->a);
    fillStory(1, comparison_->found()->b);
  }
}

void CompareRoom::fillMenu(QMenu& play) const { play.addActions(actions_); }

}  // namespace orrery::gui
