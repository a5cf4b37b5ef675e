#include "views/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDialog>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QProgressBar>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "models/text_scale.h"
#include "presenters/branches.h"
#include "run_file/run_file.h"
#include "run_file/sqlite.h"
#include "scenario/loader.h"
#include "views/actions.h"
#include "views/compare_room.h"
#include "views/editor_desk.h"
#include "views/gallery.h"
#include "views/key_help.h"
#include "views/look.h"
#include "views/run_room.h"
#include "views/scenario_editor.h"
#include "views/stage.h"

namespace orrery::gui {

namespace {

constexpr double kPresentingScale = 1.6;
constexpr int kMostRecent = 8;

}  // namespace

MainWindow::MainWindow(QString program)
    : program_(std::move(program)),
      rooms_(new QStackedWidget(this)),
      banner_(new QLabel(this)),
      starting_(new QProgressBar(this)) {
  setWindowTitle(tr("Orrery"));
  setAcceptDrops(true);
  auto* centre = new QWidget(this);
  auto* column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  banner_->setWordWrap(true);
  banner_->setMargin(10);
  banner_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse);
  banner_->setAutoFillBackground(true);
  banner_->setAccessibleName(tr("What failed"));
  connect(banner_, &QLabel::linkActivated, this, [this](const QString& link) {
    banner_->hide();
    if (link == QLatin1String("edit") && failed_) openDraft(*failed_, {});
  });
  banner_->hide();
  // How far the child has come is not known before it has begun.
  starting_->setRange(0, 0);
  starting_->setTextVisible(false);
  starting_->setMaximumHeight(4);
  starting_->setAccessibleName(tr("A run is being started"));
  starting_->hide();
  column->addWidget(starting_);
  column->addWidget(banner_);
  column->addWidget(rooms_, 1);
  setCentralWidget(centre);
  makeMenus();
  const QSettings settings;
  resize(1600, 960);
  restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
  Look::instance().setTextScale(withinTextScale(settings.value(QStringLiteral("window/textScale"), 1.0).toDouble()));
  if (settings.value(QStringLiteral("window/dark")).toBool()) dark_->trigger();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeMenus() {
  const auto add = [this](QMenu& menu, const QString& text, const QString& tip, const QList<QKeySequence>& keys,
                          std::function<void()> act) {
    QAction* action = makeAction(*this, text, tip, keys, std::move(act));
    menu.addAction(action);
    return action;
  };
  QMenu& file = *menuBar()->addMenu(tr("&Open"));
  add(file, tr("Gallery"), tr("Shows the scenarios and the run files of late"), {QKeySequence(Qt::CTRL | Qt::Key_G)},
      [this] { showGallery(); });
  // The log and other views with a search of their own take the key while they have the focus.
  add(file, tr("Search"), tr("Finds in the text where the editor is open, and otherwise looks for a scenario"),
      {QKeySequence::Find}, [this] {
        if (desk_->isOpen()) return desk_->editor()->find();
        showGallery();
        // Unsaved edits may have been kept.
        if (room_ == nullptr) gallery_->focusSearch();
      });
  add(file, tr("Open a file…"), tr("Opens a run file or a scenario file"), {QKeySequence::Open}, [this] {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open"), {}, tr("Runs and scenarios (*.orrery *.yaml)"));
    if (path.endsWith(QLatin1String(".orrery"))) return openRunFile(path);
    if (!path.isEmpty()) runScenario({path, 1, {}, {}});
  });
  cancel_ = add(file, tr("Cancel the run"), tr("Stops the run that is being started or written"),
                {QKeySequence(Qt::CTRL | Qt::Key_Period)}, [this] { cancelRuns(); });
  add(file, tr("Quit"), tr("Closes the window"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { close(); });
  QMenu& edit = *menuBar()->addMenu(tr("&Edit"));
  play_ = menuBar()->addMenu(tr("&Play"));
  view_ = menuBar()->addMenu(tr("&View"));
  present_ = makeAction(*this, tr("Present"), tr("Larger, with the stage, one panel and one sentence"),
                        {QKeySequence(Qt::Key_F5)}, [this] { setPresenting(!isPresenting_); });
  present_->setCheckable(true);
  dark_ = makeAction(*this, tr("Dark"), tr("Light on dark, or dark on light"), {QKeySequence(Qt::Key_D)}, [this] {
    Look::instance().setDark(dark_->isChecked());
    QSettings().setValue(QStringLiteral("window/dark"), dark_->isChecked());
  });
  dark_->setCheckable(true);
  const auto addScale = [&](const QString& text, const QString& tip, const QList<QKeySequence>& keys,
                            double (*scaled)(double)) {
    scales_ << makeAction(*this, text, tip, keys,
                          [this, scaled] { setTextScale(scaled(Look::instance().textScale())); });
  };
  addScale(tr("Larger text"), tr("Makes all texts larger, for a large screen or the last row"),
           {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)}, largerText);
  addScale(tr("Smaller text"), tr("Makes all texts smaller"), {QKeySequence(Qt::CTRL | Qt::Key_Minus)}, smallerText);
  addScale(tr("Usual text"), tr("Gives all texts the size that they come with"), {QKeySequence(Qt::CTRL | Qt::Key_0)},
           [](double) { return 1.0; });
  makeAction(*this, tr("Leave the presentation"), tr("Back to the window with all its rooms"),
             {QKeySequence(Qt::Key_Escape)}, [this] { setPresenting(false); });
  QMenu& help = *menuBar()->addMenu(tr("&Help"));
  add(help, tr("Keys and signs"), tr("Every key and what it does, every sign on the stage and what it means"),
      {QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)}, [this] { showKeys(); });
  resetRoomMenus();
  desk_ = new EditorDesk(*this);
  edit.addActions(desk_->actions());
  connect(desk_, &EditorDesk::choiceWanted, this, [this] {
    if (draftPage_ != nullptr)
      showGallery();
    else if (gallery_ != nullptr)
      gallery_->editCurrent();
  });
  connect(desk_, &EditorDesk::failed, this, [this](const QString& why) { showFailure(why); });
  connect(desk_, &EditorDesk::runWanted, this, &MainWindow::runAgain);
  connect(this, &MainWindow::failed, desk_, [this] {
    if (room_ == nullptr && draftPage_ == nullptr) desk_->close();
  });
}

