#include "views/space_time.h"

#include <cmath>

#include <QAccessible>
#include <QApplication>
#include <QScrollBar>
#include <QTest>
#include <QWheelEvent>
#include <catch2/catch.hpp>

#include "gui/reference_runs.h"
#include "views/glyphs.h"

namespace orrery::gui {

using namespace orrery::literals;

TEST_CASE("messages have shapes by what they are") {
  CHECK(shapeOf("RequestVote", "") == MessageShape::vote);
  CHECK(shapeOf("AppendEntries", R"({"term":1,"entries":0,"commit":1})") == MessageShape::heartbeat);
  CHECK(shapeOf("AppendEntries", R"({"term":1,"entries":2,"commit":1})") == MessageShape::request);
  CHECK(shapeOf("Answer", "") == MessageShape::reply);
  CHECK(shapeOf("HealthProbe", "") == MessageShape::heartbeat);
  CHECK(attemptOf(R"({"operation":7,"attempt":12})") == 12);
  CHECK(attemptOf("") == 1);
}

TEST_CASE("every message that was sent or arrived in a stretch is in its picture") {
  const auto session = leaderCrash().session();
  SpaceTime model(session->file());
  const TimeSpan span{Instant::at(2150_ms), 20_ms};
  const SpaceTimePicture& picture = model.between(span);
  REQUIRE_FALSE(picture.isGathered);
  std::size_t expected = 0;
  for (const run_file::Event& event : session->file().events(RecordId{1}, static_cast<std::size_t>(session->last()))) {
    const Record& record = event.record;
    const bool isMessage = record.kind == RecordKind::delivered || record.kind == RecordKind::dropped;
    if (isMessage && record.time >= span.from && Instant::nanoseconds(record.a) <= span.to()) ++expected;
  }
  CHECK(picture.arrows.size() == expected);
}

TEST_CASE("what a scenario hides is left out") {
  const auto session = leaderCrash().session();
  SpaceTime model(session->file());
  model.setHidden({"client", "heartbeat"});
  for (const Arrow& arrow : model.between({Instant::at(2100_ms), 100_ms}).arrows) {
    CHECK(arrow.shape != MessageShape::heartbeat);
    CHECK(session->file().info().nodes[index(arrow.from)].group == "server");
    CHECK(session->file().info().nodes[index(arrow.to)].group == "server");
  }
  CHECK(model.isShown(NodeId{0}));
  CHECK_FALSE(model.isShown(*session->file().find_node("client-1")));
}

TEST_CASE("too many events to tell apart are gathered, with the densest at one") {
  const auto session = leaderCrash().session();
  SpaceTime model(session->file());
  const SpaceTimePicture& picture = model.between({Instant::start(), session->end().since_start()});
  REQUIRE(picture.isGathered);
  CHECK(picture.arrows.empty());
  const auto& share = picture.density.share;
  CHECK(*std::max_element(share.begin(), share.end()) == 1);
  CHECK(*std::min_element(share.begin(), share.end()) == 0);
}

TEST_CASE("the views below the stage share one axis") {
  const auto session = leaderCrash().session();
  SpaceTimeView first(*session, nullptr), second(*session, nullptr);
  first.resize(900, 300);
  second.resize(900, 300);
  first.show();
  second.show();
  first.setFocus();
  QTest::keyClick(&first, Qt::Key_Plus);
  CHECK(first.axis().span().length < session->end().since_start());
  CHECK(second.axis().span() == first.axis().span());
  QTest::keyClick(&first, Qt::Key_0);
  CHECK(second.axis().span().length == session->end().since_start());
}

TEST_CASE("a click on a message selects its arrival, and the diagram says in words what it shows") {
  const auto session = leaderCrash().session();
  SpaceTimeView view(*session, nullptr);
  view.resize(1000, 300);
  view.show();
  SharedAxis::of(*session).show({Instant::at(2150_ms), 15_ms});
  const auto vote = session->file().events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 2).back();
  const RecordId reply = vote.record.cause;
  const Record arrival = session->file().event(reply)->record;
  const double x = view.axis().xOf(Instant::nanoseconds((arrival.a + arrival.time.nanoseconds()) / 2));
  const double row = (view.viewport()->height() - view.rulerHeight()) / 5.0;
  const double y = (static_cast<double>(index(arrival.node) + index(arrival.peer)) / 2 + 0.5) * row;
  QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                    QPoint(view.gutterWidth() + qRound(x), view.rulerHeight() + qRound(y)));
  CHECK(session->selectedEvent() == reply);
  CHECK(session->selectedNode() == arrival.node);

  session->seekEvent(reply);
  QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(&view);
  REQUIRE(interface != nullptr);
  CHECK(interface->text(QAccessible::Name) == "Space-time diagram");
  CHECK(interface->text(QAccessible::Value).contains("messages"));
  CHECK(interface->text(QAccessible::Value).contains("server-1: follower"));
}

