#include "models/timeline_axis.h"

#include <catch2/catch.hpp>

namespace orrery::gui {

using namespace orrery::literals;

namespace {

Instant at(Duration d) { return Instant::at(d); }

}  // namespace

TEST_CASE("an instant that is zoomed around stays where it is") {
  const TimeSpan span{at(2_s), 4_s};
  const Instant fixed = at(3_s);
  for (const double factor : {1.25, 4.0, 0.8}) {
    const TimeSpan after = zoomed(span, factor, fixed, at(100_s));
    CHECK(TimelineAxis(after, 1000).xOf(fixed) == Approx(TimelineAxis(span, 1000).xOf(fixed)).margin(0.01));
  }
}

TEST_CASE("no more than the run is shown, and no less than a microsecond") {
  const Instant end = at(10_s);
  CHECK(zoomed({at(2_s), 4_s}, 1e-9, at(3_s), end) == TimeSpan{Instant::start(), 10_s});
  CHECK(zoomed({at(2_s), 4_s}, 1e18, at(3_s), end).length == 1_us);
  CHECK(panned({at(8_s), 2_s}, 5_s, end) == TimeSpan{at(8_s), 2_s});
  CHECK(panned({at(1_s), 2_s}, -5_s, end) == TimeSpan{at(0_s), 2_s});
}

TEST_CASE("a run without any length has an axis all the same") {
  const TimeSpan span = clampedTo({Instant::start(), Duration()}, Instant::start());
  CHECK(span.length > Duration());
}

TEST_CASE("time and place are each other's reverse") {
  const TimelineAxis axis({at(1_s), 3_s}, 900);
  CHECK(axis.xOf(at(2_s)) == Approx(300));
  CHECK(axis.timeAt(300) == at(2_s));
  CHECK(axis.xOf(at(0_s)) < 0);
}

TEST_CASE("texts of ticks stand apart, tell them apart, and are at round times") {
  for (const Duration length : {10_s, 3_s, 270_ms, 40_us, 1_us}) {
    const TimelineAxis axis({at(2_s), length}, 1000);
    std::vector<TimelineAxis::Tick> majors;
    for (const auto& tick : axis.ticks(90))
      if (tick.isMajor) majors.push_back(tick);
    REQUIRE(majors.size() >= 2);
    CHECK(majors.size() <= 12);
    for (std::size_t i = 1; i < majors.size(); ++i) {
      CHECK(majors[i].x - majors[i - 1].x >= 89.9);
      CHECK(majors[i].text != majors[i - 1].text);
    }
  }
  const auto ticks = TimelineAxis({at(0_s), 10_s}, 1000).ticks(90);
  CHECK(ticks.front().text == "0 s");
}

TEST_CASE("the axis turns the page when the moment leaves it, and only then") {
  const TimeSpan span{at(2_s), 1_s};
  CHECK(following(span, at(2500_ms), at(10_s)) == span);
  const TimeSpan next = following(span, at(3100_ms), at(10_s));
  CHECK(next.length == span.length);
  CHECK(next.contains(at(3100_ms)));
  CHECK(next.from > span.from);
}

}  // namespace orrery::gui
