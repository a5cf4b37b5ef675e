#include "scenario/schema.h"

#include <regex>
#include <set>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "faults/fault.h"
#include "scenario/language.h"
#include "scenario/library.h"
#include "scenario/node_kind.h"
#include "scenario/text_file.h"
#include "scenario/yaml_tree.h"

namespace orrery {
namespace {

using Json = nlohmann::json;

const Json& schema() {
  static const Json parsed = Json::parse(schema_text());
  return parsed;
}

// As an editor reads YAML: plain texts may be numbers or booleans.
Json as_json(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::nothing: return nullptr;
    case YamlNode::Kind::list: {
      Json list = Json::array();
      for (const YamlNode& item : node.items) list.push_back(as_json(item));
      return list;
    }
    case YamlNode::Kind::map: {
      Json map = Json::object();
      for (const YamlEntry& entry : node.entries) map[entry.key] = as_json(entry.value);
      return map;
    }
    case YamlNode::Kind::text: break;
  }
  if (node.is_quoted) return node.text;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  static const std::regex kWhole("-?[0-9]+");
  static const std::regex kNumber("-?[0-9]+\\.[0-9]+");
  if (std::regex_match(node.text, kWhole)) return std::stoll(node.text);
  if (std::regex_match(node.text, kNumber)) return std::stod(node.text);
  return node.text;
}

bool is_of_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  throw std::runtime_error("a type that the validator of this test does not know: " + type);
}

// The keywords that the schema uses; another one fails the test, so that none goes unheeded.
const std::set<std::string> kKeywords = {
    "$schema",    "$ref",  "$defs", "title",   "description", "default",       "type",
    "properties", "items", "enum",  "const",   "required",    "minItems",      "additionalProperties",
    "pattern",    "anyOf", "oneOf", "minimum", "maximum",     "propertyNames", "uniqueItems"};

bool is_valid(const Json& value, const Json& rule) {
  for (const auto& [keyword, unused] : rule.items())
    if (!kKeywords.contains(keyword)) throw std::runtime_error("an unknown keyword: " + keyword);
  const auto count_valid = [&](const Json& rules) {
    std::size_t count = 0;
    for (const Json& one : rules) count += is_valid(value, one) ? 1 : 0;
    return count;
  };
  if (rule.contains("$ref")) {
    const std::string name = rule["$ref"].get<std::string>().substr(std::string("#/$defs/").size());
    if (!is_valid(value, schema()["$defs"].at(name))) return false;
  }
  if (rule.contains("anyOf") && count_valid(rule["anyOf"]) == 0) return false;
  if (rule.contains("oneOf") && count_valid(rule["oneOf"]) != 1) return false;
  if (rule.contains("const") && value != rule["const"]) return false;
  if (rule.contains("enum") && std::find(rule["enum"].begin(), rule["enum"].end(), value) == rule["enum"].end())
    return false;
  if (rule.contains("type")) {
    bool fits = false;
    const Json types = rule["type"].is_array() ? rule["type"] : Json::array({rule["type"]});
    for (const Json& type : types) fits = fits || is_of_type(value, type);
    if (!fits) return false;
  }
  if (rule.contains("pattern") && value.is_string() &&
      !std::regex_search(value.get<std::string>(), std::regex(rule["pattern"].get<std::string>())))
    return false;
  if (value.is_number() && rule.contains("minimum") && value < rule["minimum"]) return false;
  if (value.is_number() && rule.contains("maximum") && value > rule["maximum"]) return false;
  if (value.is_array()) {
    if (rule.contains("minItems") && value.size() < rule["minItems"]) return false;
    if (rule.contains("items"))
      for (const Json& item : value)
        if (!is_valid(item, rule["items"])) return false;
  }
  if (!value.is_object()) return true;
  for (const Json& key : rule.value("required", Json::array()))
    if (!value.contains(key.get<std::string>())) return false;
  for (const auto& [key, item] : value.items()) {
    if (rule.contains("propertyNames") && !is_valid(key, rule["propertyNames"])) return false;
    if (rule.contains("properties") && rule["properties"].contains(key)) {
      if (!is_valid(item, rule["properties"][key])) return false;
    } else if (rule.contains("additionalProperties")) {
      const Json& more = rule["additionalProperties"];
      if (more.is_boolean() ? !more.get<bool>() : !is_valid(item, more)) return false;
    }
  }
  return true;
}

