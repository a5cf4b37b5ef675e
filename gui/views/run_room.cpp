#include "views/run_room.h"

#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QResizeEvent>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "models/branch_scenario.h"
#include "models/run_scenario.h"
#include "presenters/branches.h"
#include "run_file/sqlite.h"
#include "views/actions.h"
#include "views/branch_panel.h"
#include "views/break_menus.h"
#include "views/look.h"
#include "views/panel.h"
#include "views/passage_dialog.h"
#include "views/playback_actions.h"
#include "views/stage.h"
#include "views/story_panel.h"
#include "views/timeline.h"
#include "views/transport.h"
#include "views/verdict_button.h"

namespace orrery::gui {

namespace {

QKeySequence key(int code) { return QKeySequence(code); }

}  // namespace

struct RunRoom::Actions {
  PlaybackActions playback;
  QAction* fit = nullptr;
  QAction* zoomIn = nullptr;
  QAction* zoomOut = nullptr;
  QAction* hidden = nullptr;
  QAction* relayout = nullptr;
  QAction* picture = nullptr;
  QAction* film = nullptr;
  QAction* again = nullptr;
  QAction* blank = nullptr;
  QAction* closeFailure = nullptr;
  QAction* compare = nullptr;
  QAction* saveBranch = nullptr;
  QAction* why = nullptr;
  QAction* verdict = nullptr;
};

tl::expected<std::unique_ptr<RunRoom>, QString> RunRoom::open(Branches& branches, int branch) {
  const QString path = branches.path(branch);
  auto session = RunSession::open(path.toStdString());
  if (!session) return tl::unexpected(QString::fromStdString(session.error()));
  try {
    return std::unique_ptr<RunRoom>(new RunRoom(*std::move(session), branches, branch));
  } catch (const SqliteError& error) {
    return tl::unexpected(tr("%1 is damaged: %2").arg(path, QString::fromUtf8(error.what())));
  }
}

RunRoom::RunRoom(std::unique_ptr<RunSession> session, Branches& branches, int branch)
    : branches_(branches),
      branch_(branch),
      session_(std::move(session)),
      scenario_(scenarioOf(session_->file())),
      show_(scenario_ ? scenario_->show : Show()),
      marks_(std::make_unique<Marks>(session_->file())),
      playback_(new Playback(*session_, *marks_, this)),
      actions_(std::make_unique<Actions>()) {
  playback_->setSlowMotion(SlowMotion::of(session_->file(), show_.slow_motion));
  makeActions();
  makeRooms();
  restoreLayout();
  connect(session_.get(), &RunSession::grew, this, &RunRoom::readOn);
  connect(session_.get(), &RunSession::moved, this, &RunRoom::showSentence);
  connect(session_.get(), &RunSession::failed, this, &RunRoom::showFailure);
  connect(&Look::instance(), &Look::changed, this, [this] {
    showSentence();
    fitColumns();
    fitLeft();
    arrangeEditor();
  });
  if (child() != nullptr) connect(child(), &ChildRun::failed, this, &RunRoom::showFailure);
  showSentence();
}

RunRoom::~RunRoom() {
  // Views refer to the session: they go first.
  qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

ChildRun* RunRoom::child() { return branches_.child(branch_); }

QString RunRoom::title() const {
  const run_file::Head& head = session_->file().head();
  QString text = QString::fromStdString(head.title.empty() ? head.scenario : head.title);
  if (!head.variant.empty()) text += QStringLiteral(" · ") + QString::fromStdString(head.variant);
  return text + tr(" · seed %1").arg(head.seed);
}

void RunRoom::makeActions() {
  Actions& all = *actions_;
  const auto add = [this](const QString& text, const QString& tip, const QList<QKeySequence>& keys,
                          std::function<void()> act) { return makeAction(*this, text, tip, keys, std::move(act)); };
  all.playback = makePlaybackActions(*this, *playback_, [this] {
    // A presenter's remote sends this key where the screen is to be dark.
    isPresenting_ ? toggleBlank() : playback_->step(1);
  });
  all.fit = add(tr("Fit"), tr("Shows the whole stage"), {key(Qt::Key_0)}, [this] { stage_->fit(); });
  all.zoomIn = add(tr("Zoom in"), tr("Shows the stage larger"), {key(Qt::Key_Plus), key(Qt::Key_Equal)},
                   [this] { stage_->zoomIn(); });
  all.zoomOut = add(tr("Zoom out"), tr("Shows the stage smaller"), {key(Qt::Key_Minus)}, [this] { stage_->zoomOut(); });
  all.hidden = add(tr("Show what is hidden"), tr("Shows the nodes and messages that the scenario hides, too"),
                   {key(Qt::Key_H)}, [this] { stage_->setHiddenShown(actions_->hidden->isChecked()); });
  all.hidden->setCheckable(true);
  all.relayout = add(tr("Lay out anew"), tr("Puts the nodes back to where they stood before they were moved by hand"),
                     {key(Qt::Key_L)}, [this] {
                       stage_->scene().forgetHandPlaces();
                       stage_->update();
                     });
  all.picture = add(tr("Save a picture…"), tr("Saves the stage as PNG or SVG"),
                    {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}, [this] { savePicture(); });
  all.film =
      add(tr("Film a passage…"), tr("Saves a passage of the stage as GIF"),
          {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G)}, [this] { filmPassage(*stage_, *session_, *playback_); });
  all.again = add(tr("Run again"), tr("Runs the scenario again: the same run, or what its file says now"),
                  {key(Qt::Key_R)}, [this] { emit runWanted(order()); });
  all.blank = add(tr("Blank"), tr("Makes the room dark, and light again"), {key(Qt::Key_B)}, [this] { toggleBlank(); });
  all.closeFailure = add(tr("Close the message"), tr("Closes the message about what failed"),
                         {QKeySequence(Qt::CTRL | Qt::Key_D)}, [this] { failure_->hide(); });
  all.why = add(tr("Why?"), tr("Shows what led to the event that is selected, or else to the one shown"),
                {key(Qt::Key_W)}, [this] { session_->askWhy(session_->selectedEvent().value_or(eventTold())); });
  all.verdict = add(tr("Verdict"), tr("Shows what was expected of the run, and what came of it"), {key(Qt::Key_V)},
                    [this] { verdict_->open(); });
  all.compare = add(tr("Compare"), tr("Shows the branch chosen beside the run that it came of"), {key(Qt::Key_K)},
                    [this] { branchPanel_->compare(); });
  all.saveBranch = add(tr("Save the branch…"), tr("Writes the branch chosen as a scenario file"),
                       {QKeySequence(Qt::CTRL | Qt::Key_B)}, [this] { branchPanel_->save(); });
}

void RunRoom::makeRooms() {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);

