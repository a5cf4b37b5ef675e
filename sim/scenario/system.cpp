#include "scenario/system.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/value_text.h"
#include "scenario/read_calls.h"

namespace orrery {
namespace {

// Words of selectors: a group of this name could not be selected.
constexpr std::string_view kReservedNames[] = {"and", "any", "each", "in", "least", "most", "none", "of", "others"};

class ParameterReader {
 public:
  ParameterReader(LoadContext& load, const std::string& what, ParameterValues& values)
      : load_(load), what_(what), values_(values) {}

  // `prefix` is empty at the top and ends with a dot below.
  void read(const YamlNode& map, const std::string& prefix) {
    for (const YamlEntry& entry : map.entries) {
      const std::string path = prefix + entry.key;
      if (const Parameter* parameter = values_.declared().find(path)) {
        if (is_optional(*parameter) && entry.value.is_none()) continue;
        if (parameter->type == ParameterType::section) {
          values_.include(path);
          read_below(entry, path, keys_below(path + "."));
        } else {
          read_one(*parameter, entry.value);
        }
      } else if (const std::vector<std::string_view> below = keys_below(path + "."); !below.empty()) {
        read_below(entry, path, below);
      } else if (!prefix.empty()) {
        load_.reporter.error(entry.key_place, fmt::format("unknown key {} in {}", in_quotes(path), what_),
                             known_below_note(entry.key, keys_below(prefix)));
      }
    }
  }

  const std::vector<std::string>& refused() const { return refused_; }

 private:
  void read_one(const Parameter& parameter, const YamlNode& node) {
    const std::optional<ParameterValue> value = read_value(load_, parameter, node);
    if (!value) {
      refused_.emplace_back(parameter.path);
      return;
    }
    const auto set = values_.set_value(parameter.path, *value, flow_text(node));
    if (!set) load_.reporter.error(node.place, fmt::format("{}: {}", parameter.path, set.error().text));
  }
  void read_below(const YamlEntry& entry, const std::string& path, const std::vector<std::string_view>& below) {
    if (entry.value.is_map()) {
      read(entry.value, path + ".");
      return;
    }
    const Place place = entry.value.kind == YamlNode::Kind::nothing ? entry.key_place : entry.value.place;
    load_.reporter.error(place, fmt::format("{}: expected a map such as {{ {}: ... }}, found {}", path, below.front(),
                                            found_text(entry.value)));
  }
  static std::string known_below_note(std::string_view key, const std::vector<std::string_view>& known) {
    const std::string nearest = did_you_mean(key, known);
    return nearest.empty() ? "expected " + one_of(known, known.size()) : nearest;
  }
  std::vector<std::string_view> keys_below(std::string_view prefix) const {
    std::vector<std::string_view> keys;
    for (const Parameter& parameter : values_.declared()) {
      if (!parameter.path.starts_with(prefix)) continue;
      const std::string_view rest = parameter.path.substr(prefix.size());
      const std::string_view key = rest.substr(0, rest.find('.'));
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
    return keys;
  }

  LoadContext& load_;
  const std::string& what_;
  ParameterValues& values_;
  std::vector<std::string> refused_;  // given, but wrong: not missing
};

// A number that makes sense, without a word where it does not.
std::optional<int> quiet_count(const YamlNode& group) {
  if (!group.is_map()) return std::nullopt;
  const YamlEntry* entry = group.find("count");
  if (entry == nullptr) return 1;
  const auto count = entry->value.is_text()
                         ? read_parameter(language::group.find("count")->parameter, entry->value.text)
                         : tl::unexpected(ValueError{});
  if (!count) return std::nullopt;
  return static_cast<int>(std::get<std::int64_t>(*count));
}

// The keys that a group of any kind can have. That `kind` itself is missing is told with the kinds that there are.
const language::Section& general_keys() {
  static const std::vector<language::Key> keys = [] {
    std::vector<language::Key> out;
    for (const language::Key& key : language::group.keys)
      if (key.name() != "kind") out.push_back(key);
    return out;
  }();
  static const language::Section section{language::group.name, language::group.help, keys};
  return section;
}

bool is_key_of_some_kind(std::string_view key) {
  return std::any_of(node_kinds().begin(), node_kinds().end(), [&](const NodeKind& kind) {
    const std::vector<std::string_view> its = top_keys(*kind.parameters);
    return std::find(its.begin(), its.end(), key) != its.end();
  });
}

// The key of any group that was probably meant by one that is not known, whatever the kind; empty where it is known, or
// may be the kind's own.
std::string_view general_key_meant(std::string_view key) {
  if (language::group.find(key) != nullptr || is_key_of_some_kind(key)) return {};
  std::vector<std::string_view> names;
  for (const language::Key& general : language::group.keys) names.push_back(general.name());
  return name_meant(key, names);
}

class GroupReader {
 public:
  // `groups` are all entries of the system.
  GroupReader(LoadContext& load, const YamlEntry& entry, const std::vector<const YamlEntry*>& groups, ReadSystem& out)
      : load_(load), entry_(entry), groups_(groups), out_(out), what_(fmt::format("group '{}'", entry.key)) {}

