#include "models/run_scenario.h"

#include <filesystem>
#include <map>

#include "scenario/loader.h"

namespace orrery::gui {

std::optional<Scenario> scenarioOf(const run_file::RunFile& file) {
  const run_file::Head& head = file.head();
  ScenarioText text;
  text.text = head.source;
  text.shown_name = head.scenario;
  text.name = head.scenario;
  text.path = head.path;
  text.directory = std::filesystem::path(head.path).parent_path().string();
  LoadOptions options;
  options.variant = head.variant;
  options.overrides = head.overrides;
  auto scenario = load_scenario_text(text, options);
  if (!scenario) return std::nullopt;
  return *std::move(scenario);
}

LayoutInput layoutInputOf(const run_file::RunFile& file, const std::string& wish, double aspect) {
  LayoutInput input;
  input.wish = wish;
  input.aspect = aspect;
  std::map<std::string, std::string> zones;
  for (const run_file::Host& host : file.hosts()) zones[host.name] = host.zone;
  for (const RunInfo::NodeInfo& node : file.info().nodes)
    input.nodes.push_back({node.name, node.group, node.host, zones[node.host]});
  for (const run_file::Link& link : file.links())
    if (link.what != "zones") input.links.push_back({link.from, link.to, link.what == "peers"});
  return input;
}

LayoutInput layoutInputOf(const Scenario& scenario, double aspect) {
  LayoutInput input;
  input.wish = scenario.show.layout;
  input.aspect = aspect;
  std::map<std::string, std::string> zones;
  for (const HostSpec& host : scenario.platform.hosts) zones[host.name] = host.zone;
  for (const Scenario::Placement& node : scenario.placements)
    input.nodes.push_back({node.node, node.group, node.host, zones[node.host]});
  for (const Group& group : scenario.groups) {
    for (const Call& call : group.values.calls()) input.links.push_back({group.name, call.target, false});
    if (!group.kind->roles.empty() && group.count > 1) input.links.push_back({group.name, group.name, true});
  }
  return input;
}

}  // namespace orrery::gui
