#include <csignal>

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QTreeView>

#include <catch2/catch.hpp>

#include "gui/drive/display.h"
#include "presenters/branches.h"
#include "views/compare_room.h"
#include "views/gallery.h"
#include "views/inspector.h"
#include "views/main_window.h"
#include "views/run_room.h"
#include "views/stage.h"

namespace orrery::gui {
namespace {

using namespace literals;
using test::click;
using test::picture;
using test::pressKey;
using test::waitUntil;

struct Desk {
  Desk() {
    QSettings().clear();
    window.resize(1900, 1000);
    window.show();
    REQUIRE(QTest::qWaitForWindowExposed(&window, test::kPatienceMs));
    test::focus(window);
    REQUIRE(QTest::qWaitForWindowActive(&window, test::kPatienceMs));
  }

  RunRoom& room() { return *window.room(); }
  RunSession& session() { return room().session(); }
  QPoint placeOf(std::string_view node) {
    return room().stage().scene().pixelsOf(*session().file().find_node(node))->toPoint();
  }
  Record eventShown() { return session().file().event(session().event())->record; }
  // "server-4", at the moment shown.
  std::string leader() {
    constexpr Name kRole{"role"}, kLeader{"leader"};
    for (std::size_t i = 0; i < session().frame().state.nodes.size(); ++i) {
      const run_file::ShownField* field = session().frame().state.nodes[i].field(kRole.id());
      if (field != nullptr && static_cast<NameId>(field->value) == kLeader.id())
        return std::string(session().file().node_name(NodeId{static_cast<std::uint32_t>(i)}));
    }
    return {};
  }
  void openLeaderCrash() {
    window.showGallery();
    pressKey("ctrl+f");
    test::typeText("leader-crash");
    picture(window, "gallery");
    pressKey("Return");
    REQUIRE(waitUntil([&] { return window.room() != nullptr; }));
    REQUIRE(waitUntil([&] { return !session().isRecording(); }));
  }
  // Chooses from the menu that is open.
  void choose(const QString& key) {
    REQUIRE(waitUntil([] { return QApplication::activePopupWidget() != nullptr; }));
    picture(*QApplication::activePopupWidget(), "menu");
    pressKey(key);
    REQUIRE(waitUntil([] { return QApplication::activePopupWidget() == nullptr; }));
  }