  failure_ = new QLabel(this);
  failure_->setWordWrap(true);
  failure_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse);
  failure_->setMargin(10);
  failure_->setAutoFillBackground(true);
  failure_->setAccessibleName(tr("What failed"));
  connect(failure_, &QLabel::linkActivated, failure_, &QWidget::hide);
  failure_->hide();
  column->addWidget(failure_);

  columns_ = new QSplitter(Qt::Horizontal, this);
  columns_->setChildrenCollapsible(false);
  columns_->setHandleWidth(1);
  column->addWidget(columns_, 1);
  columns_->addWidget(makeLeft());
  middle_ = new QSplitter(Qt::Horizontal, columns_);
  middle_->setChildrenCollapsible(false);
  middle_->setHandleWidth(1);
  centre_ = new QSplitter(Qt::Vertical, middle_);
  centre_->setChildrenCollapsible(false);
  centre_->addWidget(makeStageBox());
  below_ = new QTabWidget(centre_);
  below_->setDocumentMode(true);
  below_->setAccessibleName(tr("Panels under the stage"));
  centre_->addWidget(below_);
  middle_->addWidget(centre_);
  columns_->addWidget(middle_);
  right_ = new QSplitter(Qt::Vertical, columns_);
  right_->setChildrenCollapsible(false);
  columns_->addWidget(right_);
  addPanels();
  connect(columns_, &QSplitter::splitterMoved, this, [this] { areColumnsTheirs_ = true; });
  connect(right_, &QSplitter::splitterMoved, this, [this] { areRowsTheirs_ = true; });
  connect(centre_, &QSplitter::splitterMoved, this, [this] { isCentreTheirs_ = true; });
  // Once the panels know how much room they need now.
  connect(session_.get(), &RunSession::chainChanged, this, [this] { QTimer::singleShot(0, this, &RunRoom::fitRight); });

  transport_ = new Transport(*session_, *playback_, actions_->playback.transport, this);
  timeline_ = new Timeline(*session_, *marks_, this);
  timeline_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(timeline_, &Timeline::scrubbed, playback_, &Playback::pause);
  column->addWidget(transport_);
  column->addWidget(timeline_);

  blank_ = new QWidget(this);
  QPalette black;
  black.setColor(QPalette::Window, Qt::black);
  blank_->setPalette(black);
  blank_->setAutoFillBackground(true);
  blank_->hide();
}

