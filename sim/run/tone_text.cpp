#include "run/tone_text.h"

#include <utility>

namespace orrery {

namespace {

constexpr std::pair<Tone, std::string_view> kTones[] = {
    {Tone::plain, "plain"},         {Tone::in_charge, "in-charge"}, {Tone::serving, "serving"},
    {Tone::undecided, "undecided"}, {Tone::failing, "failing"},     {Tone::down, "down"},
    {Tone::paused, "paused"},       {Tone::slow, "slow"},           {Tone::fault, "fault"}};

}  // namespace

std::string_view tone_text(Tone tone) {
  for (const auto& [known, text] : kTones)
    if (known == tone) return text;
  return kTones[0].second;
}

std::optional<Tone> tone_from(std::string_view text) {
  for (const auto& [tone, known] : kTones)
    if (known == text) return tone;
  return std::nullopt;
}

}  // namespace orrery
