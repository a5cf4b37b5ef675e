#include "scenario/read_scenario.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"
#include "scenario/fault_plan.h"
#include "scenario/network.h"
#include "scenario/read_choices.h"
#include "scenario/read_expectations.h"
#include "scenario/read_faults.h"
#include "scenario/read_nemesis.h"
#include "scenario/references.h"
#include "scenario/system.h"

namespace orrery {
namespace {

// The names of the invariants that the system's checkers hold, each once.
std::vector<std::string> checker_names(const std::vector<ReadGroup>& groups) {
  std::vector<std::string> names;
  std::uint32_t first = 0;
  for (const ReadGroup& read : groups) {
    CheckedGroup checked{read.group.name, {}, &read.group.values};
    for (int i = 0; i < read.group.count; ++i) checked.nodes.push_back(NodeId{first++});
    if (!read.group.kind->make_checkers) continue;
    for (const auto& checker : read.group.kind->make_checkers(checked))
      if (std::find(names.begin(), names.end(), checker->name()) == names.end()) names.push_back(checker->name());
  }
  return names;
}

void read_head(LoadContext& load, const Fields& fields, Scenario& out) {
  out.title = fields.value<std::string>("title").value_or("");
  if (const YamlNode* title = fields.node("title"); title != nullptr && title->is_text() && title->text.empty())
    load.reporter.error(title->place, "title: expected one line of text, found nothing");
  out.story = fields.value<std::string>("story").value_or("");
  while (!out.story.empty() && out.story.back() == '\n') out.story.pop_back();
  out.run_for = fields.value<Duration>("run_for").value_or(Duration());
  for (const auto& [pattern, place] : fields.words("patterns")) {
    if (const auto name = read_name(pattern); !name)
      load.reporter.error(place, fmt::format("patterns: {}", name.error().text));
    out.patterns.push_back(pattern);
  }
}

}  // namespace

Scenario read_scenario(LoadContext& load, const YamlNode& root, const std::string& variant) {
  Scenario out;
  out.variant = variant;
  const Fields fields(load, root, language::scenario, "this scenario", root.place);
  if (!fields.is_map()) return out;
  read_head(load, fields, out);
  // A run of unknown length is no reason to call anything late.
  const Duration run_for = out.run_for > Duration() ? out.run_for : Duration::max();

  const std::optional<ReadSystem> read = read_system(load, fields);
  const ReadSystem system = read.value_or(ReadSystem());
  References references(load, system.known);
  if (!read) references.set_groups_unknown();
  collect_nemesis(fields, references);
  collect_faults(load, fields, references);

  // Parameters that are wrong make no checkers, nor does a kind that is not known.
  const bool has_checkers = !load.reporter.has_errors();
  std::vector<std::string> checkers;
  if (has_checkers) checkers = checker_names(system.groups);

  ReadNetwork network =
      read_network(load, fields.node("network"), fields.place_of("network"), system.groups, references);
  out.platform = std::move(network.platform);
  out.stream = network.stream;
  out.flow_messages = network.flow_messages;
  out.conditions = std::move(network.conditions);
  out.placements = std::move(network.placements);
  for (const ReadGroup& group : system.groups) out.groups.push_back(group.group);

  const std::size_t errors_before_faults = load.reporter.error_count();
  out.nemesis = read_nemesis(load, fields, references);
  out.faults = read_faults(load, fields, references, system.groups, out.nemesis, run_for);
  const bool has_times = load.reporter.error_count() == errors_before_faults;
  const std::vector<Fault> named = named_faults(out.faults, out.nemesis);

  ExpectedOf expected_of{references, has_checkers ? &checkers : nullptr, has_times ? &named : nullptr, {}, variant,
                         run_for};
  for (ReadVariant& one : read_variants(load, fields)) {
    expected_of.variants.push_back(one.variant.id);
    out.variants.push_back(std::move(one.variant));
  }
  out.knobs = read_knobs(load, fields, root);
  out.expectations = read_expectations(load, fields, expected_of);
  out.show = read_show(load, fields);
  return out;
}

}  // namespace orrery
