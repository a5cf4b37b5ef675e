#include "cli/describe_scenario.h"

#include <variant>

#include <fmt/format.h>

#include "cli/catalog.h"
#include "cli/console.h"
#include "core/value_text.h"
#include "run/terminal.h"
#include "scenario/fault_plan.h"
#include "services/call_stack.h"

namespace orrery::cli {

namespace {

std::string joined(const std::vector<std::string>& words) {
  return words.empty() ? "none" : fmt::format("{}", fmt::join(words, ", "));
}

std::string when_text(const FaultSchedule& schedule) {
  const std::string begin = in_prose(schedule.when.begin.text());
  const std::string end = in_prose(schedule.when.end.text());
  switch (schedule.kind) {
    case FaultSchedule::Kind::at: return "at " + begin;
    case FaultSchedule::Kind::at_window: return fmt::format("at an instant drawn from {} to {}", begin, end);
    case FaultSchedule::Kind::every: return "every " + exact_text(schedule.every);
    case FaultSchedule::Kind::during: return fmt::format("from {} to {}", begin, end);
  }
  return "";
}

// "crash leader of server at 2 s, for 3 s; disk keep"
std::string fault_text(const Fault& fault) {
  const std::string target = std::visit([](const auto& selector) { return selector.text(); }, fault.target);
  std::string text = fmt::format("{} {}, {}", fault.verb->name.text(), target, when_text(fault.schedule));
  if (fault.schedule.lasts)
    text += fmt::format(", for {}", exact_text(*fault.schedule.lasts));
  else if (fault.verb->lasting && fault.schedule.kind != FaultSchedule::Kind::during)
    text += ", to the end of the run";
  if (fault.optional) text += ", or nothing where it hits nothing";
  std::string options;
  for (const Parameter& option : fault.options.declared())
    if (fault.options.has(option.path))
      options +=
          fmt::format("{}{} {}", options.empty() ? "" : ", ", option.path, in_prose(fault.options.text(option.path)));
  return options.empty() ? text : fmt::format("{}; {}", text, options);
}

void print_table(std::string_view title, const std::vector<CatalogEntry>& entries) {
  if (!entries.empty()) print(fmt::format("\n{}\n{}", title, entries_text(entries)));
}

// The policies of a call in the order in which they enclose one another.
void describe_call(const Group& group, const Call& call) {
  std::vector<CatalogEntry> entries;
  // The client of a replicated store asks the leader: nothing balances its calls.
  const bool balances = group.kind->protocol == Protocol::calls;
  for (const StackEntry& entry : effective_stack(call.policies))
    if (balances || entry.policy != "balance") entries.push_back({entry.policy, entry.settings});
  print_table(fmt::format("Calls of {} to {}, outermost first", group.name, call.target), entries);
}

// The times of a nemesis' faults are known for one seed only.
void describe_nemesis(const Scenario& scenario, std::optional<std::uint64_t> seed) {
  const Nemesis& nemesis = *scenario.nemesis;
  print(fmt::format("\nNemesis\n  {}, from {} to {}, on {}; --seed N shows what it draws\n", nemesis.profile,
                    in_prose(nemesis.during.begin.text()), in_prose(nemesis.during.end.text()), nemesis.of.text()));
  if (!seed) return;
  const auto plan = plan_faults(scenario, *seed);
  if (!plan) return complain(plan.error());
  std::vector<CatalogEntry> drawn;
  for (std::size_t i = scenario.faults.size(); i < plan->faults.size(); ++i) {
    Fault fault = plan->faults[i];
    fault.optional = false;  // all of them are: not worth a word each
    drawn.push_back({fault.id, fault_text(fault)});
  }
  const std::string title = fmt::format("Drawn by the nemesis at seed {}", *seed);
  if (drawn.empty()) print(fmt::format("\n{}\n  nothing\n", title));
  print_table(title, drawn);
}

}  // namespace

void describe_scenario(const Scenario& scenario, const std::vector<Scenario>& variants_read,
                       std::optional<std::uint64_t> seed) {
  print(fmt::format("{}: a scenario\n  {}\n", scenario.name, scenario.title));
  if (!scenario.story.empty()) print("\n" + wrapped(scenario.story, page().width, "  "));
  print(fmt::format("\nFile      {}\nPatterns  {}\nLasts     {}\n", scenario.path, joined(scenario.patterns),
                    exact_text(scenario.run_for)));

  std::vector<CatalogEntry> groups;
  for (const Group& group : scenario.groups)
    groups.push_back({group.name, fmt::format("{} of kind {}", group.count, group.kind->name)});
  print_table("Nodes", groups);

  for (const Group& group : scenario.groups)
    for (const Call& call : group.values.calls()) describe_call(group, call);

  std::vector<CatalogEntry> faults;
  for (const Fault& fault : scenario.faults) faults.push_back({fault.id, fault_text(fault)});
  print_table("Faults", faults);
  if (scenario.nemesis) describe_nemesis(scenario, seed);

  std::vector<CatalogEntry> knobs;
  for (const Knob& knob : scenario.knobs)
    knobs.push_back({knob.path, fmt::format("{}: {}", knob.label,
                                            knob.values.empty() ? knob.low + ".." + knob.high : joined(knob.values))});
  print_table("Knobs (--set PATH=VALUE)", knobs);

  std::vector<CatalogEntry> variants;
  for (const Variant& variant : scenario.variants) variants.push_back({variant.id, variant.title});
  print_table("Variants (--variant ID)", variants);

  std::string expected;
  for (const Expectation& expectation : scenario.expectations) expected += fmt::format("  {}\n", expectation.text);
  // What is expected of one variant stands in that one alone.
  for (const Scenario& variant : variants_read)
    for (const Expectation& expectation : variant.expectations)
      if (expectation.variant == variant.variant) expected += fmt::format("  {}\n", expectation.text);
  if (!expected.empty()) print(fmt::format("\nExpected\n{}", expected));
}

}  // namespace orrery::cli
