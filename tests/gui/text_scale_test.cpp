// How large the texts of the window are.
#include "models/text_scale.h"

#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/run_files.h"
#include "views/key_help.h"
#include "views/look.h"
#include "views/main_window.h"
#include "views/run_room.h"
#include "views/stage.h"

namespace orrery::gui {
namespace {

TEST_CASE("steps of the text's scale go there and back, and end where they end") {
  double scale = 1;
  for (int i = 0; i < 20; ++i) {
    const double next = largerText(scale);
    if (next > scale) CHECK(smallerText(next) == scale);
    scale = next;
  }
  CHECK(scale == 3);
  for (int i = 0; i < 20; ++i) scale = smallerText(scale);
  CHECK(scale == 0.8);
  CHECK(largerText(1.6) == 1.75);
  CHECK(withinTextScale(0) == 0.8);
  CHECK(withinTextScale(99) == 3);
}

struct AsItComes {
  AsItComes() { QSettings().clear(); }
  ~AsItComes() {
    QSettings().clear();
    Look::instance().setTextScale(1);
  }
};

const QLabel& sentenceOf(const MainWindow& window) {
  for (const QLabel* label : window.findChildren<QLabel*>())
    if (label->accessibleName() == "What happened last") return *label;
  FAIL("no sentence above the stage");
  std::abort();
}

QWidget& named(const MainWindow& window, const QString& name) {
  for (QWidget* widget : window.findChildren<QWidget*>())
    if (widget->accessibleName() == name) return *widget;
  FAIL(name.toStdString());
  std::abort();
}

TEST_CASE("Ctrl+plus makes the texts of a room larger, and they are so in the next window until Ctrl+0") {
  const AsItComes after;
  const test::MadeRun run("leader-election/first-election");
  const auto press = [](MainWindow& window, Qt::Key key) {
    QTest::keyClick(&window.room()->stage(), key, Qt::ControlModifier);
  };
  {
    MainWindow window{ORRERY_PROGRAM};
    window.resize(1900, 1000);
    window.show();
    window.openRunFile(QString::fromStdString(run.path()));
    QTest::qWait(1);
    const int before = sentenceOf(window).font().pixelSize(), log = named(window, "Event log").width();
    const double zoom = window.room()->stage().scene().viewPort().zoom();
    for (int i = 0; i < 3; ++i) press(window, Qt::Key_Plus);
    CHECK(sentenceOf(window).font().pixelSize() == qRound(before * 1.5));
    CHECK(window.room()->stage().scene().viewPort().zoom() == zoom);
    // The columns make room for what is larger.
    CHECK(named(window, "Event log").width() >= log);
    press(window, Qt::Key_Minus);
    CHECK(Look::instance().textScale() == 1.25);
    QStringList keys;
    for (const KeyHelp& one : keysOf(window)) keys << one.told;
    CHECK(keys.contains("Makes all texts larger, for a large screen or the last row"));
    const QList<QMenu*> menus = window.menuBar()->findChildren<QMenu*>();
    CHECK(std::any_of(menus.begin(), menus.end(), [](const QMenu* menu) {
      const QList<QAction*> all = menu->actions();
      return std::any_of(all.begin(), all.end(), [](const QAction* one) { return one->text() == "Larger text"; });
    }));
  }
  Look::instance().setTextScale(1);
  MainWindow next{ORRERY_PROGRAM};
  CHECK(Look::instance().textScale() == 1.25);
  next.show();
  next.openRunFile(QString::fromStdString(run.path()));
  QTest::qWait(1);
  press(next, Qt::Key_0);
  CHECK(Look::instance().textScale() == 1);
  CHECK(QSettings().value("window/textScale").toDouble() == 1);
}

}  // namespace
}  // namespace orrery::gui
