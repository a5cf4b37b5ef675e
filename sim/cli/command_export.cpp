#include <algorithm>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/loading.h"
#include "cli/output_file.h"
#include "core/value_text.h"
#include "export/call_settings.h"

namespace orrery::cli {

namespace {

struct NamedCall {
  const Group* caller;
  const Call* call;
};

using Calls = std::vector<std::pair<std::string, NamedCall>>;

// "browser.shop, shop.payments": every call that the scenario has.
Calls calls_of(const Scenario& scenario) {
  Calls calls;
  for (const Group& group : scenario.groups)
    for (const Call& call : group.values.calls()) calls.push_back({group.name + "." + call.target, {&group, &call}});
  return calls;
}

std::vector<std::string_view> names_of(const Calls& calls) {
  std::vector<std::string_view> names;
  for (const auto& known : calls) names.push_back(known.first);
  return names;
}

const SettingsFormat* find_format(std::string_view name) {
  const auto& formats = settings_formats();
  const auto format =
      std::find_if(formats.begin(), formats.end(), [&](const SettingsFormat& known) { return known.name == name; });
  return format == formats.end() ? nullptr : &*format;
}

// What to say where no call is named: those of the scenario, if it is one.
std::string missing_call(const ExportOptions& options) {
  const std::string needed =
      fmt::format("--to {} writes the settings of one call of a scenario: name it with --call", options.to);
  const auto scenario = load(options.scenario, options.variant, options.set);
  const Calls calls = scenario ? calls_of(*scenario) : Calls();
  if (calls.empty()) return needed + " CALLER.TARGET";
  return fmt::format("{}, here {}", needed, fmt::join(names_of(calls), ", "));
}

ExitCode refuse(const std::string& what) {
  complain(what, "export");
  return ExitCode::bad_input;
}

}  // namespace

bool asks_for_settings(const ExportOptions& options) {
  return !options.call.empty() || find_format(options.to) != nullptr;
}

ExitCode export_settings(const ExportOptions& options) {
  const SettingsFormat* format = find_format(options.to);
  if (format == nullptr) {
    std::vector<std::string_view> names;
    for (const SettingsFormat& known : settings_formats()) names.push_back(known.name);
    return refuse(fmt::format("--to takes {}, found '{}'{}", fmt::join(names, " or "), options.to,
                              suggestion(options.to, names)));
  }
  if (options.call.empty()) return refuse(missing_call(options));
  const auto scenario = load(options.scenario, options.variant, options.set);
  if (!scenario) {
    complain_text(scenario.error());
    return ExitCode::bad_input;
  }
  const auto calls = calls_of(*scenario);
  const auto asked =
      std::find_if(calls.begin(), calls.end(), [&](const auto& known) { return known.first == options.call; });
  if (asked == calls.end()) {
    const std::vector<std::string_view> names = names_of(calls);
    if (names.empty()) return refuse(fmt::format("nobody calls anybody in {}", options.scenario));
    return refuse(fmt::format("--call takes CALLER.TARGET, in this scenario {}; found '{}'{}", fmt::join(names, ", "),
                              options.call, suggestion(options.call, names)));
  }
  const auto& [caller, call] = asked->second;
  ExportedCall exported{options.scenario, caller->name, call->target, {}, &call->policies, &caller->values};
  if (!options.variant.empty()) exported.scenario += ", variant " + options.variant;
  for (const Scenario::Placement& placement : scenario->placements)
    if (placement.group == call->target) exported.endpoints.push_back(placement.node);
  auto output = OutputFile::open(options.output, scenario->path);
  if (!output) return refuse(output.error());
  output->write(format->text(exported));
  if (const auto written = output->finish(); !written) return refuse(written.error());
  return ExitCode::held;
}

}  // namespace orrery::cli
