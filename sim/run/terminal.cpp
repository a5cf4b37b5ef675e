#include "run/terminal.h"

#include <algorithm>

#include <fmt/format.h>

namespace orrery {

namespace {

// The nearest of a terminal's 256 colours to the hues of Okabe and Ito that the window uses.
std::string_view codes_of(Tone tone) {
  switch (tone) {
    case Tone::plain: return "";
    case Tone::in_charge: return "1;38;5;214";
    case Tone::serving: return "38;5;74";
    case Tone::undecided: return "38;5;185";
    case Tone::failing: return "1;38;5;166";
    case Tone::down: return "38;5;245";
    case Tone::paused: return "38;5;245";
    case Tone::slow: return "38;5;175";
    case Tone::fault: return "1;38;5;166";
  }
  return "";
}

}  // namespace

std::string Paint::with(std::string_view codes, std::string_view text) const {
  if (!colored_ || codes.empty()) return std::string(text);
  return fmt::format("\033[{}m{}\033[0m", codes, text);
}

std::string Paint::tone(Tone tone, std::string_view text) const { return with(codes_of(tone), text); }

std::string Paint::verdict(Verdict verdict, std::string_view text) const {
  switch (verdict) {
    case Verdict::held: return with("38;5;36", text);
    case Verdict::failed: return with(codes_of(Tone::failing), text);
    case Verdict::undecided: return with(codes_of(Tone::undecided), text);
  }
  return std::string(text);
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  for (std::size_t column = columns(text); column < width; ++column) result += ' ';
  return result;
}

std::vector<std::string> broken(std::string_view line, std::size_t used, const Page& page) {
  constexpr std::size_t kLeast = 20;  // below that, breaking makes nothing better
  const std::size_t room = std::max(page.width, used + kLeast) - used;
  std::vector<std::string> parts;
  while (page.breaks && columns(line) > room) {
    // The last space that leaves a part within the page, otherwise the first that there is.
    std::size_t cut = std::string_view::npos;
    for (std::size_t at = line.find(' '); at != std::string_view::npos; at = line.find(' ', at + 1)) {
      if (cut != std::string_view::npos && columns(line.substr(0, at)) > room) break;
      cut = at;
    }
    if (cut == std::string_view::npos) break;
    parts.emplace_back(line.substr(0, line.find_last_not_of(' ', cut) + 1));
    line.remove_prefix(std::min(line.find_first_not_of(' ', cut), line.size()));
  }
  parts.emplace_back(line);
  return parts;
}

std::string hanging(std::string_view line, std::size_t used, const Page& page) {
  std::string text;
  for (const std::string& part : broken(line, used, page)) {
    if (!text.empty()) text += '\n' + std::string(used, ' ');
    text += part;
  }
  return text;
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view indent) {
  constexpr std::string_view kSpace = " \t\n\r";
  std::string result;
  std::size_t column = 0;
  for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (column > 0 && column + 1 + columns(word) > width) {
      result += '\n';
      column = 0;
    }
    result += column == 0 ? indent : " ";
    column += columns(column == 0 ? indent : " ") + columns(word);
    result += word;
    at = text.find_first_not_of(kSpace, end);
  }
  if (!result.empty()) result += '\n';
  return result;
}

}  // namespace orrery
