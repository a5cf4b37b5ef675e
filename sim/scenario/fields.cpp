#include "scenario/fields.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery {
namespace {

// `{ mixture: [ { weight: 90%, of: exponential mean=5ms } ... ] }`
std::optional<ParameterValue> read_mixture_node(LoadContext& load, const YamlNode& node) {
  const YamlEntry& mixture = node.entries.front();
  std::vector<MixturePart> parts;
  for (const YamlNode& item : mixture.value.items) {
    const YamlEntry* weight = item.find("weight");
    const YamlEntry* of = item.find("of");
    if (item.entries.size() != 2 || !weight || !of || !weight->value.is_text() || !of->value.is_text()) {
      load.reporter.error(item.place, "expected a part of a mixture such as { weight: 90%, of: exponential mean=5ms }");
      return std::nullopt;
    }
    parts.push_back({weight->value.text, of->value.text});
  }
  if (parts.empty()) {
    load.reporter.error(mixture.value.place,
                        "expected a list of parts such as [ { weight: 90%, of: 1ms }, { weight: 10%, of: 20ms } ]");
    return std::nullopt;
  }
  Read<Distribution> distribution = read_mixture(parts, load.directory);
  if (!distribution) {
    load.reporter.error(mixture.value.place, distribution.error().text);
    return std::nullopt;
  }
  return ParameterValue(std::move(*distribution));
}

// `{ get: 80%, put: 20% }`
std::optional<ParameterValue> read_shares_node(LoadContext& load, const Parameter& parameter, const YamlNode& node) {
  std::vector<ShareText> given;
  for (const YamlEntry& entry : node.entries) {
    const auto share = read_scalar(load, entry.value, "a percentage such as 80%", entry.key);
    if (!share) return std::nullopt;
    given.push_back({entry.key, *share});
  }
  Read<Shares> shares = read_shares(given, choice_words(parameter));
  if (!shares) {
    load.reporter.error(node.place, fmt::format("{}: {}", parameter.path, shares.error().text));
    return std::nullopt;
  }
  return ParameterValue(std::move(*shares));
}

std::string map_example(const language::Section& section) {
  std::string keys;
  for (std::size_t i = 0; i < std::min<std::size_t>(section.keys.size(), 2); ++i)
    keys += fmt::format("{}{}: ...", i == 0 ? "" : ", ", section.keys[i].name());
  return fmt::format("expected a map such as {{ {} }}", keys);
}

}  // namespace

bool is_misspelt(const YamlNode& map, std::string_view key, const std::vector<std::string_view>& known) {
  return std::any_of(map.entries.begin(), map.entries.end(), [&](const YamlEntry& entry) {
    return std::find(known.begin(), known.end(), entry.key) == known.end() && nearest_name(entry.key, known) == key;
  });
}

std::string known_keys_note(std::string_view key, const std::vector<std::string_view>& known,
                            std::string_view described) {
  if (const std::string nearest = did_you_mean(key, known); !nearest.empty()) return nearest;
  return fmt::format("expected {}; `orrery describe {}` explains them", one_of(known, known.size()), described);
}

std::optional<std::string> read_scalar(LoadContext& load, const YamlNode& node, std::string_view expected,
                                       std::string_view key) {
  if (node.is_text()) return node.text;
  load.reporter.error(
      node.place, fmt::format("{}{}expected {}, found {}", key, key.empty() ? "" : ": ", expected, found_text(node)));
  return std::nullopt;
}

std::optional<ParameterValue> read_value(LoadContext& load, const Parameter& parameter, const YamlNode& node) {
  if (parameter.type == ParameterType::distribution && node.is_map() && node.entries.size() == 1 &&
      node.entries.front().key == "mixture")
    return read_mixture_node(load, node);
  if (parameter.type == ParameterType::shares && node.is_map()) return read_shares_node(load, parameter, node);
  const std::optional<std::string> text = read_scalar(load, node, expected_text(parameter), parameter.path);
  if (!text) return std::nullopt;
  tl::expected<ParameterValue, ValueError> value = read_parameter(parameter, *text, load.directory);
  if (!value) {
    load.reporter.error(node.place, fmt::format("{}: {}", parameter.path, value.error().text));
    return std::nullopt;
  }
  return std::move(*value);
}

