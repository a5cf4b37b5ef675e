// Fills the gaps of a phrase.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace orrery {

// What stands for a `{gap}`; nothing where it is unknown.
using GapText = std::function<std::optional<std::string>(std::string_view gap)>;

// `{gap|first|second}` is the choice that the number standing for the gap names, counted from 0; unknown where that
// choice is empty or there are fewer. `{s}` is the plural's s after the number filled in last. A part in square
// brackets is left out where one of its gaps is unknown; a gap outside of brackets that is unknown is shown as "?".
std::string fill_phrase(std::string_view phrase, const GapText& gap_text);

}  // namespace orrery
