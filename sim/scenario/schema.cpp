#include "scenario/schema.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/check.h"
#include "core/form.h"
#include "core/metric_table.h"
#include "core/value_text.h"
#include "faults/fault.h"
#include "faults/nemesis.h"
#include "scenario/language.h"
#include "scenario/node_kind.h"
#include "scenario/regions.h"
#include "services/policies.h"

namespace orrery {
namespace {

using language::Shape;
using Json = nlohmann::ordered_json;

// The grammar of value_text.h, as far as a regular expression can say it.
#define ORRERY_NUMBER "-?[0-9]+(\\.[0-9]+)?"
constexpr std::string_view kDuration = ORRERY_NUMBER "(ns|us|ms|s|min|h)";
constexpr std::string_view kRate = ORRERY_NUMBER "/(s|min|h)";
constexpr std::string_view kSize = ORRERY_NUMBER "([kMG]?B|[KMG]iB)";
constexpr std::string_view kBandwidth = ORRERY_NUMBER "(([kMG]?B|[KMG]iB)|[kMG]bit)/s";
constexpr std::string_view kPercent = ORRERY_NUMBER "%";
constexpr std::string_view kName = "[a-z]([a-z0-9]|-(?![0-9]+$))*";
#undef ORRERY_NUMBER
// Of what has no instances: hosts and faults.
constexpr std::string_view kNumberedName = "[a-z][a-z0-9-]*";
// A shape alone: a constant, or a word and its arguments.
constexpr std::string_view kDistributionWords = "(uniform|exponential|normal|lognormal|pareto|empirical) .+";
constexpr std::string_view kInstantTail = "( [+-] [0-9].*)?";
constexpr std::string_view kLink = ".+ (->|<->) .+";

Json pattern(std::string_view body) { return {{"type", "string"}, {"pattern", fmt::format("^{}$", body)}}; }

// What has no default, and so is `none` when it is absent, may also be said to be `none`.
Json or_none(Json schema) { return {{"anyOf", Json::array({std::move(schema), {{"const", "none"}}})}}; }

Json number_schema(const Parameter& parameter, std::string_view type) {
  Json schema = {{"type", type}};
  const std::size_t dots = parameter.range.find("..");
  if (dots == std::string_view::npos) return schema;
  const auto bound = [&](std::string_view key, std::string_view text) {
    if (text.empty()) return;
    if (type == "integer") {
      schema[std::string(key)] = read_integer(text).value();
    } else {
      schema[std::string(key)] = read_number(text).value();
    }
  };
  bound("minimum", parameter.range.substr(0, dots));
  bound("maximum", parameter.range.substr(dots + 2));
  return schema;
}

Json distribution_schema() {
  Json part = {{"type", "object"},
               {"properties", {{"weight", pattern(kPercent)}, {"of", {{"type", "string"}}}}},
               {"required", {"weight", "of"}},
               {"additionalProperties", false}};
  Json mixture = {{"type", "object"},
                  {"properties", {{"mixture", {{"type", "array"}, {"items", std::move(part)}, {"minItems", 1}}}}},
                  {"required", {"mixture"}},
                  {"additionalProperties", false}};
  return {{"anyOf", Json::array({pattern(fmt::format("({}|{})", kDuration, kDistributionWords)), std::move(mixture)})}};
}

Json choice_schema(const Parameter& parameter) {
  Json words = Json::array();
  for (const std::string_view word : choice_words(parameter)) words.push_back(word);
  return {{"enum", std::move(words)}};
}

// A word alone where it needs no arguments.
Json forms_schema(const Forms& forms) {
  std::string words;
  for (const Form& form : forms.list) {
    const bool needs_arguments = std::any_of(form.arguments.begin(), form.arguments.end(),
                                             [](const Parameter& one) { return one.default_text.empty(); });
    words += fmt::format("{}{}{}", words.empty() ? "" : "|", form.name, needs_arguments ? " .+" : "( .+)?");
  }
  return pattern(fmt::format("({})", words));
}

Json shares_schema(const Parameter& parameter) {
  Json properties = Json::object();
  for (const std::string_view word : choice_words(parameter)) properties[std::string(word)] = pattern(kPercent);
  return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

Json value_schema(const Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::boolean: return {{"type", "boolean"}};
    case ParameterType::integer: return number_schema(parameter, "integer");
    case ParameterType::number: return number_schema(parameter, "number");
    case ParameterType::percent: return pattern(kPercent);
    case ParameterType::duration: return pattern(kDuration);
    case ParameterType::duration_range: return pattern(fmt::format("{0}\\.\\.{0}", kDuration));
    case ParameterType::rate: return pattern(kRate);
    case ParameterType::size: return pattern(kSize);
    case ParameterType::bandwidth: return pattern(kBandwidth);
    case ParameterType::choice: return choice_schema(parameter);
    case ParameterType::name: return pattern(kName);
    case ParameterType::text: return {{"type", {"string", "number", "boolean"}}};
    case ParameterType::trace: return {{"type", "string"}};
    case ParameterType::distribution: return distribution_schema();
    case ParameterType::form: return forms_schema(*parameter.forms);
    case ParameterType::shares: return shares_schema(parameter);
    case ParameterType::section:
      return {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
  }
  check_failed("a type of parameters", __FILE__, __LINE__);
}

Json described(Json schema, const Parameter& parameter) {
  if (!parameter.help.empty()) schema["description"] = parameter.help;
  if (parameter.default_text.empty()) return schema;
  if (is_optional(parameter)) {
    schema["default"] = "none";
    return schema;
  }
  // A default is of the type that the schema asks for.
  switch (parameter.type) {
    case ParameterType::boolean: schema["default"] = parameter.default_text == "true"; break;
    case ParameterType::integer: schema["default"] = read_integer(parameter.default_text).value(); break;
    case ParameterType::number: schema["default"] = read_number(parameter.default_text).value(); break;
    case ParameterType::shares: {
      const Shares shares = read_shares(parameter.default_text, choice_words(parameter)).value();
      for (const auto& [word, share] : shares)
        schema["default"][std::string(word)] = fmt::format("{:g}%", share * 100.0);
      break;
    }
    default: schema["default"] = parameter.default_text;
  }
  return schema;
}

Json reference(std::string_view name) { return {{"$ref", fmt::format("#/$defs/{}", name)}}; }

// A short form, a long form, or a list of them.
Json selector_schema() {
  Json one = {{"anyOf", Json::array({{{"type", "string"}}, reference("selector")})}};
  Json list = {{"type", "array"}, {"items", one}, {"minItems", 1}};
  one["anyOf"].push_back(std::move(list));
  return one;
}

Json scalar_list() {
  const Json scalar = {{"type", {"string", "number", "boolean"}}};
  return {{"type", "array"}, {"items", scalar}};
}

// Names of groups and zones may not end in digits; those of hosts may.
Json name_map(const language::Section& section) {
  return {{"type", "object"},
          {"propertyNames", pattern(&section == &language::host ? kNumberedName : kName)},
          {"additionalProperties", reference(section.name)}};
}

Json shape_schema(const language::Key& key) {
  switch (key.shape) {
    case Shape::value: return value_schema(key.parameter);
    case Shape::fault_id: return pattern(kNumberedName);
    case Shape::selector: return selector_schema();
    case Shape::link: return pattern(kLink);
    case Shape::zone_pair: return pattern(".+ <-> .+");
    case Shape::instant: return pattern(fmt::format("({}|{}(\\.end)?){}", kDuration, kNumberedName, kInstantTail));
    case Shape::moment: return {{"type", "string"}};
    case Shape::window:
    case Shape::range: return pattern(".+\\.\\..+");
    case Shape::path: return pattern("[^.]+(\\.[^.]+)*");
    case Shape::bound: return {{"type", {"string", "number", "boolean"}}};
    case Shape::words: return {{"anyOf", Json::array({{{"type", "string"}}, scalar_list()})}};
    case Shape::values: return {{"type", "array"}, {"minItems", 1}};
    case Shape::settings: return {{"type", "object"}};
    case Shape::section: return reference(key.section->name);
    case Shape::section_map: return name_map(*key.section);
    case Shape::section_list: return {{"type", "array"}, {"items", reference(key.section->name)}};
  }
  check_failed("a shape of keys", __FILE__, __LINE__);
}

Json key_schema(const language::Key& key) {
  const bool may_be_none = !key.required && key.parameter.default_text.empty();
  Json schema = shape_schema(key);
  return described(may_be_none ? or_none(std::move(schema)) : std::move(schema), key.parameter);
}

Json object_schema(const language::Section& section) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const language::Key& key : section.keys) {
    properties[std::string(key.name())] = key_schema(key);
    if (key.required) required.push_back(key.name());
  }
  Json schema = {{"type", "object"}, {"description", section.help}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

// A dotted path is a map in a map.
void add_parameter(Json& object, std::string_view path, const Parameter& parameter) {
  const std::size_t dot = path.find('.');
  const std::string key(path.substr(0, dot));
  Json& properties = object["properties"];
  if (dot != std::string_view::npos) {
    if (!properties.contains(key))
      properties[key] = {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
    add_parameter(properties[key], path.substr(dot + 1), parameter);
    return;
  }
  const bool may_be_none = is_optional(parameter) && parameter.type != ParameterType::section;
  properties[key] = described(may_be_none ? or_none(value_schema(parameter)) : value_schema(parameter), parameter);
  if (parameter.default_text.empty()) object["required"].push_back(key);
}

void add_parameters(Json& object, const Parameters& parameters) {
  for (const Parameter& parameter : parameters) add_parameter(object, parameter.path, parameter);
  // A section may be `none` once all that is below it is in.
  for (const Parameter& parameter : parameters) {
    if (parameter.type != ParameterType::section) continue;
    Json& section = object["properties"][std::string(parameter.path)];
    section.erase("default");
    section.erase("description");
    section = described(or_none(std::move(section)), parameter);
  }
}

Json call_schema() {
  Json schema = object_schema(language::call);
  add_parameters(schema, call_policies);
  return schema;
}

Json kind_schema(const NodeKind& kind) {
  Json schema = object_schema(language::group);
  schema["description"] = kind.help;
  schema["properties"]["kind"] = {{"const", kind.name}, {"description", kind.help}};
  if (!kind.calls) schema["properties"].erase("calls");
  add_parameters(schema, *kind.parameters);
  return schema;
}

Json verb_schema(const FaultVerb& verb) {
  Json schema = object_schema(language::fault);
  schema["description"] = verb.help;
  const bool is_link = verb.target == FaultTarget::link;
  Json target = is_link ? pattern(kLink) : selector_schema();
  target["description"] = verb.help;
  const std::string name(verb.name.text());
  schema["properties"][name] = std::move(target);
  schema["required"].push_back(name);
  add_parameters(schema, *verb.options);
  if (!verb.lasting)
    for (const char* key : {"for", "during"}) schema["properties"].erase(key);
  Json schedules = Json::array();
  for (const char* key : {"at", "every", "during"})
    if (schema["properties"].contains(key)) schedules.push_back({{"required", {key}}});
  schema["oneOf"] = std::move(schedules);
  return schema;
}

// One of the definitions, chosen by what is there, so that an editor completes and complains for that one only.
Json one_of_definitions(const std::vector<std::string>& names) {
  Json choices = Json::array();
  for (const std::string& name : names) choices.push_back(reference(name));
  return {{"oneOf", std::move(choices)}};
}

Json expectation_schema() {
  Json schema = object_schema(language::expectation);
  Json metrics = Json::array();
  for (const MetricDeclaration& metric : metric_table()) metrics.push_back(metric.name);
  schema["properties"]["metric"] = {{"enum", std::move(metrics)},
                                    {"description", language::expectation.find("metric")->parameter.help}};
  schema["oneOf"] = Json::array();
  for (const char* key : {"invariants", "metric", "event", "state"}) schema["oneOf"].push_back({{"required", {key}}});
  return schema;
}

Json network_schema() {
  Json schema = object_schema(language::network);
  Json names = Json::array();
  for (const Region& region : regions()) names.push_back(region.name);
  schema["properties"]["regions"] = {{"type", "array"},
                                     {"items", {{"enum", std::move(names)}}},
                                     {"minItems", 1},
                                     {"uniqueItems", true},
                                     {"description", language::network.find("regions")->parameter.help}};
  return schema;
}

Json nemesis_schema() {
  Json schema = object_schema(language::nemesis);
  Json kinds = Json::array();
  for (const std::string_view kind : nemesis_kinds()) kinds.push_back(kind);
  schema["properties"]["kinds"] = {{"type", "array"},
                                   {"items", {{"enum", std::move(kinds)}}},
                                   {"minItems", 1},
                                   {"uniqueItems", true},
                                   {"description", language::nemesis.find("kinds")->parameter.help}};
  add_parameters(schema, nemesis_parameters);
  // What a profile may say otherwise has no one default.
  for (const Parameter& parameter : nemesis_parameters)
    schema["properties"][std::string(parameter.path)].erase("default");
  return schema;
}

Json definitions() {
  Json defs = Json::object();
  for (const language::Section* section : language::sections())
    if (section != &language::scenario) defs[std::string(section->name)] = object_schema(*section);
  defs["network"] = network_schema();
  defs["expectation"] = expectation_schema();
  defs["nemesis"] = nemesis_schema();
  defs["call"] = call_schema();

  std::vector<std::string> names;
  for (const NodeKind& kind : node_kinds()) {
    names.push_back(fmt::format("group-{}", kind.name));
    defs[names.back()] = kind_schema(kind);
  }
  defs["group"] = one_of_definitions(names);

  names.clear();
  for (const FaultVerb& verb : fault_verbs()) {
    names.push_back(fmt::format("fault-{}", verb.name.text()));
    defs[names.back()] = verb_schema(verb);
  }
  defs["fault"] = one_of_definitions(names);
  return defs;
}

}  // namespace

std::string schema_text() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Orrery scenario"}};
  schema.update(object_schema(language::scenario));
  schema["properties"]["orrery"]["const"] = language::kVersion;
  schema["$defs"] = definitions();
  constexpr int kIndent = 2;
  return schema.dump(kIndent) + "\n";
}

}  // namespace orrery
