#include "models/knob_values.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/read_faults.h"
#include "scenario/settings.h"
#include "scenario/yaml_tree.h"

namespace orrery::gui {

namespace {

YamlNode plainText(const std::string& text) {
  YamlNode node;
  node.kind = YamlNode::Kind::text;
  node.text = text;
  return node;
}

// With the variant's settings where they belong. They keep their places in the text, so that a value is found where it
// is said.
std::optional<YamlNode> treeOf(const std::string& text, const std::string& variant) {
  Reporter quiet;
  quiet.add_source("", text);
  std::optional<YamlNode> root = parse_yaml(text, quiet);
  if (!root || !root->is_map()) return std::nullopt;
  const YamlEntry* variants = root->find("variants");
  if (variant.empty() || variants == nullptr) return root;
  const std::vector<YamlNode> items = variants->value.items;
  for (const YamlNode& item : items) {
    const YamlEntry* id = item.find("id");
    const YamlEntry* set = item.find("set");
    if (id == nullptr || set == nullptr || id->value.text != variant) continue;
    for (const YamlEntry& change : set->value.entries)
      if (const auto setting = find_setting(*root, change.key)) apply_setting(*root, *setting, change.value);
  }
  return root;
}

const YamlNode* below(const YamlNode& node, const std::string& key) {
  if (const YamlEntry* entry = node.find(key)) return &entry->value;
  for (std::size_t i = 0; i < node.items.size(); ++i)
    if (fault_id(node.items[i], i) == key) return &node.items[i];
  return nullptr;
}

const YamlNode* find(const YamlNode& root, const std::vector<std::string>& keys) {
  const YamlNode* node = &root;
  for (std::size_t i = 0; i < keys.size() && node != nullptr; ++i) node = below(*node, keys[i]);
  return node;
}

// The innermost optional part that the path leads through and that is not there; empty where there is none.
std::string missingPart(const YamlNode& root, const std::vector<std::string>& keys) {
  std::string path = keys.front();
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const auto part = find_setting(root, path);
    if (part && part->is_optional && find(root, part->keys) == nullptr) return keys[i - 1];
    path += "." + keys[i];
  }
  return {};
}

struct Extent {
  std::size_t begin = 0, end = 0;
};

std::size_t offsetOf(const std::string& text, Place place) {
  std::size_t line = 0;
  for (int at = 1; at < place.line; ++at) line = std::min(text.find('\n', line), text.size() - 1) + 1;
  return std::min(line + static_cast<std::size_t>(place.column - 1), text.size());
}

// Behind the quote that closes the one at `begin`.
std::size_t quotedEnd(const std::string& text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 == text.size() || text[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return text.size();
}

// Behind the bracket that closes the one at `begin`.
std::size_t flowEnd(const std::string& text, std::size_t begin) {
  int depth = 0;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    // A quote opens a text at its beginning only: the apostrophe of a plain one is none.
    const bool isAtBeginning = at > begin && (text[at - 1] == ' ' || text[at - 1] == '{' || text[at - 1] == '[');
    if ((c == '"' || c == '\'') && isAtBeginning) at = quotedEnd(text, at) - 1;
    if (c == '#' && isAtBeginning) at = std::min(text.find('\n', at), text.size() - 1);
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at + 1;
  }
  return text.size();
}

// Nothing where the value is spread over lines.
std::optional<Extent> extentOf(const std::string& text, const YamlNode& node) {
  const std::size_t begin = offsetOf(text, node.place);
  if (begin >= text.size()) return std::nullopt;
  Extent extent{begin, begin};
  const bool isFlow = text[begin] == '{' || text[begin] == '[';
  if (!node.is_text()) {
    if (!isFlow) return std::nullopt;
    extent.end = flowEnd(text, begin);
  } else if (node.is_quoted) {
    if (text[begin] != '"' && text[begin] != '\'') return std::nullopt;
    extent.end = quotedEnd(text, begin);
  } else {
    if (text.compare(begin, node.text.size(), node.text) != 0) return std::nullopt;
    extent.end = begin + node.text.size();
  }
  if (text.substr(begin, extent.end - begin).find('\n') != std::string::npos) return std::nullopt;
  return extent;
}

// "sync: 5ms", or "disk: { sync: 5ms }" where what is above it is missing too.
std::string entryText(const std::vector<std::string>& keys, std::size_t from, const std::string& value) {
  std::string out = keys.back() + ": " + value;
  for (std::size_t i = keys.size() - 1; i > from; --i) out = fmt::format("{}: {{ {} }}", keys[i - 1], out);
  return out;
}

TextEdit addToFlowMap(const std::string& text, std::size_t begin, const std::string& entry) {
  std::size_t close = flowEnd(text, begin) - 1;
  while (close > begin && (text[close - 1] == ' ' || text[close - 1] == '\n')) --close;
  if (text[close - 1] == '{') return {close, 0, fmt::format(" {} ", entry)};
  return {close, 0, ", " + entry};
}

// On a line of its own below the last entry that takes one line, or else before the first.
TextEdit addToBlockMap(const std::string& text, const YamlNode& map, const std::string& entry) {
  const std::string indentation(static_cast<std::size_t>(map.entries.front().key_place.column - 1), ' ');
  for (auto one = map.entries.rbegin(); one != map.entries.rend(); ++one) {
    const std::optional<Extent> extent = extentOf(text, one->value);
    // What a variant sets stands elsewhere.
    const bool isHere = one->key_place.line == one->value.place.line;
    if (!extent || !isHere || one->key_place.column != map.entries.front().key_place.column) continue;
    const std::size_t end = text.find('\n', extent->end);
    if (end == std::string::npos) return {text.size(), 0, "\n" + indentation + entry};
    return {end + 1, 0, indentation + entry + "\n"};
  }
  return {offsetOf(text, map.entries.front().key_place), 0, entry + "\n" + indentation};
}

}  // namespace

