#include <algorithm>

#include <fmt/format.h>

#include "cli/catalog.h"
#include "cli/commands.h"
#include "cli/describe_scenario.h"
#include "cli/loading.h"
#include "core/form.h"
#include "core/metric_table.h"
#include "core/value_text.h"
#include "faults/fault.h"
#include "faults/nemesis.h"
#include "run/terminal.h"
#include "run_file/format.h"
#include "scenario/language.h"
#include "scenario/library.h"
#include "scenario/short_forms.h"
#include "services/policies.h"

namespace orrery::cli {

namespace {

std::string parameters_text(const Parameters& parameters) {
  std::vector<CatalogEntry> entries;
  for (const Parameter& parameter : parameters) {
    std::string help = fmt::format("{}; ", parameter.help);
    const std::string_view page_of = parameter.forms != nullptr                      ? parameter.forms->name
                                     : parameter.type == ParameterType::distribution ? "distribution"
                                                                                     : "";
    help +=
        page_of.empty() ? std::string(type_text(parameter.type)) : fmt::format("{0} (orrery describe {0})", page_of);
    if (!parameter.range.empty()) help += fmt::format(" ({})", parameter.range);
    help += parameter.default_text.empty() ? ", must be given" : fmt::format(", default {}", parameter.default_text);
    entries.push_back({std::string(parameter.path), help});
  }
  return entries_text(entries);
}

template <class List>
std::string joined(const List& words) {
  return words.empty() ? "none" : fmt::format("{}", fmt::join(words, ", "));
}

void describe_kind(const NodeKind& kind) {
  print(fmt::format("{}: a node kind of {}\n{}", kind.name, kind.pattern, wrapped(kind.help, page().width, "  ")));
  print(fmt::format("\nParameters\n{}", parameters_text(*kind.parameters)));
  if (kind.calls)
    print(
        "\nCalls\n  calls: { GROUP: { timeout: 500ms } }: whom it calls, and with which policies (orrery describe "
        "call)\n");
  std::vector<std::string> fields;
  for (const Field& field : kind.fields) {
    fields.emplace_back(field.name.text());
    if (const auto words = words_of(kind, field); !words.empty() && field.name != kRoleField)
      fields.back() += fmt::format(" ({})", fmt::join(words, " or "));
  }
  print(fmt::format(
      "\nWhat it shows\n{}",
      entries_text({{"Roles", joined(kind.roles)}, {"Fields", joined(fields)}, {"Events", joined(kind.events)}})));
  std::vector<CatalogEntry> invariants;
  for (const auto& checker : checkers_of(kind)) invariants.push_back({checker->name(), checker->claim()});
  if (!invariants.empty()) print(fmt::format("\nInvariants\n{}", entries_text(invariants)));
}

// A value that fits every option of a fault that has this type.
std::string_view example_of(ParameterType type) {
  switch (type) {
    case ParameterType::percent: return "10%";
    case ParameterType::bandwidth: return "1Mbit/s";
    case ParameterType::duration:
    case ParameterType::distribution: return "20ms";
    default: return "10";
  }
}

void describe_fault(const FaultVerb& verb) {
  print(fmt::format("{}: a fault on {}\n{}", verb.name.text(), verb.target == FaultTarget::nodes ? "nodes" : "a link",
                    wrapped(verb.help, page().width, "  ")));
  print(verb.takes != nullptr
            ? "  It takes its own time: `for: DURATION` or `during: WINDOW` cut it short, and its end can be\n"
              "  named (`ID.end`) only with one of them. `every` strikes again whether or not it is over.\n"
        : verb.lasting
            ? "  It lasts: `for: DURATION` or `during: WINDOW` says how long; otherwise to the end of the run.\n"
            : "  It strikes and is over.\n");
  if (verb.options != nullptr && !verb.options->empty())
    print(fmt::format("\nOptions\n{}", parameters_text(*verb.options)));
  // What has no default must be given: the example is a fault that can be pasted.
  std::string required;
  for (const Parameter& option : *verb.options)
    if (option.path == "endpoint") {
      required += ", endpoint: any backend";
    } else if (option.path == "call") {
      required += ", call: database";
    } else if (option.type == ParameterType::choice && option.default_text.empty()) {
      required += fmt::format(", {}: {}", option.path, choice_words(option).front());
    } else if (option.default_text.empty()) {
      required += fmt::format(", {}: {}", option.path, example_of(option.type));
    }
  if (verb.needs_configuration) required += ", set: { calls.backend.timeout: 100ms }";
  const std::string_view target = !verb.example.empty()              ? verb.example
                                  : verb.target == FaultTarget::link ? "server -> server"
                                  : verb.takes != nullptr            ? "server"
                                                                     : "any server";
  print(fmt::format("\nExample\n  - {{ id: trouble, at: 2s, {}: {}{}{} }}\n", verb.name.text(), target, required,
                    verb.lasting && verb.takes == nullptr ? ", for: 3s" : ""));
}

std::string_view unit_text(MetricUnit unit) {
  switch (unit) {
    case MetricUnit::count: return "a count";
    case MetricUnit::duration: return "a duration";
    case MetricUnit::bytes: return "a size";
    case MetricUnit::percent: return "a percentage";
    case MetricUnit::rate: return "a rate";
    case MetricUnit::ratio: return "a ratio";
  }
  return "";
}

void describe_metric(const MetricDeclaration& metric) {
  print(fmt::format("{}: a metric, {}{}\n{}", metric.name, unit_text(metric.unit),
                    metric.form == MetricForm::histogram
                        ? fmt::format(" with statistics ({})", fmt::join(kMetricStatistics, ", "))
                        : "",
                    wrapped(metric.help, page().width, "  ")));
  if (metric.form == MetricForm::histogram) print(wrapped(kStatisticsHelp, page().width, "  "));
}

void describe_checker(const CatalogEntry& checker) {
  std::vector<std::string_view> of;
  std::string counts;
  for (const NodeKind& kind : node_kinds()) {
    for (const auto& made : checkers_of(kind)) {
      if (made->name() != checker.name) continue;
      of.push_back(kind.name);
      counts = made->counts();
    }
  }
  print(fmt::format("{}: an invariant of {}\n{}", checker.name, joined(of), wrapped(checker.help, page().width, "  ")));
  print(wrapped(fmt::format("\"Put to the test\" counts {}.", counts), page().width, "  "));
}

void describe_event(const CatalogEntry& event) {
  std::vector<std::string_view> of;
  for (const NodeKind& kind : node_kinds())
    if (std::find(kind.events.begin(), kind.events.end(), event.name) != kind.events.end()) of.push_back(kind.name);
  print(fmt::format("{}: an event of {}\n", event.name, joined(of)));
  if (!event.help.empty()) print(wrapped(fmt::format("In the story: NODE {}", event.help), page().width, "  "));
  print(fmt::format("\nExample\n  - {{ event: {}, of: any server, during: 0s..5s, at_least: 1 }}\n", event.name));
}

std::string_view shape_text(language::Shape shape) {
  using language::Shape;
  switch (shape) {
    case Shape::value: return "a value";
    case Shape::fault_id: return "a name, which may end in -digits";
    case Shape::selector: return "a selector (orrery describe selector)";
    case Shape::link: return "SELECTOR -> SELECTOR, or <-> both ways (orrery describe link)";
    case Shape::zone_pair: return "ZONE <-> ZONE";
    case Shape::instant: return "an instant: 2s, ID, 'ID.end + 500ms'";
    case Shape::moment: return "an instant, or a window of which one instant is drawn";
    case Shape::window: return "a window: 12s..30s";
    case Shape::path: return "the path of a setting, such as system.server.count";
    case Shape::bound: return "a figure in the unit of what is bounded";
    case Shape::words: return "a list of words";
    case Shape::values: return "a list of values of that setting";
    case Shape::range: return "a range of that setting: X..X";
    case Shape::settings: return "PATH: VALUE, one or more";
    case Shape::section: return "a map";
    case Shape::section_map: return "a map from names to";
    case Shape::section_list: return "a list of";
  }
  return "";
}

std::string key_help(const language::Key& key) {
  const Parameter& parameter = key.parameter;
  std::string help = fmt::format("{}; ", parameter.help);
  if (key.shape == language::Shape::value) {
    help += type_text(parameter.type);
    if (!parameter.range.empty()) help += fmt::format(" ({})", parameter.range);
  } else {
    help += shape_text(key.shape);
  }
  if (key.section != nullptr) help += fmt::format(" (orrery describe {})", key.section->name);
  if (key.required) help += ", must be given";
  if (!parameter.default_text.empty()) help += fmt::format(", default {}", parameter.default_text);
  return help;
}

// The figures of the nemesis, each with what the profiles say of it.
void describe_nemesis() {
  print(fmt::format("\nFigures (defaults: those of the profile rough)\n{}", parameters_text(nemesis_parameters)));
  for (const NemesisProfile& profile : nemesis_profiles()) {
    std::vector<std::string> figures;
    for (const auto& [path, text] : profile.values) figures.push_back(fmt::format("{} {}", path, text));
    print(fmt::format("\nProfile {}\n{}{}", profile.name, wrapped(profile.help, page().width, "  "),
                      wrapped(fmt::format("kinds {}", joined(profile.kinds)), page().width, "  ")));
    if (!figures.empty()) print(wrapped(joined(figures), page().width, "  "));
  }
  print(
      "\nExample\n  nemesis: { profile: hostile, during: 5s..50s, of: server, loss: 10% }\n"
      "  `orrery describe SCENARIO --seed N` prints what it draws.\n");
}

void describe_section(const language::Section& section) {
  print(fmt::format("{}: part of a scenario file\n{}", section.name, wrapped(section.help, page().width, "  ")));
  std::vector<CatalogEntry> keys;
  for (const language::Key& key : section.keys) keys.push_back({std::string(key.name()), key_help(key)});
  if (!keys.empty()) print(fmt::format("\nKeys\n{}", entries_text(keys)));
  if (&section == &language::nemesis) describe_nemesis();
  if (&section == &language::call) print(fmt::format("\nPolicies\n{}", parameters_text(call_policies)));
}

void describe_forms(const Forms& forms) {
  print(fmt::format("{}: a type of parameters\n{}", forms.name, wrapped(forms.help, page().width, "  ")));
  for (const Form& form : forms.list) {
    print("\n" + wrapped(fmt::format("{}: {}", form.name, form.help), page().width, ""));
    if (!form.arguments.empty()) print(parameters_text(form.arguments));
  }
  print(fmt::format("\nExample\n  {}: {}\n", forms.name, forms.example));
}

void describe_grammar(const Grammar& grammar) {
  print(fmt::format("{}: {}\n{}\nExamples\n", grammar.name, grammar.help,
                    wrapped(std::string(grammar.form), page().width, "  ")));
  for (const ShortForm& form : grammar.examples) {
    print(fmt::format("  {}\n", form.example));
    const std::string_view where = form.in_expectation.empty() ? "" : "in a fault: ";
    print(wrapped(fmt::format("{}{}", where, form.meaning), page().width, "      "));
    if (!form.in_expectation.empty())
      print(wrapped(fmt::format("in an expectation: {}", form.in_expectation), page().width, "      "));
  }
}

// What explains a word that begins a value: 'exponential' begins a distribution, 'poisson' arrivals.
const Grammar* find_grammar_of_form(std::string_view word) {
  const Grammar* distribution = find_grammar("distribution");
  const auto begins = [&](const ShortForm& form) { return form.example.starts_with(fmt::format("{} ", word)); };
  const auto& examples = distribution->examples;
  return word == "mixture" || std::any_of(examples.begin(), examples.end(), begins) ? distribution : nullptr;
}
const Forms* find_forms_of(std::string_view word) {
  for (const CatalogEntry& type : types()) {
    const Forms* forms = find_forms(type.name);
    for (const Form& form : forms->list)
      if (form.name == word) return forms;
  }
  return nullptr;
}

// The lines of a text but for the first, four spaces in.
std::string indented(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "    ";
  }
  return out;
}

// The tables of the run file, for whoever asks it in SQL.
void describe_run_file() {
  print("run-file: what `orrery run --trace FILE` writes, one SQLite database a run\n");
  print(
      wrapped("It can be read while it is written, by the window, by `orrery log`, `why`, `state`, `diff` and "
              "`export`, and by whatever reads SQLite, such as: sqlite3 run.orrery. Times are in nanoseconds since "
              "the start of the run where a column does not say otherwise.",
              page().width, "  "));
  for (const run_file::Table& table : run_file::tables())
    print(fmt::format("\n{}: {}\n{}\n", table.name, table.help, table.columns));
  print("\nViews\n");
  std::vector<CatalogEntry> entries;
  for (const run_file::View& view : run_file::views())
    entries.push_back({std::string(view.name), std::string(view.help)});
  print(entries_text(entries));
  print("\nExamples\n");
  for (const run_file::ExampleQuery& example : run_file::example_queries())
    print(fmt::format("  {}\n    {}\n", example.question, indented(example.sql)));
}

bool is_scenario_name(const std::string& what) {
  return what.find('/') != std::string::npos || what.ends_with(".yaml") || what.ends_with(".yml");
}

// Of a name that stands for many things: where they are told. Empty of any other.
std::string where_listed(const std::string& what) {
  const std::string topic = what == "invariants" ? "checkers" : what;
  const std::vector<std::string> topics = list_topics();
  if (std::find(topics.begin(), topics.end(), topic) != topics.end())
    return fmt::format("'{}' is no single thing: `orrery list {}` shows every one", what, topic);
  std::string of_pattern;
  for (const LibraryEntry& scenario : library_entries())
    if (scenario.name.starts_with(what + "/")) of_pattern += (of_pattern.empty() ? "" : ", ") + scenario.name;
  return of_pattern.empty() ? "" : fmt::format("'{}' is a pattern, whose scenarios are {}", what, of_pattern);
}

ExitCode complain_unknown(const std::string& what) {
  if (const std::string listed = where_listed(what); !listed.empty()) {
    complain(listed, "describe");
    return ExitCode::bad_input;
  }
  std::vector<std::string> names;
  for (const auto& entries : {kinds(), faults(), metrics(), checkers(), events(), sections(), types()})
    for (const CatalogEntry& entry : entries) names.push_back(entry.name);
  names.emplace_back(kRunFilePage);
  // A scenario may be called by what stands behind its pattern.
  for (const LibraryEntry& scenario : library_entries())
    if (scenario.name.ends_with("/" + what)) names = {scenario.name};
  if (names.size() == 1) {
    complain(fmt::format("nothing is called '{}' (did you mean '{}'?)", what, names.front()), "describe");
    return ExitCode::bad_input;
  }
  for (const LibraryEntry& scenario : library_entries()) names.push_back(scenario.name);
  complain(fmt::format("nothing is called '{}'{}; `orrery list` shows every name", what,
                       suggestion(what, {names.begin(), names.end()})),
           "describe");
  return ExitCode::bad_input;
}

}  // namespace

