// From the text of a scenario file to a validated Scenario, or everything that is wrong with it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "scenario/diagnostics.h"
#include "scenario/scenario.h"

namespace orrery {

struct LoadOptions {
  std::string variant;                                         // empty: the scenario as it stands, without variants
  std::vector<std::pair<std::string, std::string>> overrides;  // path, value: applied after the variant, in order
  bool tells_warnings = false;  // beside errors; a scenario without errors has its own in any case
};

// A scenario file that was read already, or that never was a file.
struct ScenarioText {
  std::string text;
  std::string shown_name;       // in messages: "leader-crash.yaml"
  std::string name;             // Scenario::name
  std::string path;             // Scenario::path; empty where there is no file
  std::string directory = ".";  // where relative names in it start
};

// The text of a file, or of a `pattern/name` of the library, unread.
tl::expected<ScenarioText, Diagnostics> read_scenario_text(std::string_view path_or_name);
// The text as if it stood in the file, or the scenario of the library, that is named: one that is not there yet is a
// file to be. Relative names in the text start where that file is.
ScenarioText scenario_text_as(std::string text, std::string_view path_or_name);

// `path_or_name` is a file, or a `pattern/name` of the library. Every variant is validated, also those not chosen; all
// mistakes are reported at once. Throws nothing and writes nothing.
tl::expected<Scenario, Diagnostics> load_scenario(std::string_view path_or_name, const LoadOptions& options = {});
tl::expected<Scenario, Diagnostics> load_scenario_text(const ScenarioText& text, const LoadOptions& options = {});

// "path=value" as `--set` takes it; an error says what was expected.
tl::expected<std::pair<std::string, std::string>, Diagnostic> parse_override(std::string_view text);

}  // namespace orrery
