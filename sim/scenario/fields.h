// Reads one map of a scenario by its declaration (language::Section): unknown keys, missing ones and wrong values are
// reported at their places; what is left is typed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/parameters.h"
#include "scenario/diagnostics.h"
#include "scenario/language.h"
#include "scenario/yaml_tree.h"

namespace orrery {

// What every part of a load needs.
struct LoadContext {
  Reporter& reporter;
  std::string directory;  // of the scenario file: relative names in it start here
};

class Fields {
 public:
  // `what` names the map in messages ("group 'server'"); `place` is where to say what it lacks. Keys of `also_known`
  // are left to the caller; `described` is what `orrery describe` tells of them, where it is not the section. A node
  // that is not a map is reported and reads as empty.
  Fields(LoadContext& load, const YamlNode& node, const language::Section& section, std::string what, Place place,
         std::vector<std::string_view> also_known = {}, std::string_view described = {});

  bool is_map() const { return node_.is_map(); }
  // Reported already: what seems to be missing may be what was meant by one of these.
  bool has_unknown_keys() const { return has_unknown_keys_; }
  const std::string& what() const { return what_; }
  Place place() const { return place_; }

  // What stands behind the key; nullptr where nothing or `none` does.
  const YamlNode* node(std::string_view key) const;
  bool has(std::string_view key) const { return node(key) != nullptr; }
  // The place of the key, or of the map where it is not there.
  Place place_of(std::string_view key) const;

  // The value of a key of Shape::value: given, or its default. Nothing where it has neither or was wrong (reported).
  template <class T>
  std::optional<T> value(std::string_view key) const {
    const std::optional<ParameterValue> found = read(key);
    if (!found) return std::nullopt;
    const T* typed = std::get_if<T>(&*found);
    ORRERY_CHECK(typed != nullptr, "a key to be read as its declared type");
    return *typed;
  }
  // Of Shape::words: a list of texts, or one text alone.
  std::vector<std::pair<std::string, Place>> words(std::string_view key) const;
  // Of Shape::section_list: its items. Of Shape::section_map: its entries.
  std::vector<const YamlNode*> items(std::string_view key) const;
  std::vector<const YamlEntry*> entries(std::string_view key) const;

  // Reports and returns false unless exactly one of the keys is there.
  bool exactly_one_of(const std::vector<std::string_view>& keys) const;

 private:
  std::optional<ParameterValue> read(std::string_view key) const;

  LoadContext& load_;
  const YamlNode& node_;
  const language::Section& section_;
  std::string what_;
  Place place_;
  bool has_unknown_keys_ = false;
};

// Whether a key of the map, itself not among `known`, was probably meant to be `key`: then that it is missing need not
// be said beside that the other is unknown.
bool is_misspelt(const YamlNode& map, std::string_view key, const std::vector<std::string_view>& known);

// What is said below "unknown key": the nearest of the keys that there are, or else all of them and what describes
// them.
std::string known_keys_note(std::string_view key, const std::vector<std::string_view>& known,
                            std::string_view described);

// The text of a scalar; otherwise reports that `expected` is not what stands there, and gives nothing. `key` begins the
// message where it is given.
std::optional<std::string> read_scalar(LoadContext& load, const YamlNode& node, std::string_view expected,
                                       std::string_view key = {});
// A value of the parameter, a mixture of distributions among them.
std::optional<ParameterValue> read_value(LoadContext& load, const Parameter& parameter, const YamlNode& node);

}  // namespace orrery
