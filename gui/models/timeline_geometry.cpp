#include "models/timeline_geometry.h"

#include <algorithm>
#include <array>

namespace orrery::gui {

namespace {

constexpr double kPointPitch = 7;
constexpr std::size_t kRows = 3;

int weightOf(const Mark& mark) {
  switch (mark.kind) {
    case MarkKind::violation: return 5;
    case MarkKind::fault: return 4;
    case MarkKind::role: return mark.tone == Tone::in_charge || mark.tone == Tone::failing ? 3 : 1;
    case MarkKind::faultOver: return 2;
    case MarkKind::note: return 0;
  }
  return 0;
}

}  // namespace

TimelineGeometry::TimelineGeometry(double left, double right, double top, double bottom, Instant end)
    : left_(left), right_(std::max(right, left + 1)), top_(top), bottom_(bottom), end_(end) {}

double TimelineGeometry::xOf(Instant time) const {
  return left_ + (right_ - left_) * (static_cast<double>(time.nanoseconds()) / static_cast<double>(end_.nanoseconds()));
}

Instant TimelineGeometry::timeAt(double x) const {
  const double share = std::clamp((x - left_) / (right_ - left_), 0.0, 1.0);
  return Instant::at(Duration::from_seconds(end_.seconds() * share));
}

std::vector<TimelineGeometry::Span> TimelineGeometry::spans(const Marks& marks) const {
  std::vector<Span> spans;
  std::array<double, kRows> free{};
  free.fill(left_ - 1);
  const double height = (bottom_ - top_) / kRows;
  for (const FaultSpan& fault : marks.faults()) {
    const double from = xOf(fault.from);
    const double to = std::max(fault.to ? xOf(std::min(*fault.to, end_)) : right_, from + 2);
    const auto row = std::find_if(free.begin(), free.end(), [&](double used) { return used <= from; });
    // Where all rows are taken, the last one takes all that follow.
    const auto number = static_cast<std::size_t>(std::min<std::ptrdiff_t>(row - free.begin(), kRows - 1));
    free[number] = std::max(free[number], to);
    spans.push_back({QRectF(from, top_ + height * static_cast<double>(number), to - from, height - 1), &fault});
  }
  return spans;
}

std::vector<TimelineGeometry::Point> TimelineGeometry::points(const Marks& marks) const {
  std::vector<Point> points;
  for (const Mark& mark : marks.all()) {
    const double x = xOf(mark.time);
    if (points.empty() || x - points.back().x >= kPointPitch) {
      points.push_back({x, &mark, 1});
      continue;
    }
    Point& last = points.back();
    ++last.count;
    if (weightOf(mark) > weightOf(*last.mark)) last.mark = &mark;
  }
  return points;
}

std::vector<TimelineGeometry::Tick> TimelineGeometry::ticks(double distance) const {
  const double perPixel = static_cast<double>(end_.nanoseconds()) / (right_ - left_);
  std::int64_t step = 1;
  for (std::int64_t decade = 1; static_cast<double>(step) < perPixel * distance && decade < 1'000'000'000'000'000'000;
       decade *= 10)
    for (const std::int64_t digit : {1, 2, 5}) {
      step = decade * digit;
      if (static_cast<double>(step) >= perPixel * distance) break;
    }
  std::vector<Tick> ticks;
  for (std::int64_t at = 0; at <= end_.nanoseconds(); at += step)
    ticks.push_back({xOf(Instant::nanoseconds(at)), Instant::nanoseconds(at), Duration::nanoseconds(step)});
  return ticks;
}

}  // namespace orrery::gui
