#include "run/phrase_text.h"

#include <charconv>
#include <cstddef>

#include "core/check.h"

namespace orrery {

namespace {

// What fills `gap`, "name" or "name|first|second": the latter with the choice that the number it stands for names.
std::optional<std::string> text_for(std::string_view gap, const GapText& gap_text) {
  const std::size_t name_end = gap.find('|');
  std::optional<std::string> value = gap_text(gap.substr(0, name_end));
  if (!value || name_end == std::string_view::npos) return value;
  std::size_t chosen = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), chosen);
  if (error != std::errc() || end != value->data() + value->size()) return std::nullopt;
  std::string_view choices = gap.substr(name_end + 1);
  for (; chosen > 0; --chosen) {
    const std::size_t next = choices.find('|');
    if (next == std::string_view::npos) return std::nullopt;
    choices.remove_prefix(next + 1);
  }
  const std::string_view choice = choices.substr(0, choices.find('|'));
  if (choice.empty()) return std::nullopt;
  return std::string(choice);
}

}  // namespace

std::string fill_phrase(std::string_view phrase, const GapText& gap_text) {
  std::string text;
  std::string latest;             // what was filled in last
  std::size_t bracket_began = 0;  // where in `text` the open bracket's part begins
  bool bracket_is_whole = true;
  for (std::size_t at = 0; at < phrase.size(); ++at) {
    if (phrase[at] == '[') {
      bracket_began = text.size();
      bracket_is_whole = true;
    } else if (phrase[at] == ']') {
      if (!bracket_is_whole) text.resize(bracket_began);
    } else if (phrase[at] == '{') {
      const std::size_t close = phrase.find('}', at);
      ORRERY_CHECK(close != std::string_view::npos, "every gap of a phrase to be closed");
      const std::string_view gap = phrase.substr(at + 1, close - at - 1);
      at = close;
      if (gap == "s") {
        if (latest != "1") text += 's';
        continue;
      }
      const auto filled = text_for(gap, gap_text);
      if (!filled) bracket_is_whole = false;
      latest = filled.value_or("?");
      text += latest;
    } else {
      text += phrase[at];
    }
  }
  return text;
}

}  // namespace orrery
