// Text for a terminal: colour where it is wanted, and lines of a bearable length.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "run/phrases.h"
#include "run/verdict.h"

namespace orrery {

// How what is written is laid out.
struct Page {
  std::size_t width = 96;  // columns, for text that is wrapped
  bool breaks = false;     // whether lines of figures and of the story are broken too: on a terminal, not in a file
};

// Colours text, or leaves it alone where colour is off. Colour never says what the words do not.
class Paint {
 public:
  explicit Paint(bool colored = false) : colored_(colored) {}

  std::string tone(Tone tone, std::string_view text) const;
  std::string verdict(Verdict verdict, std::string_view text) const;
  std::string bold(std::string_view text) const { return with("1", text); }
  std::string faint(std::string_view text) const { return with("2", text); }

 private:
  std::string with(std::string_view codes, std::string_view text) const;
  bool colored_;
};

// `text` with its white space folded, in lines of at most `width` characters that each begin with `indent`.
std::string wrapped(std::string_view text, std::size_t width, std::string_view indent);
// The parts in which a line that follows `used` columns is written, so that none but a long word exceeds the page; what
// is between them is a space. One part where the page breaks nothing.
std::vector<std::string> broken(std::string_view line, std::size_t used, const Page& page);
// The same as one text, each part but the first on a line of its own behind `used` spaces.
std::string hanging(std::string_view line, std::size_t used, const Page& page);
// How many columns UTF-8 text takes, one a code point.
std::size_t columns(std::string_view text);
// `text` and as many spaces as make it `width` columns.
std::string padded(std::string_view text, std::size_t width);

}  // namespace orrery
