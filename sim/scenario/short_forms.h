// The expressions of the scenario language by example: what `orrery describe selector` and its like print. Each example
// is a valid expression.
#pragma once

#include <span>
#include <string_view>

namespace orrery {

struct ShortForm {
  std::string_view example;
  std::string_view meaning;         // in a fault, where it depends
  std::string_view in_expectation;  // empty: the same, or it makes no sense there as its meaning says
};

struct Grammar {
  std::string_view name;  // "selector"
  std::string_view help;  // one line
  std::string_view form;  // "[PICK] [ROLE of] GROUP ..."
  std::span<const ShortForm> examples;
};

std::span<const Grammar> grammars();
// nullptr where there is none.
const Grammar* find_grammar(std::string_view name);

}  // namespace orrery
