// The timeline as geometry: what is drawn where, and what is under the cursor.
#pragma once

#include <vector>

#include <QRectF>
#include <QString>

#include "models/marks.h"

namespace orrery::gui {

class TimelineGeometry {
 public:
  struct Span {
    QRectF area;
    const FaultSpan* fault = nullptr;
  };
  struct Point {
    double x = 0;
    const Mark* mark = nullptr;  // the weightiest of those that share the place
    int count = 1;
  };
  struct Tick {
    double x = 0;
    Instant time;
    Duration step;  // between ticks: how exactly it is to be written
  };

  // The track from `left` to `right`, in pixels; the spans lie between `top` and `bottom`. `end` is later than the
  // start.
  TimelineGeometry(double left, double right, double top, double bottom, Instant end);

  double xOf(Instant time) const;
  // Clamped to the run.
  Instant timeAt(double x) const;
  Instant end() const { return end_; }

  // Overlapping faults one under the other, in as many rows as it takes, three at most.
  std::vector<Span> spans(const Marks& marks) const;
  // One mark for every few pixels: of those that fall together the weightiest.
  std::vector<Point> points(const Marks& marks) const;
  // At steps of 1, 2 or 5, at least `distance` pixels apart.
  std::vector<Tick> ticks(double distance) const;

 private:
  double left_, right_, top_, bottom_;
  Instant end_;
};

}  // namespace orrery::gui
