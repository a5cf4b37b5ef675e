// How domain events are told: one row an event, in words that someone new to the pattern understands.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/name.h"

namespace orrery {

// What a line of the story is about, for its colour (the hues of the window, see tone_color in narrator.cpp).
enum class Tone : std::uint8_t { plain, in_charge, serving, undecided, failing, down, paused, slow, fault };

// Whether a line belongs to the story or only to the full account of it.
enum class Weight : std::uint8_t { story, detail };

struct Phrase {
  Name event;
  Tone tone;
  Weight weight;
  // {a}, {b}, {c}: the event's numbers; {peer}: its peer, "itself" where that is the node; {from}: the sender of the
  // message that caused it; {waited}: how long the timer that caused it had run,
  // {unanswered}: the same of the timeout of an attempt alone; of a breaker {on}: whom its calls go
  // to, a group or an endpoint, {slow}: its slow calls, {reached}: which of its rates reached its threshold.
  // phrase_text.h has the rest.
  std::string_view text;
};

std::span<const Phrase> phrases();
// nullptr where the event has no phrase: then it is told by its name and numbers.
const Phrase* find_phrase(NameId event);

}  // namespace orrery
