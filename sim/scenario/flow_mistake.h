// What is wrong with the brackets of a YAML text that does not parse: a parser notices them lines later, or not at all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orrery {

struct FlowMistake {
  enum class Kind : std::uint8_t { none, never_closed, list_in_link };
  Kind kind = Kind::none;
  char bracket = '{';  // of never_closed
  int line = 0;        // from 1
  int column = 0;      // from 1, in bytes

  std::string text() const;
  std::string note() const;
};

// The first bracket that is never closed; otherwise a list that stands beside an arrow. Brackets within quotes,
// comments and plain text do not count.
FlowMistake find_flow_mistake(std::string_view text);

}  // namespace orrery