  void read() {
    const std::size_t errors_before = load_.reporter.error_count();
    check_name();
    const NodeKind* kind = find_kind();
    out_.known.push_back({entry_.key, kind, quiet_count(entry_.value)});
    if (!entry_.value.is_map()) return;
    ReadGroup read{Group{}, entry_.key_place, {}, {}};
    read.group.name = entry_.key;
    read.group.kind = kind;
    const Fields fields =
        kind != nullptr ? Fields(load_, entry_.value, language::group, what_, entry_.key_place,
                                 top_keys(*kind->parameters), kind->name)
                        : Fields(load_, entry_.value, general_keys(), what_, entry_.key_place, keys_left_to_the_kind());
    read_places(fields, read);
    if (kind != nullptr) {
      read.group.values = ParameterValues(*kind->parameters);
      read_parameters(load_, entry_.value, what_, entry_.key_place, read.group.values);
    }
    read_calls(load_, fields, groups_, read.group);
    const bool agrees = load_.reporter.error_count() == errors_before;
    if (kind != nullptr && agrees && kind->contradiction) check_contradiction(read.group);
    out_.groups.push_back(std::move(read));
  }

 private:
  void check_name() {
    const auto name = read_name(entry_.key);
    if (!name) {
      load_.reporter.error(entry_.key_place, fmt::format("the name of a group: {}", name.error().text));
    } else if (std::find(std::begin(kReservedNames), std::end(kReservedNames), entry_.key) !=
               std::end(kReservedNames)) {
      load_.reporter.error(entry_.key_place,
                           fmt::format("a group cannot be called '{}': selectors use this word", entry_.key));
    }
  }
  // How many there are and where they stand: the same for every kind.
  void read_places(const Fields& fields, ReadGroup& read) {
    read.group.count = static_cast<int>(fields.value<std::int64_t>("count").value_or(1));
    read.group.per_host = static_cast<int>(fields.value<std::int64_t>("per_host").value_or(1));
    for (auto& [name, place] : fields.words("on")) {
      read.group.on.push_back(name);
      read.on_places.push_back(place);
    }
    if (const auto beside = fields.value<std::string>("beside")) {
      read.group.beside = *beside;
      read.beside_place = fields.node("beside")->place;
      check_beside(fields);
    }
    if (const YamlNode* on = fields.node("on"); on != nullptr && on->place.source == 0)
      std::tie(read.group.on_line, read.group.on_column) = std::pair(on->place.line, on->place.column);
  }
  // The hosts are the other group's: it says nothing of them itself.
  void check_beside(const Fields& fields) {
    for (const std::string_view key : {"on", "per_host"})
      if (entry_.value.find(key) != nullptr)
        load_.reporter.error(
            fields.place_of(key),
            fmt::format("{}: 'beside' says already where its instances stand: leave out '{}'", what_, key));
  }
  const NodeKind* find_kind() {
    std::vector<std::string_view> kinds;
    for (const NodeKind& kind : node_kinds()) kinds.push_back(kind.name);
    const YamlNode& node = entry_.value;
    if (!node.is_map()) {
      const Place place = node.kind == YamlNode::Kind::nothing ? entry_.key_place : node.place;
      load_.reporter.error(place, fmt::format("{}: expected a map such as {{ kind: {}, count: 3 }}, found {}", what_,
                                              kinds.front(), found_text(node)));
      return nullptr;
    }
    const YamlEntry* kind = node.find("kind");
    if (kind == nullptr) {
      const auto stands_for_kind = [&](const YamlEntry& entry) { return general_key_meant(entry.key) == "kind"; };
      if (std::any_of(node.entries.begin(), node.entries.end(), stands_for_kind)) return nullptr;
      load_.reporter.error(entry_.key_place,
                           fmt::format("{} lacks the key 'kind'; kinds are: {}", what_, one_of(kinds)));
      return nullptr;
    }
    const auto name = read_scalar(load_, kind->value, "the name of a node kind");
    if (!name) return nullptr;
    const NodeKind* found = find_node_kind(*name);
    if (found == nullptr)
      load_.reporter.error(kind->value.place,
                           fmt::format("unknown node kind {}; kinds are: {}", in_quotes(*name), one_of(kinds)),
                           did_you_mean(*name, kinds));
    return found;
  }
  // Of a group whose kind is not known: all that is not a general key misspelt.
  std::vector<std::string_view> keys_left_to_the_kind() const {
    std::vector<std::string_view> keys{"kind"};
    for (const YamlEntry& entry : entry_.value.entries)
      if (general_key_meant(entry.key).empty()) keys.push_back(entry.key);
    return keys;
  }
  void check_contradiction(const Group& group) {
    const std::string contradiction = group.kind->contradiction(group.values);
    if (!contradiction.empty())
      load_.reporter.error(culprit_place(entry_.value, contradiction, entry_.key_place),
                           fmt::format("{}: {}", what_, contradiction));
  }

