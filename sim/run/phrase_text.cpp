#include "run/phrase_text.h"

#include "core/check.h"

namespace orrery {

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
      const auto filled = gap_text(gap);
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
