#include "models/timeline_geometry.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>

#include "gui/golden_picture.h"
#include "gui/run_files.h"
#include "views/timeline.h"

namespace orrery::gui {
namespace {

using namespace literals;

TEST_CASE("a place on the timeline and its time are each other's inverse, and nothing lies outside the run") {
  const TimelineGeometry line(10, 1010, 0, 12, Instant::at(10_s));
  CHECK(line.xOf(Instant::at(2_s)) == Approx(210));
  CHECK(line.timeAt(210) == Instant::at(2_s));
  CHECK(line.timeAt(-50) == Instant::start());
  CHECK(line.timeAt(2000) == Instant::at(10_s));
}

TEST_CASE("ticks stand at round times, far enough apart to be read") {
  for (const Duration length : {300_us, 17_ms, 1_s, 10_s, 3600_s}) {
    const TimelineGeometry line(0, 900, 0, 12, Instant::at(length));
    const auto ticks = line.ticks(90);
    INFO(to_text(length));
    REQUIRE(ticks.size() >= 3);
    CHECK(ticks.size() <= 11);
    for (std::size_t i = 1; i < ticks.size(); ++i) CHECK(ticks[i].x - ticks[i - 1].x >= 89.999);
    std::int64_t digit = ticks[1].time.nanoseconds();
    while (digit % 10 == 0) digit /= 10;
    CHECK((digit == 1 || digit == 2 || digit == 5));
  }
}

TEST_CASE("faults that overlap lie one under the other, and marks that fall together are one") {
  const test::MadeRun run("leader-election/hostile", {"--until", "10s"});
  const auto session = run.session();
  const Marks marks(session->file());
  REQUIRE(marks.faults().size() > 2);
  const TimelineGeometry line(0, 600, 0, 12, session->end());
  const auto spans = line.spans(marks);
  CHECK(spans.size() == marks.faults().size());
  for (const auto& span : spans) {
    CHECK(span.area.width() >= 2);
    CHECK(span.area.top() >= 0);
    CHECK(span.area.bottom() <= 12);
  }
  const auto points = line.points(marks);
  int count = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    count += points[i].count;
    if (i > 0) CHECK(points[i].x - points[i - 1].x >= 7);
  }
  CHECK(count == static_cast<int>(marks.all().size()));
}

TEST_CASE("a click on the timeline goes there, a click on a mark to its event, and keys go on from there") {
  const test::MadeRun run("leader-election/leader-crash", {"--until", "4s"});
  const auto session = run.session();
  const Marks marks(session->file());
  Timeline timeline(*session, marks);
  timeline.resize(1028, 60);
  QSignalSpy scrubbed(&timeline, &Timeline::scrubbed);
  QTest::mouseClick(&timeline, Qt::LeftButton, {}, QPoint(514, 40));
  CHECK(session->time() == Instant::at(2_s));
  QTest::keyClick(&timeline, Qt::Key_Right);
  CHECK(session->time() == Instant::at(2040_ms));
  QTest::mouseClick(&timeline, Qt::LeftButton, {}, QPoint(514, 22));
  CHECK(session->event() == marks.faults().front().began);
  CHECK(scrubbed.count() == 3);
  const QAccessibleInterface* reader = QAccessible::queryAccessibleInterface(&timeline);
  REQUIRE(reader != nullptr);
  CHECK(reader->text(QAccessible::Name) == "Timeline");
  CHECK(reader->text(QAccessible::Description).startsWith("At 2.000 s of 4.000 s."));
}

TEST_CASE("the timeline looks as it was reviewed") {
  const test::MadeRun run("leader-election/leader-crash");
  const auto session = run.session();
  const Marks marks(session->file());
  Timeline timeline(*session, marks);
  timeline.resize(700, timeline.sizeHint().height());
  session->seek(Instant::at(3_s));
  test::check_picture(timeline.grab().toImage(), "timeline");
}

}  // namespace
}  // namespace orrery::gui