// A name may mean more than one thing: all of them are described.
ExitCode describe(const std::string& what, std::optional<std::uint64_t> seed) {
  if (is_scenario_name(what)) {
    const auto scenario = load(what);
    if (!scenario) {
      complain_text(scenario.error());
      return ExitCode::bad_input;
    }
    std::vector<Scenario> variants;
    for (const Variant& variant : scenario->variants)
      if (auto read = load(what, variant.id)) variants.push_back(*std::move(read));
    describe_scenario(*scenario, variants, seed);
    return ExitCode::held;
  }
  if (what == kRunFilePage) {
    describe_run_file();
    return ExitCode::held;
  }
  bool found = false;
  const auto describe_one = [&](const auto* thing, auto&& describe_it) {
    if (thing == nullptr) return;
    if (found) print("\n");
    describe_it(*thing);
    found = true;
  };
  describe_one(find_node_kind(what), describe_kind);
  describe_one(find_fault_verb(what), describe_fault);
  describe_one(find_metric(what), describe_metric);
  for (const CatalogEntry& checker : checkers())
    if (checker.name == what) describe_one(&checker, describe_checker);
  for (const CatalogEntry& event : events())
    if (event.name == what) describe_one(&event, describe_event);
  describe_one(find_grammar(what), describe_grammar);
  describe_one(language::find_section(what), describe_section);
  describe_one(find_forms(what), describe_forms);
  if (!found) describe_one(find_grammar_of_form(what), describe_grammar);
  if (!found) describe_one(find_forms_of(what), describe_forms);
  return found ? ExitCode::held : complain_unknown(what);
}

}  // namespace orrery::cli