std::optional<std::vector<KnobValue>> knobValues(const std::string& text, const std::vector<Knob>& knobs,
                                                 const std::string& variant, const Overrides& overrides) {
  std::optional<YamlNode> root = treeOf(text, variant);
  if (!root) return std::nullopt;
  for (const auto& [path, value] : overrides)
    if (const auto setting = find_setting(*root, path)) apply_setting(*root, *setting, plainText(value));
  std::vector<KnobValue> out;
  for (const Knob& knob : knobs) {
    KnobValue one{knob, nullptr, {}, false, {}};
    if (const auto setting = find_setting(*root, knob.path)) {
      one.parameter = setting->parameter;
      const YamlNode* node = find(*root, setting->keys);
      one.isGiven = node != nullptr && node->kind != YamlNode::Kind::nothing;
      if (one.isGiven)
        one.value = flow_text(*node);
      else if (one.parameter != nullptr)
        one.value = std::string(one.parameter->default_text);
      one.missing = missingPart(*root, setting->keys);
    }
    out.push_back(std::move(one));
  }
  return out;
}

tl::expected<TextEdit, std::string> settingEdit(const std::string& text, const std::string& variant,
                                                std::string_view path, const std::string& value) {
  const std::optional<YamlNode> root = treeOf(text, variant);
  if (!root) return tl::unexpected(std::string("the text cannot be read as YAML: mend its mistakes first"));
  const auto setting = find_setting(*root, path);
  if (!setting) return tl::unexpected(setting.error().text);
  const auto spread = [&] {
    return tl::unexpected(fmt::format("{} stands on several lines: change it in the text", path));
  };
  const YamlNode* node = &*root;
  std::size_t depth = 0;
  while (depth < setting->keys.size()) {
    const YamlNode* next = below(*node, setting->keys[depth]);
    if (next == nullptr) break;
    node = next;
    ++depth;
  }
  if (depth == setting->keys.size()) {
    // A key without a value is told by its key's place.
    if (node->kind == YamlNode::Kind::nothing) {
      const std::size_t colon = text.find(':', offsetOf(text, node->place));
      if (colon == std::string::npos) return spread();
      return TextEdit{colon + 1, 0, " " + value};
    }
    const std::optional<Extent> extent = extentOf(text, *node);
    if (!extent) return spread();
    return TextEdit{extent->begin, extent->end - extent->begin, value};
  }
  const std::string entry = entryText(setting->keys, depth, value);
  if (node->is_none()) {
    const std::optional<Extent> extent = extentOf(text, *node);
    if (!extent) return spread();
    return TextEdit{extent->begin, extent->end - extent->begin, fmt::format("{{ {} }}", entry)};
  }
  if (!node->is_map()) return tl::unexpected(fmt::format("{} cannot be added: what is above it is no map", path));
  const std::size_t begin = offsetOf(text, node->place);
  if (begin < text.size() && text[begin] == '{') return addToFlowMap(text, begin, entry);
  if (node->entries.empty()) return spread();
  return addToBlockMap(text, *node, entry);
}

}  // namespace orrery::gui
