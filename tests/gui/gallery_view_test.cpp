// What typing does in the gallery.
#include "views/gallery.h"

#include <algorithm>

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMainWindow>
#include <QTest>
#include <catch2/catch.hpp>

#include "views/elided_lines.h"
#include "views/look.h"

namespace orrery::gui {
namespace {

struct InWindow {
  InWindow() {
    // A single key of the window, as `e` and `d` are.
    auto* edit = new QAction("Edit", &window);
    edit->setShortcut(QKeySequence(Qt::Key_E));
    window.addAction(edit);
    QObject::connect(edit, &QAction::triggered, &window, [this] { ++heard; });
    window.setCentralWidget(gallery);
    window.show();
    window.activateWindow();
    list().setFocus();
  }
  QListView& list() { return *gallery->findChild<QListView*>(); }
  QLineEdit& words() { return *gallery->findChild<QLineEdit*>(); }
  int count() { return list().model()->rowCount(); }

  int heard = 0;
  QMainWindow window;
  Gallery* gallery = new Gallery({}, &window);
};

TEST_CASE("typing in the gallery searches, whatever single keys the window has, and Escape clears it") {
  InWindow one;
  const int all = one.count();
  QTest::keyClick(&one.list(), Qt::Key_E);
  CHECK(one.heard == 0);
  CHECK(one.words().text() == "e");
  CHECK(one.window.focusWidget() == &one.words());
  QTest::keyClicks(&one.words(), "lection crash");
  CHECK(one.words().text() == "election crash");
  CHECK(one.count() < all);
  CHECK(one.count() > 0);
  QTest::keyClick(&one.words(), Qt::Key_Down);
  CHECK(one.window.focusWidget() == &one.list());
  QTest::keyClick(&one.list(), Qt::Key_Backspace);
  CHECK(one.words().text() == "election cras");
  QTest::keyClick(&one.words(), Qt::Key_Escape);
  CHECK(one.words().text().isEmpty());
  CHECK(one.count() == all);
  CHECK(one.window.focusWidget() == &one.list());
}

TEST_CASE("a search that finds nothing says so, and Escape brings everything back") {
  InWindow one;
  QTest::keyClicks(&one.list(), "x");
  QTest::keyClicks(&one.words(), "yzzy");
  REQUIRE(one.count() == 0);
  const auto says = [&] {
    const QList<QLabel*> labels = one.gallery->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [](QLabel* label) { return label->isVisible() && label->text().contains("'xyzzy'"); });
  };
  CHECK(says());
  QTest::keyClick(&one.words(), Qt::Key_Escape);
  CHECK_FALSE(says());
  CHECK(one.list().isVisible());
  CHECK(one.count() > 0);
}

TEST_CASE("a story that is longer than its card ends with an ellipsis, in whole lines") {
  const QFont font = Look::instance().words(12);
  const QFontMetricsF metrics(font);
  QString story;
  for (int i = 1; i <= 60; ++i) story += QStringLiteral("word%1 ").arg(i);
  const auto lines = [&](const QString& text, double high) {
    return linesWithin(text, font, QSizeF(200, high * metrics.lineSpacing()));
  };
  const QStringList cut = lines(story.trimmed(), 3.4);
  REQUIRE(cut.size() == 3);
  CHECK(cut.last().endsWith(QChar(0x2026)));
  CHECK_FALSE(cut[0].contains(QChar(0x2026)));
  for (const QString& one : cut) CHECK(metrics.horizontalAdvance(one) <= 200);
  const QStringList whole = lines(story.trimmed(), 100);
  CHECK(whole.join(QLatin1Char(' ')) == story.trimmed());
  // Where the last line that there is room for is the story's own last one it is whole.
  CHECK(lines(story.trimmed(), static_cast<double>(whole.size())) == whole);
  CHECK(lines("word", 0.2).isEmpty());
}

TEST_CASE("Return runs what the search found first") {
  InWindow one;
  QString opened;
  QObject::connect(one.gallery, &Gallery::opened, [&](const QString& subject, bool) { opened = subject; });
  QTest::keyClicks(&one.list(), "l");
  QTest::keyClicks(&one.words(), "eader-crash");
  QTest::keyClick(&one.words(), Qt::Key_Return);
  CHECK(opened == "leader-election/leader-crash");
}

}  // namespace
}  // namespace orrery::gui
