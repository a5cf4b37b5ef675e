#include "scenario/knob_check.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace orrery {

namespace {

std::vector<std::string> offers_of(const Knob& knob) {
  return knob.values.empty() ? std::vector<std::string>{knob.low, knob.high} : knob.values;
}

// Of the same thing, if in other words: of a fault that never strikes, where the run ends is another matter.
bool has_warning_there(const Scenario& scenario, const Diagnostic& warning) {
  return std::any_of(scenario.warnings.begin(), scenario.warnings.end(), [&](const Diagnostic& known) {
    return std::pair(known.line, known.column) == std::pair(warning.line, warning.column);
  });
}

}  // namespace

Diagnostics check_knobs(const ScenarioText& text, const Scenario& scenario) {
  Reporter reporter;
  reporter.add_source(text.shown_name, text.text);
  for (const Knob& knob : scenario.knobs) {
    for (const std::string& value : offers_of(knob)) {
      const auto turned = load_scenario_text(text, {{}, {{knob.path, value}}});
      const Place place{0, knob.line, knob.column};
      const std::string offers = fmt::format("the knob '{}' offers {}", knob.path, value);
      if (!turned) {
        reporter.warning(place, offers + ", which the scenario refuses", turned.error().front().text);
        continue;
      }
      for (const Diagnostic& warning : turned->warnings)
        if (!has_warning_there(scenario, warning))
          reporter.warning(place, fmt::format("{}, with which {}", offers, warning.text));
    }
  }
  return reporter.warnings();
}

}  // namespace orrery
