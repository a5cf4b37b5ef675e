#include "export/settings_notes.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/time.h"
#include "core/value_text.h"

namespace orrery {

namespace {

bool is_set(const ParameterValues& values, std::string_view path) {
  const Parameter* row = values.declared().find(path);
  if (row == nullptr || !values.has(path)) return false;
  return row->type == ParameterType::section || values.text(path) != row->default_text;
}

}  // namespace

void SettingsNotes::add_missing(const ParameterValues& values, std::span<const MissingSetting> missing) {
  for (const MissingSetting& one : missing)
    if (is_set(values, one.path)) add(fmt::format("{} is left out: {}", one.path, one.why));
}

Duration SettingsNotes::milliseconds(std::string_view setting, Duration duration, std::int64_t least) {
  const std::int64_t nearest = nearest_count(duration, Duration::milliseconds(1));
  const Duration held = Duration::milliseconds(std::max(nearest, least));
  if (held != duration)
    add(fmt::format("{} is {} where {} is meant: {} counts in whole milliseconds{}", setting, exact_text(held),
                    exact_text(duration), system_, nearest < least ? ", and takes no less" : ""));
  return held;
}

std::int64_t SettingsNotes::percent(std::string_view setting, double fraction) {
  constexpr double kPercent = 100, kLeastDifference = 1e-9;
  const double percent = fraction * kPercent;
  const std::int64_t held = std::llround(percent);
  if (std::abs(percent - static_cast<double>(held)) > kLeastDifference)
    add(fmt::format("{} is {} where {:.6g}% is meant: {} counts in whole percent", setting, held, percent, system_));
  return held;
}

std::string SettingsNotes::above(const ExportedCall& call, const std::string& body) const {
  std::string text = "# The call from " + call.caller + " to " + call.target + " in " + call.scenario + ".\n";
  for (const std::string& line : lines_) text += "# - " + line + "\n";
  return text + body;
}

}  // namespace orrery