TEST_CASE("the events of the selected node are gone through by keys, and the axis follows") {
  const auto session = leaderCrash().session();
  SpaceTimeView view(*session, nullptr);
  view.resize(900, 300);
  view.show();
  view.setFocus();
  const NodeId node{2};
  session->seek(Instant::at(1_s));
  SharedAxis::of(*session).show({Instant::at(1_s), 1_ms});
  session->selectNode(node);
  std::vector<RecordId> seen;
  for (int i = 0; i < 5; ++i) {
    QTest::keyClick(&view, Qt::Key_Down);
    seen.push_back(session->selectedEvent().value());
    const Record record = session->file().event(seen.back())->record;
    CHECK(record.node == node);
    CHECK(view.axis().span().contains(record.time));
  }
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(seen.front() != seen.back());
  QTest::keyClick(&view, Qt::Key_Up);
  CHECK(session->selectedEvent() == seen[3]);
  QTest::keyClick(&view, Qt::Key_W);
  CHECK(session->isInChain(seen[3]));
}

TEST_CASE("a large group has one row until each of it is asked for") {
  const test::MadeRun run("circuit-breaker/cascade", {"--variant", "with-breaker", "--set", "run_for=200ms"});
  const auto session = run.session();
  SpaceTimeView view(*session, nullptr);
  view.resize(900, 400);
  view.show();
  view.setFocus();
  const auto lines = [&] { return view.textEquivalent().split(QChar(10)).size(); };
  const auto gathered = lines();
  CHECK(gathered < 20);
  QTest::keyClick(&view, Qt::Key_G);
  CHECK(lines() > 200);
  QTest::keyClick(&view, Qt::Key_G);
  CHECK(lines() == gathered);
}

TEST_CASE("a picture asked for twice is the same, and zooming keeps what is under the pointer") {
  const auto session = leaderCrash().session();
  SpaceTimeView view(*session, nullptr);
  view.resize(900, 300);
  view.show();
  SharedAxis::of(*session).show({Instant::at(1_s), 2_s});
  const QPointF pointer(500, 120);
  const Instant under = view.axis().timeAt(pointer.x() - view.gutterWidth());
  QWheelEvent wheel(pointer, view.viewport()->mapToGlobal(pointer), {}, QPoint(0, 240), Qt::NoButton, Qt::NoModifier,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(view.viewport(), &wheel);
  CHECK(view.axis().span().length < 2_s);
  CHECK(view.axis().xOf(under) == Approx(pointer.x() - view.gutterWidth()).margin(0.01));
  CHECK(view.grab().toImage() == view.grab().toImage());
}

namespace {

// WCAG 2.1, relative luminance.
double luminance(const QColor& colour) {
  const auto linear = [](double share) {
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& over, const QColor& under) {
  const auto mixed = [&](double a, double b) { return a * over.alphaF() + b * (1 - over.alphaF()); };
  const QColor seen = QColor::fromRgbF(static_cast<float>(mixed(over.redF(), under.redF())),
                                       static_cast<float>(mixed(over.greenF(), under.greenF())),
                                       static_cast<float>(mixed(over.blueF(), under.blueF())));
  const double one = luminance(seen), other = luminance(under);
  return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

}  // namespace

TEST_CASE("bands of what is dense stand out from the panel, light and dark") {
  Look& look = Look::instance();
  for (const bool isDark : {false, true}) {
    look.setDark(isDark);
    INFO((isDark ? "dark" : "light"));
    CHECK(contrast(bandInk(1), look.panel()) >= 3);
    CHECK(contrast(bandInk(0), look.panel()) >= 1.5);
  }
  look.setDark(false);
}

TEST_CASE("the picture of an election in space and time") {
  const auto session = leaderCrash().session();
  SpaceTimeView view(*session, nullptr);
  view.resize(900, 320);
  const auto elected = session->file().events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 2).back();
  SharedAxis::of(*session).show({Instant::at(2152_ms), 14_ms});
  session->seekEvent(elected.record.id);
  view.show();
  checkPicture(view, "space_time_election");
  SharedAxis::of(*session).fitRun();
  checkPicture(view, "space_time_run");
  Look::instance().setDark(true);
  QTest::qWait(1);
  checkPicture(view, "space_time_run-dark");
  Look::instance().setDark(false);
}

}  // namespace orrery::gui
