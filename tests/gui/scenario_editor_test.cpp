#include "views/scenario_editor.h"

#include <algorithm>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

#include "gui/golden_picture.h"
#include "views/code_edit.h"
#include "views/knob_form.h"
#include "views/look.h"

namespace orrery::gui {
namespace {

QString textOf(const QString& scenario) {
  QFile file(ORRERY_SOURCE_DIR "/scenarios/" + scenario + ".yaml");
  if (!file.open(QIODevice::ReadOnly)) FAIL(scenario.toStdString());
  return QString::fromUtf8(file.readAll());
}

struct Editor {
  explicit Editor(const QString& scenario, const QString& variant = {}, const QStringList& set = {})
      : settings([] {
          QSettings().clear();
          return 0;
        }()),
        editor(scenario, textOf(scenario), variant, set) {
    editor.resize(720, 860);
    editor.show();
    QTest::qWait(1);
  }
  QString text() { return editor.code().toPlainText(); }
  void type(const QString& words) { QTest::keyClicks(&editor.code(), words); }
  void check() {
    editor.draft().finishCheck();
    QTest::qWait(1);
  }
  void replace(const QString& before, const QString& after) {
    const auto at = static_cast<int>(text().indexOf(before));
    REQUIRE(at >= 0);
    editor.code().replace(at, static_cast<int>(before.size()), after);
  }
  QString state() const {
    for (const QLabel* label : editor.findChildren<QLabel*>())
      if (label->accessibleName() == "Mistakes") return label->text();
    return {};
  }
  template <class Field>
  Field& field(const QString& name) {
    for (Field* one : editor.knobs().findChildren<Field*>())
      if (one->accessibleName() == name && one->parentWidget() != nullptr) return *one;
    FAIL("no field " << name.toStdString());
    throw 0;
  }

