// Tones as results and run files name them.
#pragma once

#include <optional>
#include <string_view>

#include "run/phrases.h"

namespace orrery {

std::string_view tone_text(Tone tone);
std::optional<Tone> tone_from(std::string_view text);

}  // namespace orrery
