// The editor in the window: opened, run, saved and left.
#include "views/editor_desk.h"

#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "gui/run_files.h"
#include "presenters/branches.h"
#include "views/code_edit.h"
#include "views/event_log.h"
#include "views/find_bar.h"
#include "views/gallery.h"
#include "views/knob_form.h"
#include "views/main_window.h"
#include "views/run_room.h"
#include "views/scenario_editor.h"
#include "views/stage.h"
#include "views/story_panel.h"

namespace orrery::gui {
namespace {

constexpr int kPatienceMs = 60'000;

QString textOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) FAIL(path.toStdString());
  return QString::fromUtf8(file.readAll());
}

struct Window {
  explicit Window(const RunOrder& order = {"leader-election/first-election", 1, {}, {}}) {
    QSettings().clear();
    window.desk().setQuestions({[this](const QString&) { return fileName; },
                                [this](const QString&) {
                                  ++asked;
                                  return answer;
                                },
                                [this](const QString&) { return writesOver; }});
    window.resize(1400, 900);
    window.show();
    window.runScenario(order);
    wait();
  }
  // Until the next room is there and its run complete.
  void wait() {
    REQUIRE((opened.count() > 0 || opened.wait(kPatienceMs)));
    opened.clear();
    while (room().session().isRecording()) QTest::qWait(10);
  }
  RunRoom& room() { return *window.room(); }
  ScenarioEditor& editor() { return *window.desk().editor(); }
  void press(QWidget& widget, int key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(&widget, static_cast<Qt::Key>(key), modifiers);
  }
  void replace(const QString& before, const QString& after) {
    const auto at = static_cast<int>(editor().code().toPlainText().indexOf(before));
    REQUIRE(at >= 0);
    editor().code().replace(at, static_cast<int>(before.size()), after);
  }
  std::size_t nodes() { return room().session().file().info().nodes.size(); }

  QString fileName;
  EditorDesk::Unsaved answer = EditorDesk::Unsaved::stay;
  bool writesOver = false;
  int asked = 0;
  MainWindow window{ORRERY_PROGRAM};
  QSignalSpy opened{&window, &MainWindow::roomOpened};
};

TEST_CASE("the key e opens the editor beside the stage, where it is a letter, and Ctrl+E closes it") {
  Window one;
  one.press(one.room().stage(), Qt::Key_E);
  REQUIRE(one.window.desk().isOpen());
  CHECK(one.editor().isVisible());
  CHECK(one.editor().mapTo(&one.window, QPoint(0, 0)).x() < one.room().stage().mapTo(&one.window, QPoint(0, 0)).x());
  const QString before = one.editor().code().toPlainText();
  one.press(one.editor().code(), Qt::Key_E);
  CHECK(one.editor().code().toPlainText() == "e" + before);
  CHECK(one.window.isWindowModified());
  one.press(one.editor().code(), Qt::Key_Z, Qt::ControlModifier);
  CHECK_FALSE(one.window.isWindowModified());
  one.press(one.editor().code(), Qt::Key_E, Qt::ControlModifier);
  CHECK_FALSE(one.window.desk().isOpen());
  CHECK(one.window.desk().editor() == nullptr);
}

TEST_CASE("Ctrl+F finds in the editor's text wherever the focus is, but for views that search themselves") {
  Window one;
  one.window.desk().open();
  auto& bar = *one.editor().findChild<FindBar*>();
  one.room().stage().setFocus();
  one.press(one.room().stage(), Qt::Key_F, Qt::ControlModifier);
  CHECK(one.window.room() != nullptr);
  CHECK(bar.isVisible());
  CHECK(bar.isAncestorOf(one.window.focusWidget()));
  bar.close();
  auto& log = *one.room().findChild<EventLogView*>();
  auto& table = *log.findChild<QTableView*>();
  table.setFocus();
  one.press(table, Qt::Key_F, Qt::ControlModifier);
  CHECK_FALSE(bar.isVisible());
  CHECK(log.isAncestorOf(one.window.focusWidget()));
  CHECK(qobject_cast<QLineEdit*>(one.window.focusWidget()) != nullptr);
  // And again in the field itself.
  one.press(*one.window.focusWidget(), Qt::Key_F, Qt::ControlModifier);
  CHECK_FALSE(bar.isVisible());
  one.window.desk().close();
  one.room().stage().setFocus();
  one.press(one.room().stage(), Qt::Key_F, Qt::ControlModifier);
  CHECK(one.window.room() == nullptr);
  REQUIRE(one.window.gallery() != nullptr);
}

