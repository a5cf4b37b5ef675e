// The keys of the scenario language, declared once: validation, the JSON Schema and `describe` come from these tables.
// What a node kind or a fault verb adds of its own is declared in its Parameters.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/parameters.h"

namespace orrery::language {

// What may stand behind a key.
enum class Shape : std::uint8_t {
  value,         // a text of the parameter's type
  fault_id,      // a name that may end in -digits
  selector,      // INSTANCE, or [PICK] [ROLE of] GROUP [in ZONE], joined by `and`; its long form, or a list of them
  link,          // SELECTOR -> SELECTOR or SELECTOR <-> SELECTOR
  zone_pair,     // ZONE <-> ZONE
  instant,       // a duration since the start, or ID or ID.end, with + or - a duration
  moment,        // an instant, or a window of which one instant is drawn
  window,        // instant..instant
  path,          // names joined by dots: a setting of this scenario
  bound,         // a figure in the unit of what is bounded
  words,         // a list of texts
  values,        // a list of values of the setting that `path` names
  range,         // X..X of the setting that `path` names
  settings,      // a map from paths to values
  section,       // a map with the keys of `section`
  section_map,   // a map from names to such maps
  section_list,  // a list of such maps
};

struct Section;

struct Key {
  // Name, help and default text; type and range only of Shape::value.
  Parameter parameter;
  bool required = false;
  Shape shape = Shape::value;
  const Section* section = nullptr;

  std::string_view name() const { return parameter.path; }
};

struct Section {
  std::string_view name;  // "network"
  std::string_view help;  // one line
  std::span<const Key> keys;

  // nullptr where there is none.
  const Key* find(std::string_view key) const;
};

// The version of the format that this Orrery reads.
inline constexpr int kVersion = 1;

extern const Section scenario, network, zone, zone_link, host, stream, condition, group, call, selector, fault, nemesis,
    variant, knob, expectation, show;

// All of them, from the outermost inwards.
std::span<const Section* const> sections();
const Section* find_section(std::string_view name);

}  // namespace orrery::language
