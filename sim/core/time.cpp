#include "core/time.h"

#include <fmt/format.h>

namespace orrery {

namespace {

// A number of steps, of which `decimals` digits stand behind the point.
std::string decimal_text(std::int64_t steps, std::int64_t steps_a_unit, int decimals) {
  if (decimals == 0) return fmt::format("{}", steps);
  return fmt::format("{}.{:0{}}", steps / steps_a_unit, steps % steps_a_unit, decimals);
}

}  // namespace

std::string to_text(Duration duration) {
  const std::string sign = duration < Duration() ? "-" : "";
  const Duration size = duration < Duration() ? -duration : duration;
  if (size < Duration::microseconds(1)) return fmt::format("{} ns", duration.nanoseconds());
  struct Unit {
    Duration length;
    const char* symbol;
  };
  constexpr Unit kUnits[] = {
      {Duration::microseconds(1), "us"}, {Duration::milliseconds(1), "ms"}, {Duration::seconds(1), "s"}};
  // The first that shows it in three digits: 999.5 of a unit would show as 1000.
  for (const Unit& unit : kUnits) {
    std::int64_t steps_a_unit = 100;
    for (int decimals = 2; decimals >= 0; --decimals, steps_a_unit /= 10) {
      const Duration step = unit.length / steps_a_unit;
      const std::int64_t steps = nearest_count(size, step);
      if (steps < 1000) return fmt::format("{}{} {}", sign, decimal_text(steps, steps_a_unit, decimals), unit.symbol);
    }
  }
  return fmt::format("{}{} s", sign, nearest_count(size, Duration::seconds(1)));
}

std::string to_text(Instant instant, Duration step) {
  int decimals = 0;
  std::int64_t steps_a_second = 1;
  for (; Duration::seconds(1) / steps_a_second > step; steps_a_second *= 10) ++decimals;
  const std::int64_t steps = nearest_count(instant.since_start(), step);
  return fmt::format("{} s", decimal_text(steps, steps_a_second, decimals));
}

}  // namespace orrery