QWidget* RunRoom::makeLeft() {
  left_ = new QSplitter(Qt::Vertical, columns_);
  left_->setChildrenCollapsible(false);
  left_->setHandleWidth(1);
  story_ = new StoryPanel(*session_, scenario_, left_);
  connect(story_, &StoryPanel::runWanted, this, [this](RunOrder wanted) {
    wanted.draft = order().draft;
    emit runWanted(wanted);
  });
  left_->addWidget(story_);
  branchPanel_ = new BranchPanel(branches_, branch_, left_);
  left_->addWidget(branchPanel_);
  connect(branchPanel_, &BranchPanel::widthWanted, this, &RunRoom::fitColumns);
  connect(branchPanel_, &BranchPanel::chosen, this, &RunRoom::branchChosen);
  connect(branchPanel_, &BranchPanel::comparisonWanted, this, &RunRoom::comparisonWanted);
  connect(branchPanel_, &BranchPanel::saveWanted, this, &RunRoom::saveWanted);
  left_->setStretchFactor(0, 1);
  left_->setStretchFactor(1, 0);
  fitLeft();
  return left_;
}

QWidget* RunRoom::makeStageBox() {
  auto* box = new QWidget(centre_);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  sentence_ = new QLabel(box);
  sentence_->setWordWrap(true);
  sentence_->setMargin(8);
  sentence_->setAccessibleName(tr("What happened last"));
  stage_ = new Stage(*session_, *marks_, *playback_, show_, box);
  breaks_ = new BreakMenus(*session_, *stage_, *this);
  connect(breaks_, &BreakMenus::wanted, this, &RunRoom::breakIt);
  auto* row = new QHBoxLayout;
  row->addWidget(sentence_, 1);
  verdict_ = new VerdictButton(*session_, scenario_, box);
  verdict_->setToolTip(actions_->verdict->toolTip());
  connect(verdict_, &QToolButton::clicked, actions_->verdict, &QAction::trigger);
  row->addWidget(verdict_);
  for (QAction* action : {breaks_->breakNode(), breaks_->cut()}) {
    auto* button = new QToolButton(box);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    row->addWidget(button);
  }
  column->addLayout(row);
  column->addWidget(stage_, 1);
  return box;
}

// The run is repeated with one fault more: up to there it is the same, event for event.
void RunRoom::breakIt(const Break& what, Instant at) {
  playback_->pause();
  RunOrder order = this->order();
  for (const std::string& fault : what.faults) {
    std::vector<std::string> taken;
    for (const QString& change : order.set) taken.push_back(change.toStdString());
    order.set << QString::fromStdString("faults." + freeFaultName(taken) + "=" + faultText(at, fault));
  }
  emit breakWanted(order, what.told, at);
}

RunOrder RunRoom::order() const {
  RunOrder order = story_->order();
  order.draft = branches_.order(branch_).draft;
  return order;
}

QString RunRoom::scenarioText() const { return QString::fromStdString(session_->file().head().source); }

