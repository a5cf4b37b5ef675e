// Finding words in the text of the editor.
#include "views/find_bar.h"

#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <catch2/catch.hpp>

#include "models/text_search.h"
#include "views/code_edit.h"
#include "views/scenario_editor.h"

namespace orrery::gui {
namespace {

const QString kText = QStringLiteral("orrery: 1\ntitle: A Server\nsystem:\n  server:\n    kind: raft # server\n");

struct Finding {
  Finding() {
    editor.resize(700, 500);
    editor.show();
    editor.activateWindow();
    editor.code().setFocus();
    editor.code().moveCursor(QTextCursor::Start);
  }
  FindBar& bar() { return *editor.findChild<FindBar*>(); }
  QLineEdit& words() { return *bar().findChild<QLineEdit*>(); }
  QString count() { return bar().findChild<QLabel*>()->text(); }
  int line() { return editor.code().textCursor().blockNumber() + 1; }

  ScenarioEditor editor{"mine.yaml", kText, {}, {}};
};

TEST_CASE("words are found whatever their case, and none within another") {
  CHECK(placesOf("SERVER", kText) ==
        QList<int>({static_cast<int>(kText.indexOf("Server")), static_cast<int>(kText.indexOf("server:")),
                    static_cast<int>(kText.indexOf("server\n"))}));
  CHECK(placesOf("aa", "aaaaa") == QList<int>({0, 2}));
  CHECK(placesOf("", kText).isEmpty());
}

TEST_CASE("the next place comes after the last again, and the one before the first is the last") {
  const QList<int> places{3, 9, 20};
  CHECK(nextPlace(places, 3, true) == 1);
  CHECK(nextPlace(places, 20, true) == 0);
  CHECK(nextPlace(places, 9, false) == 0);
  CHECK(nextPlace(places, 3, false) == 2);
  CHECK(nextPlace({}, 3, true) == -1);
}

TEST_CASE("Ctrl+F finds in the text by keys alone: next, previous, count, and Escape goes back to it") {
  Finding one;
  QTest::keyClick(&one.editor.code(), Qt::Key_F, Qt::ControlModifier);
  REQUIRE(one.bar().isVisible());
  QTest::keyClicks(&one.words(), "server");
  CHECK(one.count() == "1 of 3");
  CHECK(one.line() == 2);
  QTest::keyClick(&one.words(), Qt::Key_Return);
  CHECK(one.count() == "2 of 3");
  CHECK(one.line() == 4);
  QTest::keyClick(&one.words(), Qt::Key_Return, Qt::ShiftModifier);
  QTest::keyClick(&one.words(), Qt::Key_Return, Qt::ShiftModifier);
  CHECK(one.count() == "3 of 3");
  CHECK(one.line() == 5);
  QTest::keyClicks(&one.words(), "s");
  CHECK(one.count() == "not found");
  QTest::keyClick(&one.words(), Qt::Key_Backspace);
  QTest::keyClick(&one.words(), Qt::Key_Escape);
  CHECK_FALSE(one.bar().isVisible());
  CHECK(one.editor.code().textCursor().selectedText() == "server");
  CHECK(one.editor.code().toPlainText() == kText);
  QTest::keyClick(&one.editor.code(), Qt::Key_F3);
  CHECK(one.line() == 2);
}

TEST_CASE("what is selected in the text is what is looked for") {
  Finding one;
  QTextCursor cursor = one.editor.code().textCursor();
  cursor.setPosition(static_cast<int>(kText.indexOf("raft")));
  cursor.movePosition(QTextCursor::EndOfWord, QTextCursor::KeepAnchor);
  one.editor.code().setTextCursor(cursor);
  QTest::keyClick(&one.editor.code(), Qt::Key_F, Qt::ControlModifier);
  CHECK(one.words().text() == "raft");
  CHECK(one.count() == "1 of 1");
}

}  // namespace
}  // namespace orrery::gui