void MainWindow::resetRoomMenus() {
  play_->clear();
  view_->clear();
  view_->addActions({present_, dark_});
  view_->addActions(scales_);
}

void MainWindow::setTextScale(double scale) {
  Look::instance().setTextScale(scale);
  QSettings().setValue(QStringLiteral("window/textScale"), scale);
}

QStringList MainWindow::recent() { return QSettings().value(QStringLiteral("recent")).toStringList(); }

void MainWindow::remember(const QString& path) {
  QStringList all = recent();
  const QString whole = QFileInfo(path).absoluteFilePath();
  all.removeAll(whole);
  all.prepend(whole);
  QSettings().setValue(QStringLiteral("recent"), all.mid(0, kMostRecent));
}

void MainWindow::leaveRoom() {
  leaveComparison();
  if (room_ == nullptr) return;
  desk_->detach();
  room_->saveLayout();
  resetRoomMenus();
  rooms_->removeWidget(room_);
  delete room_;
  room_ = nullptr;
}

void MainWindow::showGallery() {
  if (!desk_->mayLeave()) return;
  leaveRoom();
  leaveDraft();
  branches_.reset();
  if (gallery_ != nullptr) {
    rooms_->removeWidget(gallery_);
    gallery_->deleteLater();
  }
  gallery_ = new Gallery(recent(), this);
  connect(gallery_, &Gallery::opened, this, [this](const QString& subject, bool isRunFile) {
    isRunFile ? openRunFile(subject) : runScenario({subject, 1, {}, {}});
  });
  connect(gallery_, &Gallery::editWanted, this, [this](const QString& subject) {
    desk_->open();
    runScenario({subject, 1, {}, {}});
  });
  rooms_->addWidget(gallery_);
  rooms_->setCurrentWidget(gallery_);
  gallery_->setFocus();
  setWindowTitle(tr("Orrery"));
}

void MainWindow::openRunFile(const QString& path) {
  if (!desk_->mayLeave()) return;
  if (draftPage_ != nullptr) showGallery();
  const auto file = run_file::RunFile::open(path.toStdString());
  if (!file) return showFailure(QString::fromStdString(file.error()));
  coming_ = std::make_unique<Branches>(program_);
  watch(*coming_);
  coming_->take(path, orderOf(file->head()), QFileInfo(path).fileName());
  enter(*coming_, 0);
  if (room_ != nullptr && branches_->path(0) == path) remember(path);
}