Json parsed(const std::string& text) {
  Reporter reporter;
  reporter.add_source("test.yaml", text);
  const auto root = parse_yaml(text, reporter);
  REQUIRE(root);
  return as_json(*root);
}

bool is_valid_text(const std::string& text) { return is_valid(parsed(text), schema()); }

TEST_CASE("every scenario of the library is valid by the schema") {
  const auto entries = library_entries(std::string(ORRERY_SOURCE_DIR) + "/scenarios");
  REQUIRE(!entries.empty());
  for (const LibraryEntry& entry : entries) {
    INFO(entry.name);
    CHECK(is_valid_text(read_text_file(entry.path).value()));
  }
}

TEST_CASE("the known parts of the examples are valid by the schema") {
  for (const char* name : {"leader-crash.yaml", "cascade.yaml"}) {
    INFO(name);
    Json example = parsed(read_text_file(std::string(ORRERY_SOURCE_DIR) + "/tests/scenario/examples/" + name).value());
    const Json groups = example["system"];
    for (const auto& [group, settings] : groups.items())
      if (find_node_kind(settings["kind"].get<std::string>()) == nullptr) example["system"].erase(group);
    if (example["system"].contains("payments")) example["system"]["payments"]["calls"]["database"].erase("breaker");
    CHECK(is_valid(example, schema()));
  }
}

const std::string kHead = "orrery: 1\ntitle: A test\nrun_for: 10s\n";
const std::string kSystem = "system: { server: { kind: raft, count: 3 } }\n";

TEST_CASE("the schema refuses what an editor should underline") {
  REQUIRE(is_valid_text(kHead + kSystem));
  const std::vector<std::string> wrong = {
      "orrery: 2\ntitle: A test\nrun_for: 10s\n" + kSystem,
      "orrery: 1\nrun_for: 10s\n" + kSystem,
      "orrery: 1\ntitle: A test\nrun_for: 10\n" + kSystem,
      kHead + kSystem + "faluts: []\n",
      kHead + "system: { server: { kind: raft, count: 0 } }\n",
      kHead + "system: { server: { kind: rafft } }\n",
      kHead + "system: { server: { kind: raft, hartbeat: 5ms } }\n",
      kHead + "system: { server: { kind: raft, heartbeat: 5 } }\n",
      kHead + "system: { server: { kind: raft, disk: { sync: 3 } } }\n",
      kHead + "system: { server-2: { kind: raft } }\n",
      kHead + kSystem + "network: { preset: lam }\n",
      kHead + kSystem + "network: { preset: wan, regions: [mars] }\n",
      kHead + kSystem + "nemesis: { during: 1s..2s }\n",
      kHead + kSystem + "nemesis: { during: 1s..2s, of: server, kinds: [restart] }\n",
      kHead + kSystem + "nemesis: { during: 1s..2s, of: server, loss: 5 }\n",
      kHead + kSystem + "faults: [{ at: 2s }]\n",
      kHead + kSystem + "faults: [{ at: 2s, id: 1-rolling, crash: server }]\n",
      kHead + "system: { server: { kind: raft, calls: { server: {} } } }\n",
      kHead + "system: { client: { kind: kv-client, arrivals: poison rate=1/s } }\n",
      kHead + "system: { client: { kind: kv-client, keys: uniform } }\n",
      kHead + "system: { client: { kind: kv-client, mix: { got: 100% } } }\n",
      kHead + "system: { client: { kind: kv-client, calls: { server: {} } } }\n",
      kHead + kSystem + "faults: [{ crash: server }]\n",
      kHead + kSystem + "faults: [{ at: 2s, crash: server, pause: server }]\n",
      kHead + kSystem + "faults: [{ at: 2s, restart: server, for: 2s }]\n",
      kHead + kSystem + "faults: [{ at: 2s, slow: server }]\n",
      kHead + kSystem + "expect: [{ metric: leaderles_time, at_most: 1s }]\n",
      kHead + kSystem + "expect: [{ at_most: 1s }]\n"};
  for (const std::string& text : wrong) {
    INFO(text);
    CHECK(!is_valid_text(text));
  }
}

