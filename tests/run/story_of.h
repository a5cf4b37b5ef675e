// What a run that was made by hand has to tell, as plain text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "run/hand_made_run.h"
#include "run/narrator.h"

namespace orrery::test {

// Played in batches of that many Records.
inline std::string story_of(const HandMadeRun& run, std::size_t batch_size) {
  std::string text;
  Narrator narrator(Weight::story, Paint(), Page(), [&](std::string_view part) { text += part; });
  run.play(narrator, batch_size);
  return text;
}

}  // namespace orrery::test
