// The knobs of a scenario's text: what each stands at, and which part of the text has to change to turn it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "core/parameters.h"
#include "scenario/scenario.h"

namespace orrery::gui {

struct KnobValue {
  Knob knob;
  const Parameter* parameter = nullptr;  // nullptr: of a kind that is not known
  std::string value;                     // in the scenario language; empty: nothing says
  bool isGiven = false;                  // by the text; otherwise it is the parameter's default
  std::string missing;                   // what it is a part of and the scenario does without: "breaker"; or empty
};

using Overrides = std::vector<std::pair<std::string, std::string>>;

// Of the text with a variant (empty: none) and overrides applied to it. Nothing where it is no YAML that can be read.
std::optional<std::vector<KnobValue>> knobValues(const std::string& text, const std::vector<Knob>& knobs,
                                                 const std::string& variant, const Overrides& overrides = {});

// Puts `replacement` in the place of some bytes of a text.
struct TextEdit {
  std::size_t offset = 0, length = 0;
  std::string replacement;
};

// How `path` gets `value`, where the text says it: in the variant, if that is what decides. What the text does not say
// yet is added. The error is one line.
tl::expected<TextEdit, std::string> settingEdit(const std::string& text, const std::string& variant,
                                                std::string_view path, const std::string& value);

}  // namespace orrery::gui
