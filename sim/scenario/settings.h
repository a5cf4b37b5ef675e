// Paths such as `system.server.election_timeout` or `faults.leader-dies.at`: what they name in a scenario, and how a
// variant or `--set` puts something else in its place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/parameters.h"
#include "scenario/yaml_tree.h"

namespace orrery {

struct Setting {
  std::vector<std::string> keys;         // of the path
  const Parameter* parameter = nullptr;  // of a single value of a declared type
  bool is_optional = false;              // `none` takes it away
  bool is_of_unknown_kind = false;       // below a group whose kind is not known: nothing can be said of it
  bool adds_fault = false;               // faults.ID, where the scenario has no fault of this name yet
};

struct SettingError {
  std::size_t offset = 0;  // into the path: where it goes wrong
  std::string text;
  std::string note;
};

// What the path names in the scenario with this root, whether or not the file gives it a value. `value` is what is to be
// put there: a map adds the fault that `faults.ID` names where there is none of this name.
tl::expected<Setting, SettingError> find_setting(const YamlNode& root, std::string_view path,
                                                 const YamlNode* value = nullptr);

// Puts the value there, or takes away what is optional when the value is `none`. The keys on the way that the file does
// not have are made, with the value's place.
void apply_setting(YamlNode& root, const Setting& setting, YamlNode value);

}  // namespace orrery
