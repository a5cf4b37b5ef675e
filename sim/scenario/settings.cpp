#include "scenario/settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"
#include "faults/fault.h"
#include "faults/nemesis.h"
#include "scenario/language.h"
#include "scenario/node_kind.h"
#include "scenario/read_faults.h"
#include "services/policies.h"

namespace orrery {
namespace {

using language::Shape;

// The parts of a scenario that change what happens in a run; the others only tell or judge it.
constexpr std::string_view kSettable[] = {"run_for", "network", "system", "faults", "nemesis"};

class PathWalk {
 public:
  PathWalk(const YamlNode& root, std::string_view path, const YamlNode* value)
      : root_(root), path_(path), value_(value) {
    for (std::size_t at = 0; at <= path.size();) {
      const std::size_t dot = std::min(path.find('.', at), path.size());
      keys_.push_back(path.substr(at, dot - at));
      offsets_.push_back(at);
      at = dot + 1;
    }
  }

  tl::expected<Setting, SettingError> walk() {
    for (const std::string_view key : keys_) setting_.keys.emplace_back(key);
    if (std::find(keys_.begin(), keys_.end(), "") != keys_.end())
      return wrong(0, fmt::format("expected a path such as system.server.count, found {}", in_quotes(path_)));
    const std::vector<std::string_view> settable(std::begin(kSettable), std::end(kSettable));
    if (std::find(settable.begin(), settable.end(), keys_[0]) == settable.end()) {
      const bool is_known = language::scenario.find(keys_[0]) != nullptr;
      return wrong(0, fmt::format("{} cannot be set; what can begins with {}", in_quotes(keys_[0]), one_of(settable)),
                   is_known ? "" : did_you_mean(keys_[0], settable));
    }
    return in_section(language::scenario, &root_, 0);
  }

 private:
  using Result = tl::expected<Setting, SettingError>;

  Result wrong(std::size_t at, std::string text, std::string note = {}) const {
    return tl::unexpected(SettingError{offsets_[at], std::move(text), std::move(note)});
  }
  // `where` has no `what` of this name. `described` is what `orrery describe` tells of the names that there are.
  Result wrong_name(std::size_t at, std::string_view name, std::string_view where, std::string_view what,
                    const std::vector<std::string_view>& known, std::string_view described = {}) const {
    std::string note = did_you_mean(name, known);
    if (!described.empty())
      note += fmt::format("{}`orrery describe {}` lists what can be set", note.empty() ? "" : " ", described);
    return wrong(at,
                 fmt::format("{} has no {} {}{}", where, what, in_quotes(name),
                             known.empty() ? "" : "; expected " + one_of(known, 20)),
                 std::move(note));
  }
  bool is_last(std::size_t at) const { return at + 1 == keys_.size(); }
  static const YamlNode* below(const YamlNode* map, std::string_view key) {
    const YamlEntry* entry = map != nullptr ? map->find(key) : nullptr;
    return entry != nullptr ? &entry->value : nullptr;
  }

  Result found_value(std::size_t at, const Parameter* parameter, bool is_optional) {
    if (!is_last(at))
      return wrong(at + 1,
                   fmt::format("{} is a value and has no part {}", in_quotes(keys_[at]), in_quotes(keys_[at + 1])));
    setting_.parameter = parameter;
    setting_.is_optional = is_optional;
    return setting_;
  }