TEST_CASE("edits wait where the editor is closed, and are there when it opens again") {
  Window one;
  one.window.desk().open();
  one.replace("    count: 3", "    count: 5");
  one.window.desk().close();
  CHECK(one.window.isWindowModified());
  CHECK_FALSE(one.editor().isVisible());
  one.window.desk().open();
  CHECK(one.editor().code().toPlainText().contains("    count: 5"));
}

TEST_CASE("Ctrl+Return runs the draft unsaved, and the editor goes on in the new room with its undo") {
  Window one;
  const std::size_t before = one.nodes();
  one.window.desk().open();
  one.replace("    count: 3", "    count: 5");
  one.press(one.editor().code(), Qt::Key_Return, Qt::ControlModifier);
  one.wait();
  CHECK(one.nodes() == before + 2);
  CHECK(one.room().scenarioText().contains("count: 5"));
  CHECK(one.room().branches().name(one.room().branch()) == "system.server.count = 5");
  REQUIRE(one.window.desk().isOpen());
  CHECK(one.room().isAncestorOf(&one.editor()));
  CHECK(one.window.focusWidget() == &one.editor().code());
  CHECK(one.editor().isModified());
  CHECK(one.window.isWindowModified());
  // Another seed is of the draft too.
  RunOrder next = one.room().order();
  next.seed = 2;
  emit one.room().runWanted(next);
  one.wait();
  CHECK(one.nodes() == before + 2);
  CHECK(one.room().session().file().head().seed == 2);
  one.press(one.editor().code(), Qt::Key_Z, Qt::ControlModifier);
  CHECK(one.editor().code().toPlainText().contains("    count: 3"));
  CHECK_FALSE(one.window.isWindowModified());
}

TEST_CASE("edits that were run are edits still, where the editor is closed and opened again") {
  Window one;
  one.window.desk().open();
  one.replace("    count: 3", "    count: 5");
  one.press(one.editor().code(), Qt::Key_Return, Qt::ControlModifier);
  one.wait();
  one.window.desk().close();
  CHECK(one.window.isWindowModified());
  one.window.desk().open();
  CHECK(one.editor().isModified());
  one.answer = EditorDesk::Unsaved::stay;
  CHECK_FALSE(one.window.desk().mayLeave());
  CHECK(one.asked == 1);
}

TEST_CASE("a knob that was turned beside the closed editor is in the text when it opens") {
  Window one;
  RunOrder order = one.room().order();
  order.set << "system.server.count=5";
  emit one.room().runWanted(order);
  one.wait();
  one.window.desk().open();
  CHECK(one.editor().code().toPlainText().contains("    count: 5"));
  CHECK_FALSE(one.window.isWindowModified());
  const std::size_t nodes = one.nodes();
  one.editor().run();
  one.wait();
  CHECK(one.nodes() == nodes);
  CHECK(one.room().order().set.isEmpty());
}

