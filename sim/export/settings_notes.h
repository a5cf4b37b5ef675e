// The comments at the head of a file of settings: where it comes from, and what it cannot say.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "export/call_settings.h"

namespace orrery {

// A setting of Orrery's that another system does not have.
struct MissingSetting {
  std::string_view path;  // of a row, or of a section with all that is below it
  std::string_view why;
};

class SettingsNotes {
 public:
  explicit SettingsNotes(std::string_view system) : system_(system) {}

  // One line each, without the sign of a comment.
  void add(std::string line) { lines_.push_back(std::move(line)); }
  // Every one that is set to other than its default.
  void add_missing(const ParameterValues& values, std::span<const MissingSetting> missing);
  // The nearest that a system holds which counts in whole milliseconds, and no less than `least` of them. Where that is
  // another, a line says so of `setting`.
  Duration milliseconds(std::string_view setting, Duration duration, std::int64_t least = 0);
  // The same of a share in whole percent.
  std::int64_t percent(std::string_view setting, double fraction);
  // The comments, then `body`.
  std::string above(const ExportedCall& call, const std::string& body) const;

 private:
  std::string_view system_;
  std::vector<std::string> lines_;
};

}  // namespace orrery