  // keys_[at] is a key of the section; `map` is what the file has of it.
  Result in_section(const language::Section& section, const YamlNode* map, std::size_t at) {
    const language::Key* key = section.find(keys_[at]);
    if (key == nullptr) {
      std::vector<std::string_view> known;
      for (const language::Key& declared : section.keys) known.push_back(declared.name());
      return wrong_name(at, keys_[at], fmt::format("'{}'", section.name), "key", known, section.name);
    }
    const YamlNode* node = below(map, keys_[at]);
    switch (key->shape) {
      case Shape::value: return found_value(at, &key->parameter, !key->required && key->parameter.default_text.empty());
      case Shape::section:
        if (!is_last(at) && key->section == &language::nemesis) return in_nemesis(node, at + 1);
        if (!is_last(at)) return in_section(*key->section, node, at + 1);
        return found_value(at, nullptr, !key->required);
      case Shape::section_map:
        if (!is_last(at)) return in_map(*key, node, at + 1);
        return found_value(at, nullptr, !key->required);
      case Shape::section_list:
        if (!is_last(at) && key->section == &language::fault) return in_faults(node, at + 1);
        return found_value(at, nullptr, !key->required);
      default: return found_value(at, nullptr, !key->required);
    }
  }

  // keys_[at] is one of the names that the file has in this map.
  Result in_map(const language::Key& key, const YamlNode* map, std::size_t at) {
    const YamlNode* node = below(map, keys_[at]);
    if (node == nullptr) {
      std::vector<std::string_view> known;
      if (map != nullptr)
        for (const YamlEntry& entry : map->entries) known.push_back(entry.key);
      return wrong_name(at, keys_[at], "this scenario", key.section->name, known);
    }
    if (is_last(at)) return found_value(at, nullptr, true);
    if (key.section == &language::group) return in_group(*node, at + 1);
    if (key.section == &language::call)
      return in_parameters(call_policies, language::call, at + 1, "a call", "policy", "call");
    return in_section(*key.section, node, at + 1);
  }

  Result in_group(const YamlNode& group, std::size_t at) {
    const YamlNode* kind_name = below(&group, "kind");
    const NodeKind* kind = kind_name != nullptr ? find_node_kind(kind_name->text) : nullptr;
    const language::Key* key = language::group.find(keys_[at]);
    const bool depends_on_kind = key == nullptr || key->section == &language::call;
    if (key != nullptr && (kind != nullptr || !depends_on_kind)) return in_section(language::group, &group, at);
    if (kind == nullptr) {
      setting_.is_of_unknown_kind = true;
      setting_.is_optional = true;
      return setting_;
    }
    kind_ = kind;
    return in_parameters(*kind->parameters, language::group, at, fmt::format("kind '{}'", kind->name), "key",
                         kind->name);
  }

  Result in_nemesis(const YamlNode* nemesis, std::size_t at) {
    if (language::nemesis.find(keys_[at]) != nullptr) return in_section(language::nemesis, nemesis, at);
    return in_parameters(nemesis_parameters, language::nemesis, at, "a nemesis", "key", "nemesis");
  }

  Result in_faults(const YamlNode* list, std::size_t at) {
    std::vector<std::string> ids;
    const YamlNode* item = nullptr;
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      ids.push_back(fault_id(list->items[i], i));
      if (ids.back() == keys_[at]) item = &list->items[i];
    }
    if (item == nullptr) {
      if (is_last(at) && value_ != nullptr && value_->is_map()) return added_fault(at);
      return wrong_name(at, keys_[at], "this scenario", "fault", {ids.begin(), ids.end()});
    }
    if (is_last(at)) return found_value(at, nullptr, true);
    if (language::fault.find(keys_[at + 1]) != nullptr) return in_section(language::fault, item, at + 1);
    if (find_fault_verb(keys_[at + 1]) != nullptr) return found_value(at + 1, nullptr, false);
    for (const YamlEntry& entry : item->entries)
      if (const FaultVerb* verb = find_fault_verb(entry.key))
        return in_parameters(*verb->options, language::fault, at + 1, fmt::format("'{}'", entry.key), "option",
                             entry.key);
    return wrong_name(at + 1, keys_[at + 1], "this fault", "key", {});
  }

  Result added_fault(std::size_t at) {
    const YamlEntry* id = value_->find("id");
    if (id != nullptr && id->value.text != keys_[at])
      return wrong(at, fmt::format("the fault is {} here, and {} by its own id", in_quotes(keys_[at]),
                                   in_quotes(id->value.text)));
    setting_.adds_fault = true;
    return found_value(at, nullptr, false);
  }

