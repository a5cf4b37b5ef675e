// YAML as plain data: maps, lists and texts, each with its place. Of YAML 1.2 it takes what a scenario needs and
// refuses the rest: tags, anchors, aliases, several documents, keys that are not text, a key twice in one map.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/diagnostics.h"

namespace orrery {

struct YamlEntry;

struct YamlNode {
  enum class Kind : std::uint8_t {
    nothing,  // a key without a value
    text,     // whatever it looks like: the declared type decides how it is read
    list,
    map,
  };
  Kind kind = Kind::nothing;
  std::string text;
  bool is_quoted = false;  // or a block: then it never means `none`
  Place place;
  std::vector<YamlNode> items;     // of a list
  std::vector<YamlEntry> entries;  // of a map, in the order of the file; no key twice

  bool is_text() const { return kind == Kind::text; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  // The plain word `none`, which stands for the absence of an optional part.
  bool is_none() const;
  // Of a map: the entry of this key, or nullptr.
  const YamlEntry* find(std::string_view key) const;
  YamlEntry* find(std::string_view key);
};

// Stands for a map that was left out.
const YamlNode& empty_map();

struct YamlEntry {
  std::string key;
  Place key_place;
  YamlNode value;
};

// What stands there, for messages: "a map", "a list", "'50'", "nothing".
std::string found_text(const YamlNode& node);
// The node on one line, as flow YAML.
std::string flow_text(const YamlNode& node);

// Reads one document. Nothing where it cannot be understood; every reason is with the reporter. `source` is the number
// of the text there, `column` where it begins on its line.
std::optional<YamlNode> parse_yaml(const std::string& text, Reporter& reporter, int source = 0, int column = 1);

}  // namespace orrery
