#include "views/key_help.h"

#include <QAbstractTextDocumentLayout>
#include <QAction>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>
#include <QTextTable>
#include <QWidget>
#include <catch2/catch.hpp>

#include "views/gallery.h"
#include "views/local_commands.h"
#include "views/look.h"

namespace orrery::gui {
namespace {

// Of the first line of a cell, from the top of the document.
double baselineOf(const QTextDocument& document, const QTextTableCell& cell) {
  const QTextBlock block = cell.firstCursorPosition().block();
  return document.documentLayout()->blockBoundingRect(block).top() + block.layout()->lineAt(0).y() +
         block.layout()->lineAt(0).ascent();
}

TEST_CASE("a key and what it does stand on one baseline") {
  QTextDocument document;
  document.setDefaultFont(Look::instance().words());
  document.setHtml(keyTable({{"Here", {{"Space", "Plays and pauses"}, {"PgUp, P", "Back to the moment before"}}}}));
  document.setTextWidth(600);
  const auto* table = qobject_cast<QTextTable*>(document.rootFrame()->childFrames().value(0));
  REQUIRE(table != nullptr);
  REQUIRE(table->rows() == 3);
  for (const int row : {1, 2})
    CHECK(baselineOf(document, table->cellAt(row, 0)) == Approx(baselineOf(document, table->cellAt(row, 1))));
}

TEST_CASE("the keys of a view in the room are told under its name") {
  QWidget room;
  auto* view = new QWidget(&room);
  view->setAccessibleName("Charts");
  addLocalCommand(*view, "Stop computing", QKeySequence(Qt::Key_C), [] {});
  new QWidget(&room);
  const QList<KeySection> all = keysWithin(room);
  REQUIRE(all.size() == 1);
  CHECK(all[0].title == "Charts");
  REQUIRE(all[0].keys.size() == 1);
  CHECK(all[0].keys[0].keys == "C");
  CHECK(all[0].keys[0].told == "Stop computing");
}

TEST_CASE("a key that views side by side have for the same is told once, for the view that holds them") {
  QWidget room;
  auto* log = new QWidget(&room);
  log->setAccessibleName("Event log");
  for (const char* name : {"Events", "Search"}) {
    auto* view = new QWidget(log);
    view->setAccessibleName(name);
    addLocalCommand(*view, "Search the log", QKeySequence(Qt::CTRL | Qt::Key_F), [] {});
    if (name == QString("Events")) addLocalCommand(*view, "Go to it", QKeySequence(Qt::Key_Return), [] {});
  }
  const QList<KeySection> all = keysWithin(room);
  REQUIRE(all.size() == 2);
  CHECK(all[0].title == "Event log");
  CHECK(all[0].keys == QList<KeyHelp>{{"Ctrl+F", "Search the log"}});
  CHECK(all[1].title == "Events");
  CHECK(all[1].keys == QList<KeyHelp>{{"Return", "Go to it"}});
}

TEST_CASE("where letters are typed no single letter is told as a key") {
  QWidget window;
  auto* edit = new QAction("Edit", &window);
  edit->setShortcuts({QKeySequence(Qt::Key_E), QKeySequence(Qt::CTRL | Qt::Key_E)});
  auto* dark = new QAction("Dark", &window);
  dark->setShortcut(QKeySequence(Qt::Key_D));
  window.addActions({edit, dark});
  CHECK(keysOf(window).size() == 2);
  const QList<KeyHelp> typed = keysOf(window, SingleLetters::typed);
  REQUIRE(typed.size() == 1);
  CHECK(typed[0].keys == "Ctrl+E");
}

TEST_CASE("the gallery tells its keys") {
  QStringList all;
  for (const KeyHelp& one : Gallery::keys()) all << one.keys;
  for (const char* key : {"Return", "Esc", "Ctrl+E"}) CHECK(all.contains(key));
}

}  // namespace
}  // namespace orrery::gui