  int settings;
  ScenarioEditor editor;
};

TEST_CASE("a choice in the form changes the text in its place, and undo takes back form and typing alike") {
  Editor one("leader-election/leader-crash");
  const QString before = one.text();
  auto& servers = one.field<QComboBox>("Servers");
  CHECK(servers.currentData() == "5");
  servers.setCurrentIndex(servers.findData("7"));
  emit servers.activated(servers.currentIndex());
  CHECK(one.text() == QString(before).replace("    count: 5", "    count: 7"));
  one.check();
  one.editor.code().moveCursor(QTextCursor::End);
  one.type("# mine");
  one.check();
  CHECK(one.editor.isModified());
  QTest::keyClick(&one.editor.code(), Qt::Key_Z, Qt::ControlModifier);
  CHECK(one.text() == QString(before).replace("    count: 5", "    count: 7"));
  QTest::keyClick(&one.editor.code(), Qt::Key_Z, Qt::ControlModifier);
  CHECK(one.text() == before);
  CHECK_FALSE(one.editor.isModified());
  one.check();
  CHECK(one.field<QComboBox>("Servers").currentData() == "5");
  QTest::keyClick(&one.editor.code(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  one.check();
  CHECK(one.field<QComboBox>("Servers").currentData() == "7");
}

TEST_CASE("a range has its unit beside the figure, and follows what is typed into the text") {
  Editor one("circuit-breaker/first-trip");
  auto& wait = one.field<QDoubleSpinBox>("Wait in open");
  CHECK(wait.suffix() == " ms");
  CHECK(wait.minimum() == 500);
  CHECK(wait.maximum() == 5000);
  wait.setValue(1500);
  CHECK(one.text().contains("wait_open: 1500ms"));
  one.check();
  one.replace("wait_open: 1500ms", "wait_open: 3s");
  one.check();
  CHECK(one.field<QDoubleSpinBox>("Wait in open").value() == 3000);
}

TEST_CASE("a knob of a part that the variant does without says so, and cannot be turned") {
  Editor without("circuit-breaker/cascade", "without-breaker");
  CHECK_FALSE(without.field<QDoubleSpinBox>("Wait in open").isEnabled());
  CHECK(without.field<QDoubleSpinBox>("Wait in open").text() == "–");
  const auto labels = without.editor.knobs().findChildren<QLabel*>();
  CHECK(std::any_of(labels.begin(), labels.end(),
                    [](const QLabel* label) { return label->text() == "Wait in open (no breaker)"; }));
  Editor with("circuit-breaker/cascade", "with-breaker");
  CHECK(with.field<QDoubleSpinBox>("Wait in open").isEnabled());
}

TEST_CASE("mistakes are counted and stand under their lines, and a key goes to the next") {
  Editor one("leader-election/leader-crash");
  CHECK(one.state() == "✓ valid");
  const double height = one.editor.code().document()->size().height();
  one.replace("    count: 5", "    cuont: 5");
  one.replace("heartbeat: 50ms", "heartbeat: 50");
  one.check();
  CHECK(one.state() == "✗ 2 mistakes");
  CHECK(one.editor.code().document()->size().height() == height);
  one.editor.code().moveCursor(QTextCursor::Start);
  one.editor.showMistake(true);
  CHECK(one.editor.code().textCursor().blockNumber() + 1 == 13);
  one.editor.showMistake(true);
  CHECK(one.editor.code().textCursor().blockNumber() + 1 == 15);
  one.editor.showMistake(true);
  CHECK(one.editor.code().textCursor().blockNumber() + 1 == 13);
  one.editor.showMistake(false);
  CHECK(one.editor.code().textCursor().blockNumber() + 1 == 15);
  one.editor.undo();
  one.editor.undo();
  one.check();
  CHECK(one.state() == "✓ valid");
}

TEST_CASE("warnings stand beside mistakes, and are counted apart") {
  Editor one("leader-election/leader-crash");
  one.replace("at: 2s", "at: 20s");
  one.check();
  CHECK(one.state().startsWith("⚠"));
  const auto warnings = one.editor.draft().check().found.size();
  one.replace("    count: 5", "    cuont: 5");
  one.check();
  CHECK(one.state().startsWith("✗ 1 mistake, ⚠"));
  CHECK(one.editor.draft().check().found.size() == warnings + 1);
  CHECK_FALSE(one.editor.draft().check().isValid());
}

TEST_CASE("a draft with a mistake does not run: it shows the mistake") {
  Editor one("leader-election/leader-crash");
  QSignalSpy wanted(&one.editor, &ScenarioEditor::runWanted);
  one.replace("    count: 5", "    count: many");
  one.editor.run();
  CHECK(wanted.isEmpty());
  CHECK(one.editor.code().textCursor().blockNumber() + 1 == 13);
  one.editor.undo();
  one.editor.run();
  CHECK(wanted.count() == 1);
}

TEST_CASE("a draft runs by itself after a pause, once for each text, where it is asked to and valid") {
  Editor one("leader-election/leader-crash");
  QSignalSpy wanted(&one.editor, &ScenarioEditor::runWanted);
  one.editor.setRunsByItself(true);
  one.replace("    count: 5", "    count: 7");
  REQUIRE(wanted.wait(60'000));
  CHECK(one.editor.draft().check().text.contains("count: 7"));
  QTest::qWait(1000);
  CHECK(wanted.count() == 1);
  one.replace("    count: 7", "    count: many");
  QTest::qWait(1200);
  CHECK(wanted.count() == 1);
}

TEST_CASE("what the run was given beside its file is in the text, and can be taken back") {
  Editor one("leader-election/leader-crash", {}, {"system.server.count=7", "faults.leader-dies.at=3s"});
  CHECK(one.text().contains("    count: 7"));
  CHECK(one.text().contains("at: 3s"));
  CHECK(one.editor.setBeside().isEmpty());
  CHECK_FALSE(one.editor.isModified());
  one.editor.undo();
  one.editor.undo();
  CHECK(one.text() == textOf("leader-election/leader-crash"));
}

TEST_CASE("the knobs of a variant are turned in the variant") {
  Editor one("leader-election/split-votes", "narrow");
  auto& timeout = one.field<QComboBox>("Election timeout");
  const int other = timeout.findData("150ms..200ms");
  REQUIRE(other >= 0);
  const QString base = one.text().section("variants:", 0, 0);
  timeout.setCurrentIndex(other);
  emit timeout.activated(other);
  CHECK(one.text().section("variants:", 0, 0) == base);
  CHECK(one.text().section("variants:", 1).contains("150ms..200ms"));
}

TEST_CASE("lines are indented as the one before, by spaces") {
  Editor one("leader-election/leader-crash");
  one.editor.code().setPlainText("system:\n  server:");
  one.editor.code().moveCursor(QTextCursor::End);
  QTest::keyClick(&one.editor.code(), Qt::Key_Return);
  one.type("kind: raft");
  QTest::keyClick(&one.editor.code(), Qt::Key_Return);
  one.type("x");
  QTest::keyClick(&one.editor.code(), Qt::Key_Tab);
  CHECK(one.text() == "system:\n  server:\n    kind: raft\n    x ");
}

TEST_CASE("single keys are text in the editor") {
  Editor one("leader-election/leader-crash");
  for (const int key : {Qt::Key_E, Qt::Key_N, Qt::Key_Space, Qt::Key_Period, Qt::Key_PageDown, Qt::Key_Home}) {
    QKeyEvent press(QEvent::ShortcutOverride, key, Qt::NoModifier);
    press.ignore();
    QApplication::sendEvent(&one.editor.code(), &press);
    CHECK(press.isAccepted());
  }
  QKeyEvent command(QEvent::ShortcutOverride, Qt::Key_F8, Qt::NoModifier);
  command.ignore();
  QApplication::sendEvent(&one.editor.code(), &command);
  CHECK_FALSE(command.isAccepted());
}

TEST_CASE("the editor looks as it was reviewed: text, mistakes under their lines, knobs") {
  for (const bool dark : {false, true}) {
    Look::instance().setDark(dark);
    Editor one("circuit-breaker/first-trip");
    one.replace("    kind: client", "    kind: cleint");
    one.replace("run_for: ", "run_for: 1 ");
    one.check();
    QTest::qWait(20);
    one.editor.code().setCursorWidth(0);
    test::check_picture(one.editor.grab().toImage().convertToFormat(QImage::Format_RGB32),
                        dark ? "editor-dark" : "editor-light");
  }
  Look::instance().setDark(false);
}

}  // namespace
}  // namespace orrery::gui
