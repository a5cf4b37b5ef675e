#include "engine/simgrid_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace orrery {
namespace {

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r*";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) + 1 - first);
}

// The first line that says something; with the next one where it only leads up to a list.
std::string first_sentence(std::string_view text) {
  std::string sentence;
  while (!text.empty()) {
    const std::string_view line = trimmed(text.substr(0, text.find('\n')));
    text.remove_prefix(
        std::min(text.size(), text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1));
    if (line.empty()) continue;
    if (!sentence.empty()) sentence += ' ';
    sentence += line;
    if (sentence.back() != ':') break;
  }
  return sentence;
}

// "Parse error at FILE:LINE: what": takes LINE out and leaves what.
std::optional<int> take_place(std::string_view& text, std::string_view loaded) {
  const std::string start = fmt::format("Parse error at {}:", loaded);
  if (!starts_with(text, start)) return std::nullopt;
  text.remove_prefix(start.size());
  int line = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), line);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (starts_with(text, ": ")) text.remove_prefix(2);
  return line;
}

// "Invalid XML (XML input line 4, state 74): what": the place is known already.
void drop_parser_state(std::string_view& text) {
  constexpr std::string_view kStart = "Invalid XML (";
  constexpr std::string_view kEnd = "): ";
  if (!starts_with(text, kStart)) return;
  const std::size_t end = text.find(kEnd);
  if (end != std::string_view::npos) text.remove_prefix(end + kEnd.size());
}

struct Rewording {
  std::string_view beginning;  // of what SimGrid says
  std::string_view meaning;    // in full
};

// Where SimGrid's own words name neither the mistake nor its cure.
constexpr std::array kRewordings{
    Rewording{"Not a valid model!",
              "unknown routing; expected Full, Floyd, Dijkstra, DijkstraCache, Cluster, Vivaldi or None"},
    Rewording{"Non-WIFI links must use only 1 bandwidth",
              "a link with several bandwidths is a Wi-Fi link: Orrery does not take these"},
    Rewording{"input in flex scanner failed", "it cannot be read"},
    Rewording{"stod", "expected a number (in the file or in a profile that it names)"},
    Rewording{"stoi", "expected a whole number of at most nine digits"},
    Rewording{"Impossible to create host", "a second root zone: put one zone around all the others"},
    Rewording{"THIS FILE IS TOO OLD",
              "the platform's version is too old; expected version=\"4.1\" (simgrid_update_xml converts)"},
    Rewording{"BIG FAT WARNING", "the platform has no version; expected version=\"4.1\" (simgrid_update_xml converts)"},
    Rewording{"Segmentation fault", "SimGrid crashes on it: expected one zone or cluster with a host at least"},
};

struct Element {
  std::string_view name;
  std::string_view attributes;  // those of simgrid.dtd that are in use
};

constexpr std::array kElements{
    Element{"host", "id, speed, core, coordinates, pstate, availability_file, speed_file and state_file"},
    Element{"link", "id, bandwidth, latency, sharing_policy, bandwidth_file, latency_file and state_file"},
    Element{"zone", "id and routing"},
    Element{"route", "src, dst and symmetrical"},
    Element{"zoneRoute", "src, dst, gw_src, gw_dst and symmetrical"},
    Element{"link_ctn", "id and direction"},
    Element{"disk", "id, read_bw and write_bw"},
};

// What would be valid where the parser of the XML says only what is not.
std::string hint_of(std::string_view text) {
  if (starts_with(text, "Unexpected character `<'")) return "a tag that is misspelt, or has no place here";
  if (!starts_with(text, "Bad attribute")) return {};
  for (const Element& element : kElements)
    if (text.find(fmt::format("in `{}' element", element.name)) != std::string_view::npos)
      return fmt::format("a {} has {}", element.name, element.attributes);
  return {};
}

void replace(std::string& text, std::string_view what, std::string_view by) {
  if (const std::size_t at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
}

}  // namespace

std::string platform_file_error(std::string_view file, std::string_view loaded, std::string_view said, int line) {
  std::string sentence = first_sentence(said);
  std::string_view text = sentence;
  if (const std::optional<int> place = take_place(text, loaded)) line = *place;
  drop_parser_state(text);
  text = trimmed(text);

  // Of a profile SimGrid tells the line alone.
  const bool of_a_profile = text.find(": Invalid trace: ") != std::string_view::npos;
  std::string what = of_a_profile ? fmt::format("a profile that it names, line {}", text) : std::string(text);
  for (const Rewording& rewording : kRewordings)
    if (starts_with(text, rewording.beginning)) what = rewording.meaning;
  if (const std::string hint = hint_of(text); !hint.empty()) {
    if (what.ends_with('.')) what.pop_back();
    what += fmt::format("; {}", hint);
  }
  replace(what, "does name a node", "names no node");
  replace(what, loaded, file);
  what.resize(std::min(what.size(), what.find(" (path=")));
  for (char& c : what)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
  if (what.empty()) what = "SimGrid refuses it without a word";
  return line > 0 ? fmt::format("{}:{}: {}", file, line, what) : fmt::format("{}: {}", file, what);
}

}  // namespace orrery
