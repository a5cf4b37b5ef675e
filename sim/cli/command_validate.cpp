#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/loading.h"
#include "run/run.h"
#include "scenario/knob_check.h"
#include "scenario/schema.h"

namespace orrery::cli {

ExitCode validate(const std::vector<std::string>& files) {
  ExitCode code = ExitCode::held;
  for (const std::string& file : files) {
    const auto text = read_text(file);
    const auto scenario = text ? load(*text, {}, {}) : tl::unexpected(text.error());
    if (!scenario) {
      complain_text(scenario.error());
      code = ExitCode::bad_input;
      continue;
    }
    complain_text(scenario->warnings.str());
    complain_text(check_knobs(*text, *scenario).str());
    if (const std::string error = find_platform_error(*scenario); !error.empty()) {
      complain_text(error);
      code = ExitCode::bad_input;
      continue;
    }
    print(fmt::format("{}: valid\n", file));
  }
  return code;
}

ExitCode schema() {
  print(schema_text());
  return ExitCode::held;
}

}  // namespace orrery::cli