QString RunRoom::textAsRun() const {
  const auto text = scenarioOfBranch(session_->file().head());
  return text ? QString::fromStdString(*text) : scenarioText();
}

void RunRoom::setPresenting(bool presenting) {
  if (presenting == isPresenting_) return;
  if (presenting) saveLayout();
  isPresenting_ = presenting;
  showColumns();
  below_->tabBar()->setVisible(!presenting);
  if (!presenting) {
    blank_->hide();
    restoreLayout();
  }
  arrangeEditor();
  showSentence();
}

void RunRoom::toggleBlank() {
  blank_->setGeometry(rect());
  blank_->setVisible(!blank_->isVisible());
  blank_->raise();
}

void RunRoom::resizeEvent(QResizeEvent*) {
  blank_->setGeometry(rect());
  fitColumns();
  fitRight();
  arrangeEditor();
}

void RunRoom::readOn() {
  try {
    if (marks_->readOn()) playback_->setSlowMotion(SlowMotion::of(session_->file(), show_.slow_motion));
  } catch (const SqliteError& error) {
    session_->fail(error);
  }
  const run_file::RunFile& file = session_->file();
  if (file.completeness() == run_file::Completeness::cut_off)
    showFailure(tr("The run was cut off at %1: whoever wrote its file is gone. What happened until then can be seen.")
                    .arg(QString::fromStdString(to_text(session_->reached()))));
  if (file.completeness() == run_file::Completeness::broken_off) showFailure(QString::fromStdString(file.why()));
  timeline_->update();
}

RecordId RunRoom::eventTold() const {
  const Mark* told = marks_->latestNote(session_->event());
  return told != nullptr && told->time == session_->time() ? told->event : session_->event();
}

void RunRoom::showFailure(const QString& why) {
  Look& look = Look::instance();
  QPalette colours = failure_->palette();
  colours.setColor(QPalette::Window, look.isDark() ? QColor("#4A2413") : QColor("#FBE9DF"));
  colours.setColor(QPalette::WindowText, look.ink());
  failure_->setPalette(colours);
  failure_->setText(QStringLiteral("<b>✗ %1</b><pre style='margin:4px 0'>%2</pre><a href='close'>%3</a>")
                        .arg(tr("This did not work"), why.toHtmlEscaped(), tr("Close (Ctrl+D)")));
  failure_->show();
}

void RunRoom::showSentence() {
  Look& look = Look::instance();
  sentence_->setFont(look.words(15));
  const Mark* note = marks_->latestNote(session_->event());
  const QString quiet = look.quietInk().name();
  if (note == nullptr) {
    sentence_->setText(
        QStringLiteral("<span style='color:%1'>%2</span>").arg(quiet, tr("Nothing has happened yet. Space plays.")));
    return;
  }
  const QString colour = look.of(note->tone).name();
  sentence_->setText(
      QStringLiteral(
          "<span style='color:%1; font-family:JetBrains Mono'>%2</span>&nbsp; <span style='color:%3'>%4</span>")
          .arg(quiet, QString::fromStdString(to_text(note->time)), colour,
               QString::fromStdString(note->text).toHtmlEscaped()));
}

void RunRoom::savePicture() {
  const QString path = QFileDialog::getSaveFileName(this, tr("Save a picture of the stage"),
                                                    QStringLiteral("stage.png"), tr("Pictures (*.png *.svg)"));
  if (path.isEmpty()) return;
  if (const QString error = stage_->exportPicture(path); !error.isEmpty()) showFailure(error);
}

void RunRoom::fillMenus(QMenu& play, QMenu& view) {
  const Actions& all = *actions_;
  play.addActions(all.playback.all());
  play.addActions({all.why, all.again, breaks_->breakNode(), breaks_->cut(), all.compare, all.saveBranch});
  view.addActions({all.fit, all.zoomIn, all.zoomOut, all.hidden, all.relayout, all.picture, all.film, all.verdict,
                   all.blank, all.closeFailure});
}

}  // namespace orrery::gui
