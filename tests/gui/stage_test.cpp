#include "views/stage.h"

#include <QAccessible>
#include <QSettings>
#include <QTest>

#include "gui/golden_picture.h"
#include "gui/run_files.h"
#include "models/breaks.h"
#include "models/run_scenario.h"
#include "presenters/playback.h"
#include "views/stage_glyphs.h"

namespace orrery::gui {
namespace {

using namespace literals;

// A stage of a size that keeps its pictures small.
struct OnStage {
  explicit OnStage(const std::string& name, const std::vector<std::string>& options = {}) : run(name, options) {
    playback.setSelfDriven(false);
    stage.resize(480, 360);
    stage.grab();
  }
  QImage picture() { return stage.grab().toImage(); }
  NodeId node(const std::string& name) const { return *session->file().find_node(name); }
  QPoint place(const std::string& name) { return stage.scene().pixelsOf(node(name))->toPoint(); }

  test::MadeRun run;
  std::unique_ptr<RunSession> session = run.session();
  std::optional<Scenario> scenario = scenarioOf(session->file());
  Marks marks{session->file()};
  Playback playback{*session, marks};
  Stage stage{*session, marks, playback, scenario.value().show};
};

TEST_CASE("the stage looks as it was reviewed: the crash of a leader, and the votes of an election") {
  OnStage on("leader-election/leader-crash", {"--until", "3s"});
  on.session->seek(Instant::at(2_s));
  test::check_picture(on.picture(), "stage-crash");
  on.session->seek(Instant::at(2158800_us));
  test::check_picture(on.picture(), "stage-election");
}

TEST_CASE("the stage looks as it was reviewed: zones and a partition") {
  OnStage on("leader-election/wan", {"--until", "12.5s"});
  on.stage.resize(640, 480);
  on.session->seek(Instant::at(12_s));
  test::check_picture(on.picture(), "stage-partition");
}

TEST_CASE("the stage looks as it was reviewed: tiers, load and a slow node") {
  OnStage on("ambassador/slow-replica", {"--variant", "per-try", "--until", "11s"});
  on.session->seek(Instant::at(10500_ms));
  test::check_picture(on.picture(), "stage-tiers");
}

TEST_CASE("what is over within a frame of playback stays to be seen for a while") {
  OnStage on("leader-election/first-election");
  on.session->seek(Instant::at(100_ms));
  on.playback.setSlowMotionOn(false);
  on.playback.play();
  for (int i = 0; i < 5; ++i) on.playback.advance(16_ms);
  const QImage passing = on.picture();
  // Time goes on for the eye, but not for the run.
  const Instant here = on.session->time();
  on.playback.pause();
  on.stage.scene().forgetPassing();
  CHECK(on.session->time() == here);
  CHECK(test::difference(passing, on.picture()) > 0.001);
}

TEST_CASE("a click selects a node, a click beside it none, and keys go from node to node") {
  OnStage on("leader-election/first-election");
  on.session->seek(Instant::at(500_ms));
  QTest::mouseClick(&on.stage, Qt::LeftButton, {}, on.place("server-3"));
  CHECK(on.session->selectedNode() == on.node("server-3"));
  QTest::keyClick(&on.stage, Qt::Key_Right);
  CHECK(on.session->selectedNode() == on.node("server-4"));
  QTest::keyClick(&on.stage, Qt::Key_Left);
  QTest::keyClick(&on.stage, Qt::Key_Left);
  CHECK(on.session->selectedNode() == on.node("server-2"));
  QTest::mouseClick(&on.stage, Qt::LeftButton, {}, QPoint(3, 357));
  CHECK_FALSE(on.session->selectedNode());
}

TEST_CASE("a node that is dragged stays where it was put, also in the next window") {
  QSettings().clear();
  QPoint there;
  {
    OnStage on("leader-election/first-election");
    const QPoint from = on.place("server-1");
    there = QPoint(60, 80);
    QTest::mousePress(&on.stage, Qt::LeftButton, {}, from);
    QTest::mouseMove(&on.stage, from + QPoint(20, 20));
    QTest::mouseMove(&on.stage, there);
    QTest::mouseRelease(&on.stage, Qt::LeftButton, {}, there);
    CHECK((on.place("server-1") - there).manhattanLength() <= 2);
    CHECK_FALSE(on.session->selectedNode());
  }
  OnStage again("leader-election/first-election");
  CHECK((again.place("server-1") - there).manhattanLength() <= 3);
  again.stage.scene().forgetHandPlaces();
  CHECK((again.place("server-1") - there).manhattanLength() > 50);
  QSettings().clear();
}

TEST_CASE("zooming keeps what is under the cursor, and fit shows everything again") {
  OnStage on("leader-election/first-election");
  const QPointF before = *on.stage.scene().pixelsOf(on.node("server-1"));
  on.stage.scene().viewPort().zoomBy(3, before);
  const QPointF after = *on.stage.scene().pixelsOf(on.node("server-1"));
  CHECK(std::abs(after.x() - before.x()) < 0.01);
  CHECK(std::abs(after.y() - before.y()) < 0.01);
  on.stage.fit();
  CHECK(*on.stage.scene().pixelsOf(on.node("server-1")) == before);
}

TEST_CASE("what a scenario hides is not drawn until it is asked for") {
  OnStage on("leader-election/leader-crash", {"--until", "1s"});
  CHECK_FALSE(on.stage.scene().pixelsOf(on.node("client-1")));
  on.stage.setHiddenShown(true);
  CHECK(on.stage.scene().pixelsOf(on.node("client-1")));
}

TEST_CASE("the line that cuts stays to be seen with the links that it cuts, until it is forgotten") {
  OnStage on("leader-election/first-election");
  on.session->seek(Instant::at(500_ms));
  const QImage before = on.picture();
  on.stage.setCutting(true);
  const QPoint one = on.place("server-1"), centre = on.stage.rect().center();
  const QPoint side = on.place("server-2") + one - centre;
  QTest::mousePress(&on.stage, Qt::LeftButton, {}, side);
  QTest::mouseMove(&on.stage, centre);
  QTest::mouseRelease(&on.stage, Qt::LeftButton, {}, centre);
  on.stage.setCutting(false);
  REQUIRE(on.stage.drawnLine());
  CHECK_FALSE(crossings(on.stage.scene().layout(), *on.stage.drawnLine()).empty());
  const QImage asked = on.picture();
  test::check_picture(asked, "stage-cut");
  CHECK(test::difference(before, asked) > 0.002);
  on.stage.forgetLine();
  CHECK(on.picture() == before);
}

TEST_CASE("the rings of what is selected and of what Why? tells leave the node's own label free") {
  for (const double radius : {8.0, 14.0, 25.0, 40.0, 70.0})
    for (const bool isAbove : {false, true})
      for (const char* caption : {"", "breaker half-open"}) {
        NodePicture picture;
        picture.name = "server-2";
        picture.glyph.caption = caption;
        picture.radius = radius;
        picture.isLabelled = picture.isSelected = picture.isInChain = true;
        picture.isLabelAbove = isAbove;
        QImage image(480, 480, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.translate(240, 240);
        paintHalos(painter, picture);
        painter.end();
        const QRect label = labelAreaOf(picture).translated(240, 240).toAlignedRect();
        const auto isPainted = [&](const QRect& where) {
          for (int y = where.top(); y <= where.bottom(); ++y)
            for (int x = where.left(); x <= where.right(); ++x)
              if (qAlpha(image.pixel(x, y)) > 0) return true;
          return false;
        };
        INFO("radius " << radius << (isAbove ? ", label above, " : ", label below, ") << caption);
        CHECK_FALSE(isPainted(label));
        CHECK(isPainted(image.rect()));
      }
}

TEST_CASE("the stage looks as it was reviewed: names stand over what Why? tells") {
  OnStage on("leader-election/leader-crash", {"--until", "3s"});
  on.session->seek(Instant::at(2200_ms));
  const auto elected = on.session->file().events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 2);
  REQUIRE(elected.size() == 2);
  on.session->askWhy(elected[1].record.id);
  on.session->selectNode(on.node("server-4"));
  test::check_picture(on.picture(), "stage-why");
}

TEST_CASE("a screen reader hears what the stage shows") {
  OnStage on("leader-election/leader-crash", {"--until", "3s"});
  on.session->seek(Instant::at(2500_ms));
  const QAccessibleInterface* reader = QAccessible::queryAccessibleInterface(&on.stage);
  REQUIRE(reader != nullptr);
  CHECK(reader->text(QAccessible::Name) == "Stage");
  CHECK(reader->text(QAccessible::Description).contains("server-4 leader of term 2"));
}

}  // namespace
}  // namespace orrery::gui
