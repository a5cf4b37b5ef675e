// The verdict above the stage, whatever columns are shown.
#include "views/verdict_button.h"

#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/reference_runs.h"
#include "views/editor_desk.h"
#include "views/main_window.h"
#include "views/run_room.h"
#include "views/stage.h"
#include "views/story_panel.h"

namespace orrery::gui {
namespace {

ExpectationList listOf(std::initializer_list<Verdict> verdicts, Verdict whole) {
  ExpectationList list;
  for (const Verdict one : verdicts) list.lines.push_back({one, "claim", "figure"});
  list.whole = ExpectationLine{whole, "The run as a whole", ""};
  return list;
}

TEST_CASE("a verdict in a word: how many failed, else how many are undecided, else that all held") {
  using enum Verdict;
  CHECK(listOf({held, failed, undecided}, failed).summary() == "✗ 1 of 3 failed");
  CHECK(listOf({held, undecided}, undecided).summary() == "? 1 of 2 undecided");
  CHECK(listOf({held, held}, held).summary() == "✓ 2 held");
  // An invariant can be broken of which the scenario says nothing.
  CHECK(listOf({held}, failed).summary() == "✗ failed");
  CHECK(listOf({}, held).summary() == "✓ held");
  ExpectationList open = listOf({}, held);
  open.whole.reset();
  open.lines.push_back({std::nullopt, "claim", "at most 1"});
  CHECK(open.summary() == "○ 1 open");
}

TEST_CASE("a failed expectation is seen and told above the stage while the editor has the place of its column") {
  QSettings().clear();
  // Nobody stands for election within the time that is expected.
  const test::MadeRun run("leader-election/leader-crash", {"--set", "system.server.election_timeout=1s..1500ms"});
  MainWindow window{ORRERY_PROGRAM};
  window.resize(1400, 900);
  window.show();
  window.openRunFile(QString::fromStdString(run.path()));
  REQUIRE(window.room() != nullptr);
  window.desk().open();
  QTest::qWait(1);
  REQUIRE_FALSE(window.room()->findChild<StoryPanel*>()->isVisible());
  auto* button = window.room()->findChild<VerdictButton*>();
  REQUIRE(button != nullptr);
  CHECK(button->isVisible());
  CHECK(button->text() == "✗ 2 of 4 failed");
  CHECK(button->toolTip().contains("(V)"));
  auto* menu = button->findChild<QMenu*>();
  REQUIRE(menu != nullptr);
  const auto opens = [&](auto act) {
    act();
    const bool isOpen = QTest::qWaitFor([&] { return menu->isVisible(); }, 1000);
    const QString told = menu->findChild<QLabel*>()->text();
    menu->close();
    return isOpen && told.contains("leaderless_time of server") && told.contains("✗ failed");
  };
  CHECK(opens([&] { button->click(); }));
  CHECK(opens([&] { QTest::keyClick(&window.room()->stage(), Qt::Key_V); }));
  window.desk().close();
  CHECK(window.room()->findChild<StoryPanel*>()->isVisible());
  CHECK(button->isVisible());
  QSettings().clear();
}

TEST_CASE("where all held and the column tells it the verdict leaves its place to the sentence, but for the key") {
  QSettings().clear();
  MainWindow window{ORRERY_PROGRAM};
  window.resize(1400, 900);
  window.show();
  window.openRunFile(QString::fromStdString(leaderCrash().path()));
  REQUIRE(window.room() != nullptr);
  auto* button = window.room()->findChild<VerdictButton*>();
  QTest::qWait(1);
  CHECK_FALSE(button->isVisible());
  QTest::keyClick(&window.room()->stage(), Qt::Key_V);
  auto* menu = button->findChild<QMenu*>();
  CHECK(QTest::qWaitFor([&] { return menu->isVisible(); }, 1000));
  menu->close();
  window.setPresenting(true);
  CHECK(button->isVisible());
  CHECK(button->text() == "✓ 4 held");
  window.setPresenting(false);
  CHECK_FALSE(button->isVisible());
  QSettings().clear();
}

}  // namespace
}  // namespace orrery::gui
