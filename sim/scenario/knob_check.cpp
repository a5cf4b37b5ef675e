#include "scenario/knob_check.h"

#include <string>
#include <vector>

#include <fmt/format.h>

namespace orrery {

namespace {

std::vector<std::string> offers_of(const Knob& knob) {
  return knob.values.empty() ? std::vector<std::string>{knob.low, knob.high} : knob.values;
}

}  // namespace

Diagnostics find_refused_knob_values(const ScenarioText& text, const Scenario& scenario) {
  Reporter reporter;
  reporter.add_source(text.shown_name, text.text);
  for (const Knob& knob : scenario.knobs) {
    for (const std::string& value : offers_of(knob)) {
      const auto turned = load_scenario_text(text, {{}, {{knob.path, value}}});
      if (turned) continue;
      reporter.warning({0, knob.line, knob.column},
                       fmt::format("the knob '{}' offers {}, which the scenario refuses", knob.path, value),
                       turned.error().front().text);
    }
  }
  return reporter.warnings();
}

}  // namespace orrery
