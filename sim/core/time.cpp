#include "core/time.h"

#include <cmath>

#include <fmt/format.h>

namespace orrery {

std::string to_text(Duration duration) {
  const std::int64_t count = duration.nanoseconds();
  const double magnitude = std::fabs(static_cast<double>(count));
  if (magnitude < 1e3) return fmt::format("{} ns", count);
  struct Unit {
    double nanoseconds;
    const char* symbol;
  };
  constexpr Unit units[] = {{1e3, "us"}, {1e6, "ms"}, {1e9, "s"}};
  const Unit* unit = &units[0];
  // 999.5 of a unit already shows as 1000: take the next one, so that three digits stay three.
  for (const Unit& candidate : units)
    if (magnitude >= candidate.nanoseconds * 0.9995) unit = &candidate;
  const double value = static_cast<double>(count) / unit->nanoseconds;
  const double size = std::fabs(value);
  const int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, decimals, unit->symbol);
}

std::string to_text(Instant instant) {
  const std::int64_t milliseconds = instant.nanoseconds() / 1'000'000;
  return fmt::format("{}.{:03} s", milliseconds / 1000, milliseconds % 1000);
}

}  // namespace orrery
