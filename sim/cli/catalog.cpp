#include "cli/catalog.h"

#include <algorithm>

#include "cli/console.h"
#include "core/form.h"
#include "core/metric_table.h"
#include "faults/fault.h"
#include "run/phrase_text.h"
#include "run/phrases.h"
#include "run/terminal.h"
#include "scenario/language.h"
#include "scenario/short_forms.h"
#include "services/policies.h"

namespace orrery::cli {

namespace {

std::vector<const Forms*> all_forms() {
  std::vector<const Forms*> all;
  const auto gather = [&](const Parameters& parameters) {
    for (const Parameter& parameter : parameters)
      if (parameter.forms != nullptr && std::find(all.begin(), all.end(), parameter.forms) == all.end())
        all.push_back(parameter.forms);
  };
  for (const NodeKind& kind : node_kinds()) gather(*kind.parameters);
  gather(call_policies);
  return all;
}

}  // namespace

std::vector<CatalogEntry> kinds() {
  std::vector<CatalogEntry> entries;
  for (const NodeKind& kind : node_kinds()) entries.push_back({std::string(kind.name), std::string(kind.help)});
  return entries;
}

std::vector<CatalogEntry> faults() {
  std::vector<CatalogEntry> entries;
  for (const FaultVerb& verb : fault_verbs())
    entries.push_back({std::string(verb.name.text()), std::string(verb.help)});
  return entries;
}

std::vector<CatalogEntry> metrics() {
  std::vector<CatalogEntry> entries;
  for (const MetricDeclaration& metric : metric_table())
    entries.push_back({std::string(metric.name), std::string(metric.help)});
  return entries;
}

std::vector<CatalogEntry> checkers() {
  std::vector<CatalogEntry> entries;
  for (const NodeKind& kind : node_kinds()) {
    for (const auto& checker : checkers_of(kind)) {
      const auto known = std::find_if(entries.begin(), entries.end(),
                                      [&](const CatalogEntry& entry) { return entry.name == checker->name(); });
      if (known == entries.end()) entries.push_back({checker->name(), checker->claim()});
    }
  }
  return entries;
}

namespace {

// What the story says, with what a Record fills in left open: "becomes leader of term N with N votes".
std::string phrase_outline(std::string_view event) {
  const Phrase* phrase = find_phrase(name_id(event));
  if (phrase == nullptr) return "";
  return fill_phrase(phrase->text, [](std::string_view gap) -> std::optional<std::string> {
    if (gap == "peer" || gap == "from") return "NODE";
    if (gap == "on") return "GROUP";
    if (gap == "waited") return "DURATION";
    if (gap == "reached") return std::nullopt;  // a sentence of its own, or nothing
    return "N";
  });
}

}  // namespace

std::vector<CatalogEntry> events() {
  std::vector<CatalogEntry> entries;
  for (const NodeKind& kind : node_kinds()) {
    for (const std::string_view event : kind.events) {
      const bool is_known =
          std::any_of(entries.begin(), entries.end(), [&](const CatalogEntry& entry) { return entry.name == event; });
      if (!is_known) entries.push_back({std::string(event), phrase_outline(event)});
    }
  }
  return entries;
}

std::vector<CatalogEntry> sections() {
  std::vector<CatalogEntry> entries;
  for (const language::Section* section : language::sections())
    entries.push_back({std::string(section->name), std::string(section->help)});
  for (const Grammar& grammar : grammars())
    if (language::find_section(grammar.name) == nullptr)
      entries.push_back({std::string(grammar.name), std::string(grammar.help)});
  return entries;
}

std::vector<CatalogEntry> types() {
  std::vector<CatalogEntry> entries;
  for (const Forms* forms : all_forms()) entries.push_back({std::string(forms->name), std::string(forms->help)});
  return entries;
}

const Forms* find_forms(std::string_view name) {
  for (const Forms* forms : all_forms())
    if (forms->name == name) return forms;
  return nullptr;
}

std::vector<std::unique_ptr<Checker>> checkers_of(const NodeKind& kind) {
  if (!kind.make_checkers) return {};
  ParameterValues values(*kind.parameters);
  // Some are made for what a call holds.
  if (kind.calls && kind.protocol == Protocol::calls)
    values.add_call({"group", ParameterValues(call_policies, {{"timeout", "1s"}, {"breaker.per", "caller"}})});
  return kind.make_checkers({"group", {NodeId{0}}, &values});
}

std::string entries_text(const std::vector<CatalogEntry>& entries) {
  std::size_t width = 0;
  for (const CatalogEntry& entry : entries) width = std::max(width, columns(entry.name));
  const std::string indent(width + 4, ' ');
  constexpr std::size_t kLeast = 28;  // what stands beside a name; where there is less room, it goes below it
  const bool stands_below = page().width < indent.size() + kLeast;
  const std::size_t text_width = page().width;
  std::string text;
  for (const CatalogEntry& entry : entries) {
    if (stands_below) {
      text += "  " + entry.name + "\n" + wrapped(entry.help, text_width, "      ");
      continue;
    }
    std::string help = wrapped(entry.help, text_width, indent);
    if (help.empty()) help = indent + "\n";
    text += "  " + padded(entry.name, width) + "  " + help.substr(indent.size());
  }
  return text;
}

}  // namespace orrery::cli