TEST_CASE("the schema takes every form of the language") {
  CHECK(is_valid_text(kHead + R"(patterns: [leader-election]
network:
  zones: { left: { hosts: 2 }, right: { latency: 1ms } }
  hosts: { rack-1: { zone: left, speed: 2.5 } }
  links: [{ between: left <-> right, latency: 5ms, bandwidth: 1Gbit/s }]
  messages: flow
  stream: { reset_after: 5s }
  conditions: [{ link: server -> server-2, loss: 1.5%, delay: exponential mean=5ms }]
system:
  server:
    kind: raft
    on: [left, rack-1]
    disk: { sync: { mixture: [{ weight: 90%, of: 1ms }, { weight: 10%, of: uniform 2ms..3ms }] } }
  client:
    kind: kv-client
    arrivals: closed think=exponential mean=5ms outstanding=3
    keys: hot-spot items=100 hot=10% load=90%
    mix: { get: 80%, put: 20% }
    calls: { server: { timeout: 500ms, deadline: none, retry: { max_attempts: 5, backoff: 20ms..1s, jitter: full } } }
  other: { kind: kv-client, keys: increasing, calls: { server: { timeout: 1s, retry: none } } }
faults:
  - { id: strike, at: 2s, crash: { group: server, role: leader }, for: 3s, disk: lose }
  - { at: strike.end + 5ms, restart: server, id: rolling-1 }
  - { at: 2s, crash: [server-1, { group: server, role: leader, region: eu-west }] }
  - { at: 2s, partition: server in eu-west <-> others of server }
  - { every: 1s, pause: any server, for: 10ms, optional: true }
  - { during: 2s..3s, slow: server, what: cpu, factor: 2.5 }
  - { at: 1s..2s, delay: server <-> server, by: 5ms }
nemesis: { profile: hostile, during: 1s..nemesis.end, of: [server], kinds: [crash, loss], down: 1, loss: 5%, lasts: 1ms..2s }
variants: [{ id: other, title: Other, set: { system.server.count: 3, faults.strike: none } }]
knobs: [{ path: system.server.count, values: [1, 3] }, { path: run_for, range: 1s..5s }]
expect:
  - { invariants: all, variant: other }
  - { metric: latency, stat: p99.9, at_most: 5ms }
  - { event: became_leader, of: any server, after: strike, within: 1s }
  - { state: term, of: each server, during: 8s..9s, is: 3 }
show: { layout: ring, hide: [server] }
)"));
}

TEST_CASE("what the schema says by default is valid by the schema") {
  std::function<void(const Json&)> visit = [&](const Json& rule) {
    if (!rule.is_structured()) return;
    if (rule.is_object() && rule.contains("default") && rule.contains("description")) {
      INFO(rule.dump());
      CHECK(is_valid(rule["default"], rule));
    }
    for (const Json& below : rule) visit(below);
  };
  visit(schema());
}

TEST_CASE("no key of a group or a fault is also a parameter of a kind or an option of a verb") {
  for (const NodeKind& kind : node_kinds())
    for (const Parameter& parameter : *kind.parameters)
      CHECK(language::group.find(parameter.path.substr(0, parameter.path.find('.'))) == nullptr);
  for (const FaultVerb& verb : fault_verbs()) {
    CHECK(language::fault.find(verb.name.text()) == nullptr);
    for (const Parameter& parameter : *verb.options) {
      CHECK(language::fault.find(parameter.path) == nullptr);
      CHECK(find_fault_verb(parameter.path) == nullptr);
    }
  }
}

TEST_CASE("every key of the language says what it is, and its defaults are valid") {
  for (const language::Section* section : language::sections())
    for (const language::Key& key : section->keys) {
      INFO(section->name << "." << key.name());
      CHECK(!key.parameter.help.empty());
      CHECK((key.section != nullptr) ==
            (key.shape == language::Shape::section || key.shape == language::Shape::section_map ||
             key.shape == language::Shape::section_list));
      if (!key.parameter.default_text.empty())
        CHECK(read_parameter(key.parameter, key.parameter.default_text).has_value());
    }
}

}  // namespace
}  // namespace orrery
