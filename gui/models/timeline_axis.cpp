#include "models/timeline_axis.h"

#include <algorithm>

namespace orrery::gui {

namespace {

constexpr Duration kShortest = Duration::microseconds(1);

Duration scaled(Duration duration, double factor) {
  return Duration::nanoseconds(static_cast<std::int64_t>(static_cast<double>(duration.nanoseconds()) * factor));
}

// The shortest of 1, 2, 5, 10, 20 ... ns that is not below `least`.
Duration roundStep(Duration least) {
  for (std::int64_t power = 1;; power *= 10)
    for (const std::int64_t digit : {1, 2, 5})
      if (Duration::nanoseconds(digit * power) >= least) return Duration::nanoseconds(digit * power);
}

// The power of ten at or below the step, as to_text wants it.
Duration precisionOf(Duration step) {
  Duration precision = Duration::nanoseconds(1);
  while (precision * 10 <= step && precision < Duration::seconds(1)) precision = precision * 10;
  return precision;
}

}  // namespace

TimeSpan clampedTo(TimeSpan span, Instant end) {
  const Duration most = std::max(end.since_start(), kShortest);
  span.length = std::clamp(span.length, std::min(kShortest, most), most);
  span.from = std::clamp(span.from, Instant::start(), std::max(Instant::start(), Instant::at(most) - span.length));
  return span;
}

TimeSpan zoomed(TimeSpan span, double factor, Instant fixed, Instant end) {
  const Duration before = scaled(fixed - span.from, 1 / factor);
  return clampedTo({fixed - before, scaled(span.length, 1 / factor)}, end);
}

TimeSpan panned(TimeSpan span, Duration by, Instant end) { return clampedTo({span.from + by, span.length}, end); }

TimeSpan around(Instant first, Instant last, Instant end) {
  const Duration air = std::max(scaled(last - first, 0.08), kShortest);
  return clampedTo({first - air, (last - first) + air * 2}, end);
}

TimeSpan following(TimeSpan span, Instant moment, Instant end) {
  if (span.contains(moment)) return span;
  return clampedTo({moment - scaled(span.length, 0.1), span.length}, end);
}

double TimelineAxis::xOf(Instant time) const {
  return static_cast<double>((time - span_.from).nanoseconds()) * width_ /
         static_cast<double>(span_.length.nanoseconds());
}

Instant TimelineAxis::timeAt(double x) const { return span_.from + scaled(span_.length, x / std::max(width_, 1.0)); }

Duration TimelineAxis::perPixel() const { return scaled(span_.length, 1 / std::max(width_, 1.0)); }

std::vector<TimelineAxis::Tick> TimelineAxis::ticks(double gap) const {
  std::vector<Tick> ticks;
  if (width_ < 1) return ticks;
  const Duration major = roundStep(std::max(scaled(span_.length, gap / width_), Duration::nanoseconds(1)));
  const Duration minor = major >= Duration::nanoseconds(10) ? major / 5 : major;
  const Duration precision = precisionOf(major);
  const std::int64_t first = span_.from.since_start() / minor;
  for (std::int64_t i = first; Instant::at(minor * i) <= span_.to(); ++i) {
    const Instant time = Instant::at(minor * i);
    if (time < span_.from) continue;
    Tick& tick = ticks.emplace_back(Tick{time, xOf(time), time.since_start() % major == Duration(), {}});
    if (tick.isMajor) tick.text = QString::fromStdString(to_text(time, precision));
  }
  return ticks;
}

QString timeText(Instant time, Duration perPixel) {
  const Duration step = std::min(precisionOf(std::max(perPixel, Duration::nanoseconds(1))), Duration::milliseconds(1));
  return QString::fromStdString(to_text(time, step));
}

}  // namespace orrery::gui
