#include <algorithm>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/loading.h"
#include "core/value_text.h"
#include "export/call_settings.h"

namespace orrery::cli {

namespace {

struct NamedCall {
  const Group* caller;
  const Call* call;
};

// "browser.shop, shop.payments": every call that the scenario has.
std::vector<std::pair<std::string, NamedCall>> calls_of(const Scenario& scenario) {
  std::vector<std::pair<std::string, NamedCall>> calls;
  for (const Group& group : scenario.groups)
    for (const Call& call : group.values.calls()) calls.push_back({group.name + "." + call.target, {&group, &call}});
  return calls;
}

ExitCode refuse(const std::string& what) {
  complain(what, "export");
  return ExitCode::bad_input;
}

}  // namespace

ExitCode export_settings(const ExportOptions& options) {
  const auto& formats = settings_formats();
  const auto format = std::find_if(formats.begin(), formats.end(),
                                   [&](const SettingsFormat& known) { return known.name == options.to; });
  if (format == formats.end()) {
    std::vector<std::string_view> names;
    for (const SettingsFormat& known : formats) names.push_back(known.name);
    return refuse(fmt::format("--to takes {}, found '{}'{}", fmt::join(names, " or "), options.to,
                              suggestion(options.to, names)));
  }
  const auto scenario = load(options.scenario, options.variant, options.set);
  if (!scenario) {
    complain_text(scenario.error());
    return ExitCode::bad_input;
  }
  const auto calls = calls_of(*scenario);
  const auto asked =
      std::find_if(calls.begin(), calls.end(), [&](const auto& known) { return known.first == options.call; });
  if (asked == calls.end()) {
    std::vector<std::string_view> names;
    for (const auto& known : calls) names.push_back(known.first);
    if (names.empty()) return refuse(fmt::format("nobody calls anybody in {}", options.scenario));
    return refuse(fmt::format("--call takes CALLER.TARGET, in this scenario {}; found '{}'{}", fmt::join(names, ", "),
                              options.call, suggestion(options.call, names)));
  }
  const auto& [caller, call] = asked->second;
  ExportedCall exported{options.scenario, caller->name, call->target, {}, &call->policies};
  if (!options.variant.empty()) exported.scenario += ", variant " + options.variant;
  for (const Scenario::Placement& placement : scenario->placements)
    if (placement.group == call->target) exported.endpoints.push_back(placement.node);
  print(format->text(exported));
  return ExitCode::held;
}

}  // namespace orrery::cli