  LoadContext& load_;
  const YamlEntry& entry_;
  const std::vector<const YamlEntry*>& groups_;
  ReadSystem& out_;
  const std::string what_;
};

}  // namespace

std::vector<std::string_view> top_keys(const Parameters& parameters) {
  std::vector<std::string_view> keys;
  for (const Parameter& parameter : parameters) {
    const std::string_view key = parameter.path.substr(0, parameter.path.find('.'));
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

Place culprit_place(const YamlNode& map, std::string_view contradiction, Place otherwise) {
  const auto is_in_word = [](char c) { return c == '_' || c == '-' || (c >= 'a' && c <= 'z'); };
  const auto names = [&](std::string_view key) {
    for (std::size_t at = contradiction.find(key); at != std::string_view::npos; at = contradiction.find(key, at + 1)) {
      const std::size_t end = at + key.size();
      const bool begins = at == 0 || !is_in_word(contradiction[at - 1]);
      if (begins && (end == contradiction.size() || !is_in_word(contradiction[end]))) return true;
    }
    return false;
  };
  std::optional<Place> culprit;
  for (const YamlEntry& entry : map.entries) {
    const Place place = entry.value.is_text() ? entry.value.place : entry.key_place;
    if (names(entry.key) && (!culprit || *culprit < place)) culprit = place;
  }
  if (culprit) return *culprit;
  for (const YamlEntry& entry : map.entries) {
    const Place place = culprit_place(entry.value, contradiction, otherwise);
    if (place != otherwise && (!culprit || *culprit < place)) culprit = place;
  }
  return culprit.value_or(otherwise);
}

void read_parameters(LoadContext& load, const YamlNode& map, const std::string& what, Place place,
                     ParameterValues& values) {
  ParameterReader reader(load, what, values);
  reader.read(map, "");
  const std::vector<std::string_view> known = top_keys(values.declared());
  for (const std::string_view path : values.missing()) {
    // Only what has been reported as unknown can stand for it.
    if (load.reporter.has_errors() && is_misspelt(map, path, known)) continue;
    if (std::find(reader.refused().begin(), reader.refused().end(), path) != reader.refused().end()) continue;
    load.reporter.error(place,
                        fmt::format("{} lacks the key '{}': {}", what, path, values.declared().find(path)->help));
  }
}

namespace {

// Each instance has one of its own to stand beside, and that one a host of its own.
void check_beside(LoadContext& load, const std::vector<ReadGroup>& groups, const std::vector<KnownGroup>& known) {
  for (const ReadGroup& read : groups) {
    const Group& group = read.group;
    if (group.beside.empty()) continue;
    std::vector<std::string_view> others;
    for (const KnownGroup& other : known)
      if (other.name != group.name) others.push_back(other.name);
    const auto named =
        std::find_if(known.begin(), known.end(), [&](const KnownGroup& other) { return other.name == group.beside; });
    if (named == known.end() || named->name == group.name) {
      load.reporter.error(read.beside_place,
                          fmt::format("beside: there is no other group {}; other groups are: {}",
                                      in_quotes(group.beside), one_of(others)),
                          did_you_mean(group.beside, others));
    } else if (named->count && *named->count != group.count) {
      load.reporter.error(read.beside_place,
                          fmt::format("beside: each instance stands beside one of '{}', which has {}; '{}' has {}",
                                      group.beside, *named->count, group.name, group.count));
    } else if (std::any_of(groups.begin(), groups.end(), [&](const ReadGroup& other) {
                 return other.group.name == group.beside && !other.group.beside.empty();
               })) {
      load.reporter.error(read.beside_place, fmt::format("beside: '{0}' stands beside another group itself: name that "
                                                         "one",
                                                         group.beside));
    }
  }
}

}  // namespace

std::optional<ReadSystem> read_system(LoadContext& load, const Fields& scenario) {
  const YamlNode* system = scenario.node("system");
  if (system == nullptr) return std::nullopt;
  const std::vector<const YamlEntry*> entries = scenario.entries("system");
  if (!system->is_map()) return std::nullopt;
  ReadSystem out;
  for (const YamlEntry* entry : entries) GroupReader(load, *entry, entries, out).read();
  check_circles(load, entries);
  check_own(load, entries, out.known);
  check_beside(load, out.groups, out.known);
  if (entries.empty())
    load.reporter.error(scenario.place_of("system"), "system: expected at least one group of nodes, found none");
  return out;
}

}  // namespace orrery
