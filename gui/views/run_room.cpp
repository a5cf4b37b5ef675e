#include "views/run_room.h"

#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QResizeEvent>
#include <QSettings>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "models/run_scenario.h"
#include "run_file/sqlite.h"
#include "views/actions.h"
#include "views/look.h"
#include "views/panel.h"
#include "views/stage.h"
#include "views/story_panel.h"
#include "views/timeline.h"
#include "views/transport.h"

namespace orrery::gui {

namespace {

constexpr int kStoryWidth = 300, kRightWidth = 340;
constexpr const char* kIdProperty = "orreryPanel";

QKeySequence key(int code) { return QKeySequence(code); }

// A panel at the right with its name above it.
QWidget* titled(const QString& title, QWidget* panel, QWidget* parent) {
  auto* box = new QWidget(parent);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(6, 6, 6, 0);
  column->setSpacing(3);
  auto* head = new QLabel(title, box);
  const auto restyle = [head] {
    QFont font = Look::instance().words(12);
    font.setWeight(QFont::DemiBold);
    head->setFont(font);
  };
  restyle();
  QObject::connect(&Look::instance(), &Look::changed, head, restyle);
  head->setForegroundRole(QPalette::PlaceholderText);
  column->addWidget(head);
  column->addWidget(panel, 1);
  return box;
}

}  // namespace

struct RunRoom::Actions {
  TransportActions transport;
  QAction* faster = nullptr;
  QAction* slower = nullptr;
  QAction* fit = nullptr;
  QAction* zoomIn = nullptr;
  QAction* zoomOut = nullptr;
  QAction* hidden = nullptr;
  QAction* relayout = nullptr;
  QAction* picture = nullptr;
  QAction* again = nullptr;
  QAction* blank = nullptr;
  QAction* closeFailure = nullptr;
};

tl::expected<std::unique_ptr<RunRoom>, QString> RunRoom::open(const QString& path, std::unique_ptr<ChildRun> child) {
  auto session = RunSession::open(path.toStdString());
  if (!session) return tl::unexpected(QString::fromStdString(session.error()));
  try {
    return std::unique_ptr<RunRoom>(new RunRoom(*std::move(session), std::move(child)));
  } catch (const SqliteError& error) {
    return tl::unexpected(tr("%1 is damaged: %2").arg(path, QString::fromUtf8(error.what())));
  }
}

RunRoom::RunRoom(std::unique_ptr<RunSession> session, std::unique_ptr<ChildRun> child)
    : child_(std::move(child)),
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
  connect(&Look::instance(), &Look::changed, this, &RunRoom::showSentence);
  if (child_) connect(child_.get(), &ChildRun::failed, this, &RunRoom::showFailure);
  showSentence();
}

