// Time along the x axis of everything below the stage: plain geometry.
#pragma once

#include <vector>

#include <QString>

#include "core/time.h"

namespace orrery::gui {

// A stretch of a run, longer than nothing.
struct TimeSpan {
  Instant from;
  Duration length = Duration::seconds(1);

  Instant to() const { return from + length; }
  bool contains(Instant time) const { return from <= time && time <= to(); }
  friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

// What may be shown of a run that ends at `end`: all of it at most, and no less than a microsecond.
TimeSpan clampedTo(TimeSpan span, Instant end);
// `factor` > 1 shows less time; the instant stays where it is.
TimeSpan zoomed(TimeSpan span, double factor, Instant fixed, Instant end);
TimeSpan panned(TimeSpan span, Duration by, Instant end);
// From the first to the last instant with some air at both sides.
TimeSpan around(Instant first, Instant last, Instant end);
// The next page, where the moment has left the one that is shown.
TimeSpan following(TimeSpan span, Instant moment, Instant end);

// A span on a canvas of some width, in pixels.
class TimelineAxis {
 public:
  TimelineAxis(TimeSpan span, double width) : span_(span), width_(width) {}

  const TimeSpan& span() const { return span_; }
  double width() const { return width_; }
  // May lie outside the canvas.
  double xOf(Instant time) const;
  Instant timeAt(double x) const;
  Duration perPixel() const;

  struct Tick {
    Instant time;
    double x = 0;
    bool isMajor = false;  // bears its text
    QString text;
  };
  // At 1, 2 or 5 times a power of ten; texts stand at least `gap` pixels apart.
  std::vector<Tick> ticks(double gap) const;

 private:
  TimeSpan span_;
  double width_;
};

// "2.161 s" with as many decimals as tell pixels apart, at least three.
QString timeText(Instant time, Duration perPixel = Duration::milliseconds(1));

}  // namespace orrery::gui