TEST_CASE("undo from within a field of the form takes back what it did to the text") {
  Window one({"circuit-breaker/first-trip", 1, {}, {}});
  one.window.desk().open();
  const QString before = one.editor().code().toPlainText();
  QDoubleSpinBox* wait = nullptr;
  for (QDoubleSpinBox* spin : one.editor().knobs().findChildren<QDoubleSpinBox*>())
    if (spin->accessibleName() == "Wait in open") wait = spin;
  REQUIRE(wait != nullptr);
  wait->setFocus();
  auto& field = *wait->findChild<QLineEdit*>();
  field.selectAll();
  QTest::keyClicks(&field, "1500");
  // Not yet told: the draft takes it as it stands.
  one.press(field, Qt::Key_Return, Qt::ControlModifier);
  one.wait();
  CHECK(one.room().scenarioText().contains("wait_open: 1500ms"));
  one.press(field, Qt::Key_Z, Qt::ControlModifier);
  CHECK(one.editor().code().toPlainText() == before);
  one.press(field, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  CHECK(one.editor().code().toPlainText().contains("wait_open: 1500ms"));
}

TEST_CASE("a draft with a mistake does not run, and the room stays") {
  Window one;
  one.window.desk().open();
  RunRoom* room = &one.room();
  one.replace("    count: 3", "    count: many");
  one.press(one.editor().code(), Qt::Key_Return, Qt::ControlModifier);
  QTest::qWait(200);
  CHECK(&one.room() == room);
  CHECK(one.opened.isEmpty());
}

TEST_CASE("a scenario of the library is saved under a name of one's own, and from then on there") {
  const QTemporaryDir folder;
  Window one;
  one.window.desk().open();
  const QString library = one.editor().draft().fileName();
  const QString before = textOf(library);
  one.replace("    count: 3", "    count: 5");
  one.press(one.editor().code(), Qt::Key_S, Qt::ControlModifier);
  CHECK(one.editor().isModified());
  one.fileName = folder.filePath("mine.yaml");
  one.press(one.editor().code(), Qt::Key_S, Qt::ControlModifier);
  CHECK_FALSE(one.editor().isModified());
  CHECK(textOf(library) == before);
  CHECK(textOf(one.fileName).contains("count: 5"));
  // The next time without a question; its runs are of the new file.
  const QString mine = one.fileName;
  one.fileName.clear();
  one.replace("    count: 5", "    count: 1");
  one.press(one.editor().code(), Qt::Key_S, Qt::ControlModifier);
  CHECK(textOf(mine).contains("count: 1"));
  one.editor().run();
  one.wait();
  CHECK(one.room().order().scenario == mine);
  CHECK(one.window.desk().isOpen());
}

TEST_CASE("a file that was changed by someone else is written over only where that is wanted") {
  const QTemporaryDir folder;
  Window one;
  one.window.desk().open();
  one.fileName = folder.filePath("mine.yaml");
  REQUIRE(one.window.desk().saveAs());
  QFile file(one.fileName);
  REQUIRE(file.open(QIODevice::Append));
  file.write("# theirs\n");
  file.close();
  one.replace("    count: 3", "    count: 5");
  CHECK_FALSE(one.window.desk().save());
  CHECK(textOf(one.fileName).contains("# theirs"));
  one.writesOver = true;
  CHECK(one.window.desk().save());
  CHECK_FALSE(textOf(one.fileName).contains("# theirs"));
}

TEST_CASE("unsaved edits are asked for before they are lost, and kept where that is the answer") {
  Window one;
  one.window.desk().open();
  CHECK(one.window.desk().mayRun(one.room().order()));
  one.replace("    count: 3", "    count: 5");
  one.window.showGallery();
  CHECK(one.asked == 1);
  CHECK(one.window.room() != nullptr);
  CHECK_FALSE(one.window.close());
  CHECK(one.asked == 2);
  one.answer = EditorDesk::Unsaved::discard;
  one.window.showGallery();
  CHECK(one.window.room() == nullptr);
  CHECK(one.window.desk().editor() == nullptr);
}

TEST_CASE("a wish for the editor is forgotten where the run for it fails") {
  Window one;
  one.window.showGallery();
  QSignalSpy failed(&one.window, &MainWindow::failed);
  emit one.window.gallery()->editWanted("leader-election/no-such-one");
  REQUIRE((failed.count() > 0 || failed.wait(kPatienceMs)));
  one.window.runScenario({"leader-election/first-election", 1, {}, {}});
  one.wait();
  CHECK_FALSE(one.window.desk().isOpen());
}

TEST_CASE("a scenario of the gallery is run with its editor open") {
  Window one;
  one.window.showGallery();
  emit one.window.gallery()->editWanted("leader-election/first-election");
  one.wait();
  CHECK(one.window.desk().isOpen());
  CHECK(one.editor().isVisible());
}

TEST_CASE("the stage keeps its room beside the editor at any width, and the columns come back with its end") {
  Window one;
  for (const int width : {900, 1280, 1600, 1920}) {
    one.window.resize(width, 900);
    one.window.desk().open();
    QTest::qWait(1);
    INFO("width " << width);
    CHECK(one.room().stage().width() >= 500);
    const bool isUnder =
        one.editor().mapTo(&one.window, QPoint()).y() > one.room().stage().mapTo(&one.window, QPoint()).y();
    CHECK(isUnder == (width == 900));
    CHECK(one.room().findChild<StoryPanel*>()->isVisible() == (width == 1920));
    one.window.desk().close();
    QTest::qWait(1);
    CHECK(one.room().findChild<StoryPanel*>()->isVisible());
  }
}

// A scenario of one's own whose first run fails.
struct Broken {
  Broken(const QString& before, const QString& after) {
    QString text = textOf(ORRERY_SOURCE_DIR "/scenarios/leader-election/first-election.yaml");
    REQUIRE(text.contains(before));
    path = folder.filePath("mine.yaml");
    QFile file(path);
    REQUIRE(file.open(QIODevice::WriteOnly));
    file.write(text.replace(before, after).toUtf8());
  }
  QTemporaryDir folder;
  QString path;
};

TEST_CASE("a scenario with mistakes is opened in the editor all the same, mended there and run") {
  const Broken broken("    count: 3", "    cuont: 3");
  Window one;
  one.window.showGallery();
  QSignalSpy failed(&one.window, &MainWindow::failed);
  emit one.window.gallery()->editWanted(broken.path);
  REQUIRE((failed.count() > 0 || failed.wait(kPatienceMs)));
  CHECK(one.window.room() == nullptr);
  REQUIRE(one.window.desk().isOpen());
  CHECK(one.editor().isVisible());
  CHECK_FALSE(one.editor().draft().check().isValid());
  one.press(one.editor().code(), Qt::Key_Return, Qt::ControlModifier);
  CHECK(one.window.room() == nullptr);
  one.replace("    cuont: 3", "    count: 3");
  one.press(one.editor().code(), Qt::Key_Return, Qt::ControlModifier);
  one.wait();
  REQUIRE(one.window.room() != nullptr);
  CHECK(one.window.desk().isOpen());
  CHECK(one.room().isAncestorOf(&one.editor()));
  CHECK(one.window.isWindowModified());
}

TEST_CASE("a scenario that was run and failed is offered to be edited, and its mistakes are left for the gallery") {
  const Broken broken("    count: 3", "    cuont: 3");
  Window one;
  one.window.showGallery();
  QSignalSpy failed(&one.window, &MainWindow::failed);
  one.window.runScenario({broken.path, 1, {}, {}});
  REQUIRE((failed.count() > 0 || failed.wait(kPatienceMs)));
  CHECK_FALSE(one.window.desk().isOpen());
  for (QLabel* label : one.window.findChildren<QLabel*>())
    if (label->accessibleName() == "What failed" && label->text().contains("cuont")) emit label->linkActivated("edit");
  REQUIRE(one.window.desk().isOpen());
  CHECK(one.editor().isVisible());
  one.press(one.editor().code(), Qt::Key_E, Qt::ControlModifier);
  CHECK(one.window.desk().editor() == nullptr);
  CHECK(one.window.gallery()->isVisible());
}

TEST_CASE("the command opens a scenario with mistakes where its editor is asked for, and refuses it otherwise") {
  const Broken broken("    count: 3", "    cuont: 3");
  const std::string path = broken.path.toStdString();
  CHECK(readCommand({path, "--view", "editor"}).has_value());
  CHECK_FALSE(readCommand({path}).has_value());
  CHECK_FALSE(readCommand({path, "--view", "editor", "--screenshot", "out.png"}).has_value());
  CHECK_FALSE(readCommand({path + ".gone", "--view", "editor"}).has_value());
  // It is the option that is wrong.
  CHECK_FALSE(readCommand({"leader-election/first-election", "--view", "editor", "--variant", "none"}).has_value());
}

}  // namespace
}  // namespace orrery::gui
