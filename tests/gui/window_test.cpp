#include "views/main_window.h"

#include <QAction>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>

#include "gui/run_files.h"
#include "views/gallery.h"
#include "views/look.h"
#include "views/run_room.h"
#include "views/stage.h"

namespace orrery::gui {
namespace {

using namespace literals;

constexpr int kPatienceMs = 60'000;

bool waitFor(QSignalSpy& spy) { return spy.count() > 0 || spy.wait(kPatienceMs); }

QString failureOf(const QWidget& widget) {
  for (const QLabel* label : widget.findChildren<QLabel*>())
    if (label->accessibleName() == "What failed" && !label->isHidden()) return label->text();
  return {};
}

struct Window {
  Window() {
    QSettings().clear();
    window.resize(1200, 800);
    window.show();
    QTest::qWait(1);
  }
  ~Window() { Look::instance().setDark(false); }

  void press(int key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(window.focusWidget() != nullptr ? window.focusWidget() : &window, static_cast<Qt::Key>(key),
                    modifiers);
  }

  MainWindow window{ORRERY_PROGRAM};
  QSignalSpy opened{&window, &MainWindow::roomOpened};
  QSignalSpy failed{&window, &MainWindow::failed};
};

TEST_CASE("every action has a key, a tip that names it, and no key does two things") {
  Window one;
  const test::MadeRun run("leader-election/first-election");
  one.window.openRunFile(QString::fromStdString(run.path()));
  REQUIRE(one.window.room() != nullptr);
  QStringList keys;
  for (const QWidget* owner :
       {static_cast<const QWidget*>(&one.window), static_cast<const QWidget*>(one.window.room())})
    for (const QAction* action : owner->actions()) {
      INFO(action->text().toStdString());
      REQUIRE_FALSE(action->shortcuts().isEmpty());
      CHECK(action->toolTip().contains(action->shortcuts().first().toString(QKeySequence::NativeText)));
      CHECK_FALSE(action->text().isEmpty());
      for (const QKeySequence& key : action->shortcuts()) keys << key.toString();
    }
  CHECK(keys.removeDuplicates() == 0);
}

TEST_CASE("a scenario that fails to run leaves the window as it was, with the reason above it") {
  Window one;
  const test::MadeRun run("leader-election/first-election");
  one.window.openRunFile(QString::fromStdString(run.path()));
  RunRoom* room = one.window.room();
  one.window.runScenario({"leader-election/first-election", 1, {}, {"system.server.count=many"}});
  REQUIRE(waitFor(one.failed));
  CHECK(one.window.room() == room);
  CHECK(failureOf(*room).contains("many"));
}

TEST_CASE("a file that is damaged is told, and the gallery stays") {
  Window one;
  one.window.showGallery();
  const QTemporaryDir folder;
  const QString path = folder.filePath("broken.orrery");
  QFile file(path);
  REQUIRE(file.open(QIODevice::WriteOnly));
  file.write("SQLite format 3");
  file.close();
  one.window.openRunFile(path);
  CHECK(one.window.room() == nullptr);
  CHECK(one.window.gallery() != nullptr);
  CHECK(failureOf(one.window).contains("broken.orrery"));
}

TEST_CASE("a moment after the run's end that was asked for is told above the run, which stands at its end") {
  const test::MadeRun run("leader-election/first-election");
  for (const bool isKept : {true, false}) {
    Window one;
    WindowCommand command;
    command.subject = isKept ? QString::fromStdString(run.path()) : "leader-election/first-election";
    command.isRunFile = isKept;
    command.seek = Instant::at(90_s);
    one.window.carryOut(command);
    REQUIRE(waitFor(one.opened));
    RunSession& session = one.window.room()->session();
    REQUIRE(QTest::qWaitFor([&] { return !session.isRecording(); }, kPatienceMs));
    QTest::qWait(1);
    CHECK(failureOf(*one.window.room()).contains("the run is over at"));
    CHECK(session.time() == session.reached());
  }
  Window one;
  WindowCommand command;
  command.subject = QString::fromStdString(run.path());
  command.isRunFile = true;
  command.seek = Instant::at(100_ms);
  one.window.carryOut(command);
  CHECK(failureOf(*one.window.room()).isEmpty());
}

QWidget& named(const Window& one, const QString& name) {
  QWidget* found = nullptr;
  for (QWidget* widget : one.window.findChildren<QWidget*>())
    if (widget->accessibleName() == name) found = widget;
  REQUIRE(found != nullptr);
  return *found;
}

TEST_CASE("the causes of an event take room when someone asks for them, and give it back") {
  const test::MadeRun run("leader-election/first-election");
  Window one;
  one.window.openRunFile(QString::fromStdString(run.path()));
  QTest::qWait(1);
  RunSession& session = one.window.room()->session();
  const auto heightOf = [&](const char* name) {
    QTest::qWait(20);
    return named(one, name).height();
  };
  const int unasked = heightOf("Why"), log = heightOf("Event log");
  session.askWhy(session.last());
  CHECK(heightOf("Why") > unasked + 60);
  CHECK(heightOf("Event log") < log);
  session.askWhy(std::nullopt);
  CHECK(heightOf("Why") == unasked);
  CHECK(heightOf("Event log") == log);
}

TEST_CASE("columns have their share of the window, until someone moves them") {
  const test::MadeRun run("leader-election/first-election");
  const auto rightOf = [](const Window& one) { return named(one, "Event log").width(); };
  Window one;
  one.window.openRunFile(QString::fromStdString(run.path()));
  QTest::qWait(1);
  const int atFirst = rightOf(one);
  one.window.resize(1920, 1080);
  CHECK(rightOf(one) > atFirst + 100);
  auto* columns = one.window.room()->findChild<QSplitter*>(QString(), Qt::FindDirectChildrenOnly);
  REQUIRE(columns != nullptr);
  columns->setSizes({300, 1200, 420});
  emit columns->splitterMoved(1500, 2);
  const int chosen = rightOf(one);
  one.window.resize(1500, 900);
  CHECK(rightOf(one) == chosen);
  one.window.openRunFile(QString::fromStdString(run.path()));
  QTest::qWait(1);
  CHECK(std::abs(rightOf(one) - chosen) <= 2);
  QSettings().clear();
}

TEST_CASE("a scenario chosen from the gallery is run and watched, and run again at the same moment") {
  Window one;
  one.window.showGallery();
  emit one.window.gallery()->opened("leader-election/first-election", false);
  REQUIRE(waitFor(one.opened));
  RunRoom* first = one.window.room();
  REQUIRE(first != nullptr);
  while (first->session().isRecording()) QTest::qWait(20);
  first->session().seek(Instant::at(300_ms));
  one.opened.clear();
  RunOrder order = first->child()->order();
  order.seed = 2;
  emit first->runWanted(order);
  REQUIRE(waitFor(one.opened));
  RunRoom* second = one.window.room();
  CHECK(second->session().file().head().seed == 2);
  while (second->session().isRecording() || second->session().time() == Instant::start()) QTest::qWait(20);
  CHECK(second->session().time() == Instant::at(300_ms));
}

TEST_CASE("keys play, step, go from moment to moment, and darken the room") {
  Window one;
  const test::MadeRun run("leader-election/first-election");
  one.window.openRunFile(QString::fromStdString(run.path()));
  RunRoom& room = *one.window.room();
  const auto press = [&](int key) { QTest::keyClick(&room.stage(), static_cast<Qt::Key>(key)); };
  press(Qt::Key_N);
  press(Qt::Key_N);
  const RecordId second = room.session().event();
  CHECK(second > RecordId{});
  press(Qt::Key_Period);
  CHECK(static_cast<std::uint64_t>(room.session().event()) == static_cast<std::uint64_t>(second) + 1);
  press(Qt::Key_Comma);
  CHECK(room.session().event() == second);
  press(Qt::Key_End);
  CHECK(room.session().event() == room.session().last());
  press(Qt::Key_Home);
  CHECK(room.session().event() == RecordId{});
  const int speed = room.playback().speedStep();
  press(Qt::Key_BracketLeft);
  CHECK(room.playback().speedStep() == speed - 1);
  press(Qt::Key_Space);
  CHECK(room.playback().isPlaying());
  press(Qt::Key_Space);
  CHECK_FALSE(room.playback().isPlaying());
}

TEST_CASE("presenting makes everything larger and leaves stage, timeline and one sentence") {
  Window one;
  const test::MadeRun run("leader-election/first-election");
  one.window.openRunFile(QString::fromStdString(run.path()));
  one.window.setPresenting(true);
  CHECK(Look::instance().scale() == Approx(1.6));
  CHECK(one.window.room()->stage().isVisible());
  // A presenter's remote sends page keys, and a full stop to darken the room.
  QTest::keyClick(&one.window.room()->stage(), Qt::Key_PageDown);
  const RecordId here = one.window.room()->session().event();
  CHECK(here > RecordId{});
  QTest::keyClick(&one.window.room()->stage(), Qt::Key_Period);
  CHECK(one.window.room()->session().event() == here);
  one.window.setPresenting(false);
  CHECK(Look::instance().scale() == 1);
}

}  // namespace
}  // namespace orrery::gui
