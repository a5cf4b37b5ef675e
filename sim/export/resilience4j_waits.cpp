#include "export/resilience4j_waits.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace orrery {

namespace {

// Pauses in units of their base.
struct Range {
  double low, high;
  double mean() const { return (low + high) / 2; }
};

// The mean of what is drawn evenly from the range, and then cut at the most that there is.
double cut_mean(Range range, double most) {
  if (range.high <= most) return range.mean();
  if (range.low >= most) return most;
  return ((most * most - range.low * range.low) / 2 + most * (range.high - most)) / (range.high - range.low);
}

// What the n-th pause is drawn from, after one of the range `last`: decorrelated jitter in the mean, for its range is
// drawn as well.
Range drawn(std::string_view jitter, double retry, Range last, double cap) {
  const double pause = std::min(std::exp2(retry - 1), cap);
  if (jitter == "none") return {pause, pause};
  if (jitter == "full") return {0, pause};
  if (jitter == "equal") return {pause / 2, pause};
  if (jitter == "decorrelated") return {1, cut_mean({3 * last.low, 3 * last.high}, cap)};
  ORRERY_CHECK(jitter == "envoy", "a jitter of the table");
  return {0, std::min(std::exp2(retry) - 1, cap)};
}

double together(std::string_view jitter, double retries, double cap) {
  double sum = 0;
  Range last{1, 1};
  for (double retry = 1; retry <= retries; ++retry) {
    last = drawn(jitter, retry, last, cap);
    sum += last.mean();
  }
  return sum;
}

double together_cut(Range first, double multiplier, double retries, double cap) {
  constexpr double kPastAnyCap = 1e30;
  double sum = 0, scale = 1;
  for (double retry = 1; retry <= retries; ++retry, scale = std::min(scale * multiplier, kPastAnyCap))
    sum += cut_mean({first.low * scale, first.high * scale}, cap);
  return sum;
}

// Four decimals, without the rest: nothing is drawn past the range.
double shortened(double number) { return std::floor(number * 1e4) / 1e4; }

// The least multiplier with which the pauses are as long together, by halves; pauses double at first, or triple.
double fitting_multiplier(std::string_view jitter, Range first, double retries, double cap) {
  constexpr int kHalvings = 40;
  const double aim = together(jitter, retries, cap) * (1 - 1e-9);
  double low = 1, high = 4;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (together_cut(first, middle, retries, cap) < aim ? low : high) = middle;
  }
  return std::round(high * 1e4) / 1e4;
}

bool is_same(std::string_view jitter, double retries, double cap) {
  if (jitter == "none" || retries == 1) return true;
  return (jitter == "full" || jitter == "equal") && std::exp2(retries - 1) <= cap;
}

}  // namespace

Resilience4jWaits resilience4j_waits(const ParameterValues& policies) {
  constexpr double kFactorMost = 0.99;
  const auto [base, most] = policies.duration_range("retry.backoff");
  // Nothing grows from no base.
  if (base == Duration()) return {};
  const auto unit = static_cast<double>(base.nanoseconds());
  const double cap = static_cast<double>(most.nanoseconds()) / unit;
  const double retries = static_cast<double>(std::max<std::int64_t>(policies.integer("retry.max_attempts") - 1, 1));
  const std::string& jitter = policies.word("retry.jitter");
  const Range first = drawn(jitter, 1, {1, 1}, cap);
  Resilience4jWaits waits;
  waits.middle = Duration::nanoseconds(std::llround(first.mean() * unit));
  waits.factor = std::min(shortened((first.high - first.low) / (first.high + first.low)), kFactorMost);
  // From a base that is the cap, or a third of it at most away, every pause is drawn as the first.
  if (cap <= 1 || (jitter == "decorrelated" && cap <= 3)) return waits;
  waits.is_near = !is_same(jitter, retries, cap);
  waits.multiplier = waits.is_near ? fitting_multiplier(jitter, first, retries, cap) : 2;
  return waits;
}

}  // namespace orrery