RunRoom::~RunRoom() {
  // Views refer to the session: they go first.
  qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

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
  Playback& playback = *playback_;
  all.transport.play = add(tr("Play"), tr("Plays and pauses"), {key(Qt::Key_Space)}, [&] { playback.toggle(); });
  all.transport.stepBack =
      add(tr("Step back"), tr("Back to before the event shown"), {key(Qt::Key_Comma)}, [&] { playback.step(-1); });
  all.transport.step = add(tr("Step"), tr("On to the next event"), {key(Qt::Key_Period)}, [&] {
    // A presenter's remote sends this key where the screen is to be dark.
    isPresenting_ ? toggleBlank() : playback.step(1);
  });
  all.transport.previousMark = add(tr("Previous moment"), tr("Back to the fault, change or sentence before"),
                                   {key(Qt::Key_P), key(Qt::Key_PageUp)}, [&] { playback.toPreviousMark(); });
  all.transport.nextMark = add(tr("Next moment"), tr("On to the next fault, change or sentence of the story"),
                               {key(Qt::Key_N), key(Qt::Key_PageDown)}, [&] { playback.toNextMark(); });
  all.transport.toStart =
      add(tr("Start"), tr("To the start of the run"), {key(Qt::Key_Home)}, [&] { playback.toStart(); });
  all.transport.toEnd =
      add(tr("End"), tr("To how far the run has come"), {key(Qt::Key_End)}, [&] { playback.toEnd(); });
  all.transport.slowMotion =
      add(tr("Slow motion"), tr("Slows down by itself around what the scenario is about"), {key(Qt::Key_M)},
          [&] { playback.setSlowMotionOn(all.transport.slowMotion->isChecked()); });
  all.transport.slowMotion->setCheckable(true);
  all.transport.slowMotion->setChecked(true);
  all.slower =
      add(tr("Slower"), tr("Fewer simulated seconds a second"), {key(Qt::Key_BracketLeft)}, [&] { playback.slower(); });
  all.faster =
      add(tr("Faster"), tr("More simulated seconds a second"), {key(Qt::Key_BracketRight)}, [&] { playback.faster(); });
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
  all.picture = add(tr("Save a picture…"), tr("Saves the stage as PNG or SVG"), {QKeySequence(Qt::CTRL | Qt::Key_E)},
                    [this] { savePicture(); });
  all.again = add(tr("Run again"), tr("Runs the scenario again: the same run, or what its file says now"),
                  {key(Qt::Key_R)}, [this] { emit runWanted(story_->order()); });
  all.blank = add(tr("Blank"), tr("Makes the room dark, and light again"), {key(Qt::Key_B)}, [this] { toggleBlank(); });
  all.closeFailure = add(tr("Close the message"), tr("Closes the message about what failed"),
                         {QKeySequence(Qt::CTRL | Qt::Key_D)}, [this] { failure_->hide(); });
  const auto showIcons = [this] {
    const TransportActions& one = actions_->transport;
    one.toStart->setIcon(transportIcon(TransportIcon::toStart));
    one.previousMark->setIcon(transportIcon(TransportIcon::previous));
    one.stepBack->setIcon(transportIcon(TransportIcon::stepBack));
    one.step->setIcon(transportIcon(TransportIcon::step));
    one.nextMark->setIcon(transportIcon(TransportIcon::next));
    one.toEnd->setIcon(transportIcon(TransportIcon::toEnd));
    one.play->setIcon(transportIcon(playback_->isPlaying() ? TransportIcon::pause : TransportIcon::play));
    one.play->setText(playback_->isPlaying() ? tr("Pause") : tr("Play"));
  };
  connect(playback_, &Playback::changed, this, showIcons);
  connect(&Look::instance(), &Look::changed, this, showIcons);
  showIcons();
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
  story_ = new StoryPanel(*session_, scenario_, columns_);
  connect(story_, &StoryPanel::runWanted, this, &RunRoom::runWanted);
  columns_->addWidget(story_);

  centre_ = new QSplitter(Qt::Vertical, columns_);
  centre_->setChildrenCollapsible(false);
  auto* stageBox = new QWidget(centre_);
  auto* stageColumn = new QVBoxLayout(stageBox);
  stageColumn->setContentsMargins(0, 0, 0, 0);
  stageColumn->setSpacing(0);
  sentence_ = new QLabel(stageBox);
  sentence_->setWordWrap(true);
  sentence_->setMargin(8);
  sentence_->setAccessibleName(tr("What happened last"));
  stage_ = new Stage(*session_, *marks_, *playback_, show_, stageBox);
  stageColumn->addWidget(sentence_);
  stageColumn->addWidget(stage_, 1);
  centre_->addWidget(stageBox);
  below_ = new QTabWidget(centre_);
  below_->setDocumentMode(true);
  below_->setAccessibleName(tr("Panels under the stage"));
  centre_->addWidget(below_);
  columns_->addWidget(centre_);
  right_ = new QSplitter(Qt::Vertical, columns_);
  right_->setChildrenCollapsible(false);
  columns_->addWidget(right_);
  addPanels();

  transport_ = new Transport(*session_, *playback_, actions_->transport, this);
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

void RunRoom::addPanels() {
  for (const Panel& panel : panels()) {
    if (!panel.isOffered(*session_)) continue;
    if (panel.place == Panel::Place::right) {
      QWidget* widget = panel.make(*session_, right_);
      QWidget* box = titled(panel.title, widget, right_);
      box->setProperty(kIdProperty, panel.id);
      right_->addWidget(box);
    } else {
      QWidget* widget = panel.make(*session_, below_);
      widget->setProperty(kIdProperty, panel.id);
      below_->addTab(widget, panel.title);
    }
  }
  right_->setVisible(right_->count() > 0);
  below_->setVisible(below_->count() > 0);
}

void RunRoom::setDefaultLayout() {
  constexpr int kCentreWidth = 1280, kStageHeight = 560, kBelowHeight = 300;
  columns_->setSizes({kStoryWidth, kCentreWidth, kRightWidth});
  columns_->setStretchFactor(0, 0);
  columns_->setStretchFactor(1, 1);
  columns_->setStretchFactor(2, 0);
  centre_->setSizes({kStageHeight, kBelowHeight});
  centre_->setStretchFactor(0, 2);
  centre_->setStretchFactor(1, 1);
}

void RunRoom::restoreLayout() {
  setDefaultLayout();
  const QSettings settings;
  columns_->restoreState(settings.value(QStringLiteral("rooms/columns")).toByteArray());
  centre_->restoreState(settings.value(QStringLiteral("rooms/centre")).toByteArray());
  right_->restoreState(settings.value(QStringLiteral("rooms/right")).toByteArray());
}

void RunRoom::saveLayout() const {
  if (isPresenting_) return;
  QSettings settings;
  settings.setValue(QStringLiteral("rooms/columns"), columns_->saveState());
  settings.setValue(QStringLiteral("rooms/centre"), centre_->saveState());
  settings.setValue(QStringLiteral("rooms/right"), right_->saveState());
}

void RunRoom::bringToFront(const QString& view) {
  constexpr int kMost = 10'000, kLeast = 160;
  for (int i = 0; i < below_->count(); ++i)
    if (below_->widget(i)->property(kIdProperty).toString() == view) {
      below_->setCurrentIndex(i);
      centre_->setSizes({kLeast, kMost});
      return below_->widget(i)->setFocus();
    }
  for (int i = 0; i < right_->count(); ++i) {
    if (right_->widget(i)->property(kIdProperty).toString() != view) continue;
    QList<int> sizes(right_->count(), kLeast);
    sizes[i] = kMost;
    return right_->setSizes(sizes);
  }
  if (view == QLatin1String("stage")) centre_->setSizes({kMost, kLeast});
}

void RunRoom::setPresenting(bool presenting) {
  if (presenting == isPresenting_) return;
  if (presenting) saveLayout();
  isPresenting_ = presenting;
  story_->setVisible(!presenting);
  right_->setVisible(!presenting && right_->count() > 0);
  below_->tabBar()->setVisible(!presenting);
  if (!presenting) {
    blank_->hide();
    restoreLayout();
  }
  showSentence();
}

void RunRoom::toggleBlank() {
  blank_->setGeometry(rect());
  blank_->setVisible(!blank_->isVisible());
  blank_->raise();
}

void RunRoom::resizeEvent(QResizeEvent*) { blank_->setGeometry(rect()); }

void RunRoom::readOn() {
  try {
    if (marks_->readOn()) playback_->setSlowMotion(SlowMotion::of(session_->file(), show_.slow_motion));
  } catch (const SqliteError& error) {
    showFailure(QString::fromUtf8(error.what()));
  }
  const run_file::RunFile& file = session_->file();
  if (file.completeness() == run_file::Completeness::cut_off)
    showFailure(tr("The run was cut off at %1: whoever wrote its file is gone. What happened until then can be seen.")
                    .arg(QString::fromStdString(to_text(session_->reached()))));
  if (file.completeness() == run_file::Completeness::broken_off) showFailure(QString::fromStdString(file.why()));
  timeline_->update();
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
  play.addActions({all.transport.play, all.transport.stepBack, all.transport.step, all.transport.previousMark,
                   all.transport.nextMark, all.transport.toStart, all.transport.toEnd, all.slower, all.faster,
                   all.transport.slowMotion, all.again});
  view.addActions(
      {all.fit, all.zoomIn, all.zoomOut, all.hidden, all.relayout, all.picture, all.blank, all.closeFailure});
}

}  // namespace orrery::gui