// Of a scenario with variants one is run: the first, where none is asked for.
RunOrder MainWindow::completed(RunOrder order) {
  // A draft is ordered with one of its own variants already.
  if (!order.variant.isEmpty() || !order.draft.isEmpty()) return order;
  const auto scenario = load_scenario(order.scenario.toStdString());
  if (scenario && !scenario->variants.empty()) order.variant = QString::fromStdString(scenario->variants.front().id);
  return order;
}

// As a branch of the run shown, named by what is changed, at the moment shown.
void MainWindow::runAgain(const RunOrder& order) {
  if (room_ == nullptr) return runScenario(order);
  if (!desk_->mayRun(order)) return;
  branchOff(order, Branches::changeText(room_->order(), order, room_->textAsRun()), std::nullopt);
}

void MainWindow::runScenario(const RunOrder& order) {
  if (!desk_->mayRun(order)) return;
  // What was edited was left for another scenario.
  if (draftPage_ != nullptr && !desk_->isWithoutRun()) showGallery();
  coming_ = std::make_unique<Branches>(program_);
  watch(*coming_);
  starting_->show();
  coming_->run(completed(order));
}

void MainWindow::showFailure(const QString& why, std::optional<RunOrder> of) {
  failed_ = std::move(of);
  failure_ = why;
  if (room_ != nullptr) {
    room_->showFailure(why);
  } else {
    showBanner(why);
    if (gallery_ == nullptr && draftPage_ == nullptr) showGallery();
  }
  emit failed(why);
}

void MainWindow::setPresenting(bool presenting) {
  if (presenting == isPresenting_) return;
  isPresenting_ = presenting;
  present_->setChecked(presenting);
  Look::instance().setRoomScale(presenting ? kPresentingScale : 1);
  menuBar()->setVisible(!presenting);
  if (room_ != nullptr) room_->setPresenting(presenting);
  if (isVisible() && QGuiApplication::platformName() != QLatin1String("offscreen"))
    presenting ? showFullScreen() : showNormal();
}

void MainWindow::carryOut(const WindowCommand& command) {
  if (command.dark && !dark_->isChecked()) dark_->trigger();
  if (!command.size.isEmpty()) resize(command.size);
  seekTo_ = command.seek;
  if (command.present) setPresenting(true);
  if (command.view == QLatin1String("editor"))
    desk_->open();
  else if (!command.view.isEmpty())
    connect(this, &MainWindow::roomOpened, this, [this, view = command.view] {
      if (!room_->bringToFront(view)) room_->showFailure(room_->missingViewText(view));
    });
  if (command.seek)
    connect(
        this, &MainWindow::roomOpened, this, [this, at = *command.seek] { tellIfBeyond(at); },
        Qt::SingleShotConnection);
  if (command.subject.isEmpty()) return showGallery();
  if (command.isRunFile) {
    openRunFile(command.subject);
    if (!command.compare.isEmpty() && room_ != nullptr) compareWith(command.compare);
    return;
  }
  runScenario({command.subject, command.seed, command.variant, command.set});
}

// Of the run that is seen; none in the gallery.
std::vector<StageSign> MainWindow::signsShown() const {
  const RunSession* session = compareRoom_ != nullptr ? compareRoom_->comparison().sides()[0].session.get()
                              : room_ != nullptr      ? &std::as_const(*room_).session()
                                                      : nullptr;
  try {
    return session != nullptr ? signsOf(session->file()) : std::vector<StageSign>();
  } catch (const SqliteError&) {
    return {};
  }
}

void MainWindow::showKeys() {
  const QWidget* here = rooms_->currentWidget();
  QList<KeySection> sections;
  if (here != nullptr && here == gallery_)
    sections << KeySection{tr("Gallery"), Gallery::keys()};
  else if (here != nullptr)
    sections << KeySection{tr("This run"), keysOf(*here)};
  sections << KeySection{tr("Everywhere"),
                         keysOf(*this, here == gallery_ ? SingleLetters::typed : SingleLetters::told)};
  if (here != nullptr && here != gallery_)
    for (const KeySection& one : keysWithin(*here))
      sections << KeySection{tr("%1, while it has the focus").arg(one.title), one.keys};
  makeKeyHelp(*this, sections, signsShown())->exec();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!desk_->mayLeave()) return event->ignore();
  if (!isPresenting_) QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
  leaveRoom();
  coming_.reset();
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.isEmpty()) return;
  const QString path = urls.first().toLocalFile();
  path.endsWith(QLatin1String(".orrery")) ? openRunFile(path) : runScenario({path, 1, {}, {}});
}

}  // namespace orrery::gui
