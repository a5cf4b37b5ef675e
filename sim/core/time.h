// Virtual time: whole nanoseconds, never a bare number. An Instant counts from the start of the run.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace orrery {

class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration nanoseconds(std::int64_t count) { return Duration(count); }
  static constexpr Duration microseconds(std::int64_t count) { return Duration(count * 1'000); }
  static constexpr Duration milliseconds(std::int64_t count) { return Duration(count * 1'000'000); }
  static constexpr Duration seconds(std::int64_t count) { return Duration(count * 1'000'000'000); }
  // Rounds half away from zero to the next whole nanosecond. What is longer than 73 years is cut to that, so that sums
  // of such durations do not overflow either.
  static constexpr Duration from_seconds(double seconds) {
    constexpr double kLongest = 0x1p61;
    const double exact = seconds * 1e9;
    if (exact >= kLongest || exact <= -kLongest) return Duration((exact < 0 ? -1 : 1) * (std::int64_t{1} << 61));
    const auto whole = static_cast<std::int64_t>(exact);
    const double rest = exact - static_cast<double>(whole);
    return Duration(whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0));
  }
  static constexpr Duration max() { return Duration(std::numeric_limits<std::int64_t>::max()); }

  constexpr std::int64_t nanoseconds() const { return count_; }
  constexpr double seconds() const { return static_cast<double>(count_) * 1e-9; }

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator-() const { return Duration(-count_); }
  constexpr Duration& operator+=(Duration other) {
    count_ += other.count_;
    return *this;
  }
  constexpr Duration& operator-=(Duration other) {
    count_ -= other.count_;
    return *this;
  }
  friend constexpr Duration operator+(Duration a, Duration b) { return Duration(a.count_ + b.count_); }
  friend constexpr Duration operator-(Duration a, Duration b) { return Duration(a.count_ - b.count_); }
  friend constexpr Duration operator*(Duration a, std::int64_t k) { return Duration(a.count_ * k); }
  friend constexpr Duration operator*(std::int64_t k, Duration a) { return Duration(a.count_ * k); }
  friend constexpr Duration operator/(Duration a, std::int64_t k) { return Duration(a.count_ / k); }
  friend constexpr std::int64_t operator/(Duration a, Duration b) { return a.count_ / b.count_; }
  friend constexpr Duration operator%(Duration a, Duration b) { return Duration(a.count_ % b.count_); }

 private:
  explicit constexpr Duration(std::int64_t count) : count_(count) {}
  std::int64_t count_ = 0;
};

class Instant {
 public:
  constexpr Instant() = default;  // the start of the run
  static constexpr Instant start() { return Instant(); }
  static constexpr Instant at(Duration since_start) { return Instant(since_start); }
  static constexpr Instant nanoseconds(std::int64_t count) { return Instant(Duration::nanoseconds(count)); }
  static constexpr Instant max() { return Instant(Duration::max()); }

  constexpr Duration since_start() const { return since_start_; }
  constexpr std::int64_t nanoseconds() const { return since_start_.nanoseconds(); }
  constexpr double seconds() const { return since_start_.seconds(); }

  constexpr auto operator<=>(const Instant&) const = default;
  constexpr Instant& operator+=(Duration d) {
    since_start_ += d;
    return *this;
  }
  friend constexpr Instant operator+(Instant t, Duration d) { return Instant(t.since_start_ + d); }
  friend constexpr Instant operator-(Instant t, Duration d) { return Instant(t.since_start_ - d); }
  friend constexpr Duration operator-(Instant a, Instant b) { return a.since_start_ - b.since_start_; }

 private:
  explicit constexpr Instant(Duration since_start) : since_start_(since_start) {}
  Duration since_start_;
};

// How many steps (> 0) the duration has, to the nearest whole number; of two, the one further from zero.
constexpr std::int64_t nearest_count(Duration duration, Duration step) {
  const Duration rest = duration % step;
  const Duration size = rest < Duration() ? -rest : rest;
  const std::int64_t away = size < step - size ? 0 : 1;
  return duration / step + (rest < Duration() ? -away : away);
}

// "183 ms", "2.40 s", "0 ns": rounded to three significant digits in the unit that keeps them readable.
std::string to_text(Duration duration);
// "2.042 s": seconds with as many decimals as `step`, a power of ten of nanoseconds up to 1 s, asks for. Rounded as
// durations are; an order of events never reads reversed.
std::string to_text(Instant instant, Duration step = Duration::milliseconds(1));

namespace literals {
constexpr Duration operator""_ns(unsigned long long count) {
  return Duration::nanoseconds(static_cast<std::int64_t>(count));
}
constexpr Duration operator""_us(unsigned long long count) {
  return Duration::microseconds(static_cast<std::int64_t>(count));
}
constexpr Duration operator""_ms(unsigned long long count) {
  return Duration::milliseconds(static_cast<std::int64_t>(count));
}
constexpr Duration operator""_s(unsigned long long count) {
  return Duration::seconds(static_cast<std::int64_t>(count));
}
}  // namespace literals

}  // namespace orrery
