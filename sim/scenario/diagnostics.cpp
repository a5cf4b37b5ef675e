#include "scenario/diagnostics.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/check.h"
#include "core/value_text.h"

namespace orrery {
namespace {

constexpr std::size_t kLineShown = 160;     // bytes of a source line that a message shows
constexpr std::size_t kFindingsKept = 500;  // nobody reads more of one load

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

int count_characters(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !continues_character(byte); }));
}

// Not in the middle of a character.
std::string_view cut(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && continues_character(text[size])) --size;
  return text.substr(0, size);
}

std::string_view line_of(std::string_view text, int line) {
  for (int at = 1; at < line; ++at) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

// 0 stays 0: no column in particular.
int column_in_characters(std::string_view line, int column) {
  if (column == 0) return 0;
  return count_characters(line.substr(0, std::min(line.size(), static_cast<std::size_t>(column - 1)))) + 1;
}

// A user's text may hold anything, escape sequences for the terminal too.
std::string printable(std::string_view text) {
  std::string shown(text);
  for (char& byte : shown)
    if ((static_cast<unsigned char>(byte) < 0x20 && byte != '\t') || byte == 0x7F) byte = '?';
  return shown;
}

bool is_beginning(std::string_view text, std::string_view name) { return name.starts_with(text); }

// "cnt" of "count": its first letter and others of it, in their order.
bool is_abbreviation(std::string_view text, std::string_view name) {
  if (text.empty() || name.empty() || text.front() != name.front()) return false;
  for (const char letter : name)
    if (!text.empty() && text.front() == letter) text.remove_prefix(1);
  return text.empty();
}

}  // namespace

std::string Diagnostic::str() const {
  std::string out = printable(file);
  if (line > 0) out += fmt::format(":{}", line);
  if (line > 0 && column > 0) out += fmt::format(":{}", column);
  out += fmt::format(": {}: {}\n", severity == Severity::error ? "error" : "warning", text);
  if (!source_line.empty()) {
    const std::string_view shown = cut(source_line, kLineShown);
    out += fmt::format("  {}\n", shown);
    if (column > 0 && column <= count_characters(shown) + 1) {
      // Tabs are repeated, so that the caret stands under its character whatever their width.
      std::string padding;
      int at = 1;
      for (const char byte : shown) {
        if (continues_character(byte)) continue;
        if (at++ == column) break;
        padding += byte == '\t' ? '\t' : ' ';
      }
      out += fmt::format("  {}^\n", padding);
    }
  }
  if (!note.empty()) out += note + "\n";
  return out;
}

std::string Diagnostics::str() const {
  std::string out;
  for (const Diagnostic& diagnostic : list_) out += diagnostic.str();
  return out;
}

int Reporter::add_source(std::string file, std::string text, bool is_option) {
  sources_.push_back({std::move(file), std::move(text), is_option});
  return static_cast<int>(sources_.size()) - 1;
}

void Reporter::add(Found found) {
  if (found_.size() == kFindingsKept || std::find(found_.begin(), found_.end(), found) != found_.end()) return;
  if (found.severity == Diagnostic::Severity::error) ++errors_;
  found_.push_back(std::move(found));
}

void Reporter::error(Place place, std::string text, std::string note) {
  add({place, Diagnostic::Severity::error, std::move(text), std::move(note)});
}

void Reporter::warning(Place place, std::string text, std::string note) {
  add({place, Diagnostic::Severity::warning, std::move(text), std::move(note)});
}

const Reporter::Source& Reporter::source_of(Place place) const {
  ORRERY_CHECK(static_cast<std::size_t>(place.source) < sources_.size(), "a place in a text that was loaded");
  return sources_[static_cast<std::size_t>(place.source)];
}

std::string Reporter::place_text(Place place) const {
  const std::string_view line = line_of(source_of(place).text, place.line);
  return fmt::format("line {}, column {}", place.line, column_in_characters(line, place.column));
}

Diagnostic Reporter::located(const Found& found) const {
  const Source& source = source_of(found.place);
  const std::string_view line = found.place.line > 0 ? line_of(source.text, found.place.line) : std::string_view();
  // An option of the command line has one line only: its number would say nothing.
  const int shown_line = source.is_option ? 0 : found.place.line;
  return {found.severity, source.file, shown_line,     column_in_characters(line, found.place.column),
          found.text,     found.note,  printable(line)};
}

Diagnostics Reporter::sorted(Diagnostic::Severity severity) const {
  std::vector<const Found*> order;
  for (const Found& found : found_)
    if (found.severity == severity) order.push_back(&found);
  std::stable_sort(order.begin(), order.end(), [](const Found* a, const Found* b) { return a->place < b->place; });
  std::vector<Diagnostic> list;
  for (const Found* found : order) list.push_back(located(*found));
  return Diagnostics(std::move(list));
}

std::string_view name_meant(std::string_view text, const std::vector<std::string_view>& candidates) {
  const std::string nearest = nearest_name(text, candidates);
  if (!nearest.empty()) return *std::find(candidates.begin(), candidates.end(), nearest);
  // What was cut short or left out letters is far from everything by count of letters.
  constexpr std::size_t kBeginning = 3;
  for (const auto fits : {is_beginning, is_abbreviation})
    for (const std::string_view candidate : candidates)
      if (text.size() >= kBeginning && fits(text, candidate)) return candidate;
  return {};
}

std::string did_you_mean(std::string_view text, const std::vector<std::string_view>& candidates) {
  const std::string_view nearest = name_meant(text, candidates);
  return nearest.empty() ? std::string() : fmt::format("did you mean '{}'?", nearest);
}

std::string one_of(const std::vector<std::string_view>& names, std::size_t limit) {
  std::string out;
  const std::size_t shown = std::min(names.size(), limit);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
    out += names[i];
  }
  if (shown < names.size()) out += " ...";
  return out;
}

}  // namespace orrery
