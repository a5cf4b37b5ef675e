// What is wrong with a text that a user gave, where, and what was probably meant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

// A place in one of the texts of a load: the scenario file (source 0) or an option of the command line (1, 2 ...).
// Line and column count from 1, columns in bytes; 0: the text as a whole.
struct Place {
  int source = 0;
  int line = 0;
  int column = 0;
  friend constexpr auto operator<=>(const Place&, const Place&) = default;
};

struct Diagnostic {
  enum class Severity : std::uint8_t { error, warning };

  Severity severity = Severity::error;
  std::string file;         // as the user named it; "--set" for an option
  int line = 0;             // 0: the place is the file as a whole, or an option
  int column = 0;           // in characters, from 1; 0: the line or the file as a whole
  std::string text;         // one sentence without full stop
  std::string note;         // "did you mean 'heartbeat'?"; may be empty
  std::string source_line;  // the line that the place is on; may be empty

  // `file:line:column: error: text`, the line with a caret under the place, the note; each line ends with a newline.
  std::string str() const;
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

// In the order of their places.
class Diagnostics {
 public:
  Diagnostics() = default;
  explicit Diagnostics(std::vector<Diagnostic> list) : list_(std::move(list)) {}
  explicit Diagnostics(Diagnostic one) : list_{std::move(one)} {}

  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  const Diagnostic& front() const { return list_.front(); }
  // All of them as text, one after the other.
  std::string str() const;

 private:
  std::vector<Diagnostic> list_;
};

// Gathers what is found wrong in the texts of one load.
class Reporter {
 public:
  // `file` is the name to show. Returns the number of the source for Place.
  int add_source(std::string file, std::string text, bool is_option = false);

  void error(Place place, std::string text, std::string note = {});
  void warning(Place place, std::string text, std::string note = {});

  // "line 7, column 5", the column in characters.
  std::string place_text(Place place) const;

  bool has_errors() const { return errors_ != 0; }
  std::size_t error_count() const { return errors_; }
  // Sorted by place, each once. `errors` alone or `warnings` alone.
  Diagnostics errors() const { return sorted(Diagnostic::Severity::error); }
  Diagnostics warnings() const { return sorted(Diagnostic::Severity::warning); }

  struct Found {
    Place place;
    Diagnostic::Severity severity;
    std::string text, note;
    friend bool operator==(const Found&, const Found&) = default;
  };
  const std::vector<Found>& found() const { return found_; }
  // Takes over what was found elsewhere in the same sources.
  void add(Found found);

 private:
  struct Source {
    std::string file, text;
    bool is_option;
  };
  const Source& source_of(Place place) const;
  Diagnostics sorted(Diagnostic::Severity severity) const;
  Diagnostic located(const Found& found) const;

  std::vector<Source> sources_;
  std::vector<Found> found_;
  std::size_t errors_ = 0;
};

// The candidate that was probably meant; empty where none is near.
std::string_view name_meant(std::string_view text, const std::vector<std::string_view>& candidates);
// "did you mean 'server'?", or nothing where no candidate is near.
std::string did_you_mean(std::string_view text, const std::vector<std::string_view>& candidates);
// "a, b or c"; at most `limit` of them.
std::string one_of(const std::vector<std::string_view>& names, std::size_t limit = 12);

}  // namespace orrery