  MainWindow window{ORRERY_PROGRAM};
};

TEST_CASE("a leader crash is opened, played, asked why, broken again by hand and compared") {
  Desk desk;
  desk.openLeaderCrash();
  picture(desk.window, "opened");

  // Play, as long as it takes to see that time passes.
  pressKey("space");
  REQUIRE(waitUntil([&] { return desk.session().time() > Instant::at(1_ms); }));
  pressKey("space");
  CHECK_FALSE(desk.room().playback().isPlaying());

  // From the end back to the crash.
  pressKey("End");
  const auto isAtCrash = [&] { return desk.eventShown().kind == RecordKind::crashed; };
  for (int i = 0; i < 100 && !isAtCrash(); ++i) pressKey("p");
  if (!isAtCrash())
    for (int i = 0; i < 20 && !isAtCrash(); ++i) pressKey("period");
  REQUIRE(isAtCrash());
  CHECK(desk.session().time() == Instant::at(2_s));
  CHECK(desk.session().file().node_name(desk.eventShown().node) == "server-2");
  picture(desk.window, "crash");

  // On to the next leader, and why it is that.
  for (int i = 0; i < 40 && desk.leader().empty(); ++i) pressKey("n");
  const std::string second = desk.leader();
  REQUIRE_FALSE(second.empty());
  CHECK(second != "server-2");
  pressKey("w");
  REQUIRE(waitUntil([&] { return !desk.session().chain().causes.empty(); }));
  CHECK(desk.session().chain().causes.size() > 3);
  picture(desk.window, "why");

  // The new leader is crashed by hand: its glyph is clicked, and then the menu's key.
  const Instant before = desk.session().time();
  click(desk.room().stage(), desk.placeOf(second));
  REQUIRE(waitUntil([&] { return desk.session().selectedNode() == desk.session().file().find_node(second); }));
  pressKey("x");
  QSignalSpy opened(&desk.window, &MainWindow::roomOpened);
  desk.choose("c");
  REQUIRE(waitUntil([&] { return opened.count() > 0 && !desk.session().isRecording(); }));
  REQUIRE(waitUntil([&] { return desk.session().time() > before; }));
  CHECK(desk.session().time() == before + 1_ns);
  CHECK(desk.room().branches().count() == 2);
  picture(desk.window, "broken");

  // The next leader appears in the inspector.
  for (int i = 0; i < 40 && (desk.leader().empty() || desk.leader() == second); ++i) pressKey("n");
  const std::string third = desk.leader();
  REQUIRE_FALSE(third.empty());
  CHECK(third != second);
  click(desk.room().stage(), desk.placeOf(third));
  const auto* inspector = desk.room().findChild<InspectorView*>();
  REQUIRE(inspector != nullptr);
  const auto isLeaderShown = [&] {
    const StateModel& model = inspector->model();
    for (int section = 0; section < model.rowCount(); ++section) {
      const QModelIndex above = model.index(section, 0);
      for (int row = 0; row < model.rowCount(above); ++row)
        if (model.index(row, StateModel::valueColumn, above).data().toString() == "leader") return true;
    }
    return false;
  };
  CHECK(waitUntil(isLeaderShown));
  picture(desk.window, "next-leader");

  // Both branches, side by side.
  pressKey("k");
  REQUIRE(waitUntil([&] { return desk.window.compareRoom() != nullptr; }));
  CompareRoom& compared = *desk.window.compareRoom();
  REQUIRE(waitUntil([&] { return compared.comparison().found().has_value(); }));
  CHECK(compared.comparison().found()->partsAt == before + 1_ns);
  CHECK(compared.summary().contains("break-1"));
  pressKey("g");
  CHECK(compared.comparison().sides()[0].session->time() == before + 1_ns);
  CHECK(compared.comparison().sides()[1].session->time() == before + 1_ns);
  for (int i = 0; i < 6; ++i) pressKey("n");
  picture(desk.window, "compared");
  pressKey("k");
  REQUIRE(waitUntil([&] { return desk.window.compareRoom() == nullptr; }));
  CHECK(desk.room().branch() == 1);
}

TEST_CASE("a line drawn over the stage cuts the links that it crosses") {
  Desk desk;
  desk.openLeaderCrash();
  desk.session().seek(Instant::at(1_s));
  pressKey("c");
  Stage& stage = desk.room().stage();
  const QPoint middle = (desk.placeOf("server-1") + desk.placeOf("server-2")) / 2;
  // From the rim to the centre of the ring and beyond: server-1 stands alone on one side of it or the other.
  const QPoint centre = stage.rect().center();
  QSignalSpy opened(&desk.window, &MainWindow::roomOpened);
  test::drag(stage, centre + (middle - centre) * 2, centre - (middle - centre) * 2);
  desk.choose("c");
  REQUIRE(waitUntil([&] { return opened.count() > 0 && !desk.session().isRecording(); }));
  const auto& overrides = desk.session().file().head().overrides;
  REQUIRE(overrides.size() == 1);
  CHECK_THAT(overrides[0].second, Catch::Contains("partition: "));
  picture(desk.window, "cut");
}

TEST_CASE("a run that is killed in its middle shows how far it came, and the window lives on") {
  Desk desk;
  desk.window.runScenario({"leader-election/leader-crash", 1, {}, {"run_for=1000s"}});
  REQUIRE(waitUntil([&] { return desk.window.room() != nullptr; }));
  REQUIRE(waitUntil([&] { return desk.session().reached() > Instant::at(1_s); }));
  ::kill(static_cast<pid_t>(desk.room().child()->processId()), SIGKILL);
  const auto failure = [&]() -> QString {
    for (const QLabel* label : desk.room().findChildren<QLabel*>())
      if (label->accessibleName() == "What failed" && !label->isHidden()) return label->text();
    return {};
  };
  REQUIRE(waitUntil([&] { return !failure().isEmpty(); }));
  picture(desk.window, "killed");
  pressKey("End");
  CHECK(desk.session().time() > Instant::at(1_s));
  pressKey("ctrl+d");
  CHECK(failure().isEmpty());
}

// The keys as xdotool names them.
QString toolName(const QKeySequence& keys) {
  static const QHash<QString, QString> names{
      {".", "period"},    {",", "comma"},    {"[", "bracketleft"}, {"]", "bracketright"}, {"+", "plus"},
      {"-", "minus"},     {"=", "equal"},    {"?", "question"},    {"Space", "space"},    {"PgUp", "Prior"},
      {"PgDown", "Next"}, {"Esc", "Escape"}, {"Return", "Return"}, {"Home", "Home"},      {"End", "End"}};
  QStringList out;
  QStringList parts = keys.toString(QKeySequence::PortableText).split('+', Qt::SkipEmptyParts);
  if (keys.toString().endsWith('+')) parts << "+";
  for (const QString& part : parts) {
    if (part == "Ctrl" || part == "Shift" || part == "Alt")
      out << part.toLower();
    else
      out << names.value(part, part.size() == 1 ? part.toLower() : part);
  }
  return out.join('+');
}

TEST_CASE("every shortcut is heard") {
  Desk desk;
  desk.openLeaderCrash();
  desk.session().seek(Instant::at(2500_ms));
  // Whatever opens is closed again, as Escape would.
  QTimer closing;
  QObject::connect(&closing, &QTimer::timeout, [] {
    if (QWidget* popup = QApplication::activePopupWidget()) popup->close();
    if (QWidget* dialog = QApplication::activeModalWidget()) dialog->close();
  });
  closing.start(100);
  QStringList deaf;
  for (QWidget* owner : {static_cast<QWidget*>(&desk.room()), static_cast<QWidget*>(&desk.window)})
    for (QAction* action : owner->actions())
      for (const QKeySequence& keys : action->shortcuts()) {
        // These leave the room; they are pressed elsewhere.
        if (keys == QKeySequence(Qt::CTRL | Qt::Key_Q) || keys == QKeySequence(Qt::CTRL | Qt::Key_G) ||
            keys == QKeySequence(QKeySequence::Find) || keys == QKeySequence(Qt::Key_R))
          continue;
        // A dialog that closes leaves the keyboard to nobody where there is no window manager.
        if (!desk.window.isActiveWindow()) {
          test::focus(desk.window);
          REQUIRE(waitUntil([&] { return desk.window.isActiveWindow(); }));
        }
        desk.room().stage().setFocus();
        QSignalSpy triggered(action, &QAction::triggered);
        pressKey(toolName(keys));
        if (!action->isEnabled()) continue;
        if (!QTest::qWaitFor([&] { return triggered.count() > 0; }, 3000))
          deaf << action->text() + " " + keys.toString();
        REQUIRE(waitUntil([] {
          return QApplication::activePopupWidget() == nullptr && QApplication::activeModalWidget() == nullptr;
        }));
        if (desk.window.isPresenting()) desk.window.setPresenting(false);
      }
  INFO(deaf.join("\n").toStdString());
  CHECK(deaf.isEmpty());
}

}  // namespace
}  // namespace orrery::gui