  // The rest of the path is one of the parameters, or the head of some; `beside` are the keys next to them.
  Result in_parameters(const Parameters& parameters, const language::Section& beside, std::size_t at,
                       std::string_view where, std::string_view what, std::string_view described) {
    const std::string_view rest = path_.substr(offsets_[at]);
    if (const Parameter* parameter = parameters.find(rest)) {
      setting_.parameter = parameter->type == ParameterType::section ? nullptr : parameter;
      setting_.is_optional = is_optional(*parameter);
      return setting_;
    }
    std::vector<std::string_view> known;
    for (const Parameter& parameter : parameters) {
      if (parameter.path.starts_with(rest) && parameter.path[rest.size()] == '.') return setting_;
      known.push_back(parameter.path);
    }
    for (const language::Key& key : beside.keys)
      if (key.section != &language::call || (kind_ != nullptr && kind_->calls)) known.push_back(key.name());
    return wrong_name(at, rest, where, what, known, described);
  }

  const YamlNode& root_;
  const std::string_view path_;
  const YamlNode* const value_;
  std::vector<std::string_view> keys_;
  std::vector<std::size_t> offsets_;
  const NodeKind* kind_ = nullptr;  // of the group that the path leads into
  Setting setting_;
};

YamlNode* step(YamlNode& node, const std::string& key, Place place) {
  if (node.is_list()) {
    for (std::size_t i = 0; i < node.items.size(); ++i)
      if (fault_id(node.items[i], i) == key) return &node.items[i];
  }
  if (!node.is_map()) {
    node = empty_map();
    node.place = place;
  }
  if (YamlEntry* entry = node.find(key)) return &entry->value;
  YamlNode made = empty_map();
  made.place = place;
  node.entries.push_back({key, place, std::move(made)});
  return &node.entries.back().value;
}

void add_fault(YamlNode& root, const std::string& id, YamlNode fault) {
  const Place place = fault.place;
  if (fault.find("id") == nullptr) {
    YamlNode name;
    name.kind = YamlNode::Kind::text;
    name.text = id;
    name.place = place;
    fault.entries.insert(fault.entries.begin(), {"id", place, std::move(name)});
  }
  YamlEntry* list = root.find("faults");
  if (list == nullptr) {
    root.entries.push_back({"faults", place, {}});
    list = &root.entries.back();
  }
  if (list->value.kind == YamlNode::Kind::nothing) {
    list->value.kind = YamlNode::Kind::list;
    list->value.place = place;
  }
  // What is no list there is the file's own mistake, and told as such.
  if (list->value.is_list()) list->value.items.push_back(std::move(fault));
}

void remove(YamlNode& parent, const std::string& key) {
  std::erase_if(parent.entries, [&](const YamlEntry& entry) { return entry.key == key; });
  for (std::size_t i = 0; i < parent.items.size(); ++i) {
    if (fault_id(parent.items[i], i) != key) continue;
    // The others keep the names that they have by their positions.
    parent.items[i] = YamlNode();
    parent.items[i].kind = YamlNode::Kind::text;
    parent.items[i].text = "none";
    return;
  }
}

}  // namespace

tl::expected<Setting, SettingError> find_setting(const YamlNode& root, std::string_view path, const YamlNode* value) {
  return PathWalk(root, path, value).walk();
}

void apply_setting(YamlNode& root, const Setting& setting, YamlNode value) {
  if (setting.adds_fault) return add_fault(root, setting.keys.back(), std::move(value));
  YamlNode* node = &root;
  for (std::size_t i = 0; i + 1 < setting.keys.size(); ++i) node = step(*node, setting.keys[i], value.place);
  const std::string& last = setting.keys.back();
  if (setting.is_optional && value.is_none()) {
    remove(*node, last);
    return;
  }
  const Place place = value.place;
  *step(*node, last, place) = std::move(value);
}

}  // namespace orrery