Fields::Fields(LoadContext& load, const YamlNode& node, const language::Section& section, std::string what, Place place,
               std::vector<std::string_view> also_known, std::string_view described)
    : load_(load), node_(node), section_(section), what_(std::move(what)), place_(place) {
  if (!node.is_map()) {
    load_.reporter.error(node.kind == YamlNode::Kind::nothing ? place : node.place,
                         fmt::format("{}: {}, found {}", what_, map_example(section), found_text(node)));
    return;
  }
  std::vector<std::string_view> known;
  for (const language::Key& key : section.keys) known.push_back(key.name());
  known.insert(known.end(), also_known.begin(), also_known.end());
  for (const YamlEntry& entry : node.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    has_unknown_keys_ = true;
    load_.reporter.error(entry.key_place, fmt::format("unknown key {} in {}", in_quotes(entry.key), what_),
                         known_keys_note(entry.key, known, described.empty() ? section.name : described));
  }
  for (const language::Key& key : section.keys)
    if (key.required && !has(key.name()) && !is_misspelt(node, key.name(), known))
      load_.reporter.error(place_of(key.name()),
                           fmt::format("{} lacks the key '{}': {}", what_, key.name(), key.parameter.help));
}

const YamlNode* Fields::node(std::string_view key) const {
  ORRERY_CHECK(section_.find(key) != nullptr, "a key that its section declares");
  const YamlEntry* entry = node_.find(key);
  return entry == nullptr || entry->value.is_none() ? nullptr : &entry->value;
}

Place Fields::place_of(std::string_view key) const {
  const YamlEntry* entry = node_.find(key);
  return entry == nullptr ? place_ : entry->key_place;
}

std::optional<ParameterValue> Fields::read(std::string_view key) const {
  const Parameter& parameter = section_.find(key)->parameter;
  if (const YamlNode* given = node(key)) return read_value(load_, parameter, *given);
  if (parameter.default_text.empty()) return std::nullopt;
  tl::expected<ParameterValue, ValueError> value = read_parameter(parameter, parameter.default_text);
  ORRERY_CHECK(value.has_value(), "a default that its own declaration allows");
  return std::move(*value);
}

std::vector<std::pair<std::string, Place>> Fields::words(std::string_view key) const {
  std::vector<std::pair<std::string, Place>> out;
  const YamlNode* given = node(key);
  if (given == nullptr) return out;
  if (given->is_text()) return {{given->text, given->place}};
  if (!given->is_list()) {
    load_.reporter.error(given->place,
                         fmt::format("{}: expected a list such as [a, b], found {}", key, found_text(*given)));
    return out;
  }
  for (const YamlNode& item : given->items)
    if (std::optional<std::string> text = read_scalar(load_, item, "a text")) out.emplace_back(*text, item.place);
  return out;
}

std::vector<const YamlNode*> Fields::items(std::string_view key) const {
  std::vector<const YamlNode*> out;
  const YamlNode* given = node(key);
  if (given == nullptr) return out;
  if (!given->is_list()) {
    load_.reporter.error(
        given->kind == YamlNode::Kind::nothing ? place_of(key) : given->place,
        fmt::format("{}: expected a list, one '- {{ ... }}' an item, found {}", key, found_text(*given)));
    return out;
  }
  for (const YamlNode& item : given->items) out.push_back(&item);
  return out;
}

std::vector<const YamlEntry*> Fields::entries(std::string_view key) const {
  std::vector<const YamlEntry*> out;
  const YamlNode* given = node(key);
  if (given == nullptr) return out;
  if (!given->is_map()) {
    load_.reporter.error(given->kind == YamlNode::Kind::nothing ? place_of(key) : given->place,
                         fmt::format("{}: expected a map from names to settings, found {}", key, found_text(*given)));
    return out;
  }
  for (const YamlEntry& entry : given->entries)
    if (!entry.value.is_none()) out.push_back(&entry);
  return out;
}

bool Fields::exactly_one_of(const std::vector<std::string_view>& keys) const {
  std::vector<std::string_view> there;
  for (const std::string_view key : keys)
    if (has(key)) there.push_back(key);
  if (there.size() == 1) return true;
  if (there.empty()) {
    load_.reporter.error(place_, fmt::format("{} needs one of the keys {}", what_, one_of(keys)));
  } else {
    load_.reporter.error(place_of(there[1]), fmt::format("{} has both '{}' and '{}': only one of {} can stand", what_,
                                                         there[0], there[1], one_of(keys)));
  }
  return false;
}

}  // namespace orrery
