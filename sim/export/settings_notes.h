// The comments at the head of a file of settings: where it comes from, and what it cannot say.
#pragma once

#include <string>
#include <vector>

#include "export/call_settings.h"

namespace orrery {

class SettingsNotes {
 public:
  // One line each, without the sign of a comment.
  void add(std::string line) { lines_.push_back(std::move(line)); }
  // The comments, then `body`.
  std::string above(const ExportedCall& call, const std::string& body) const {
    std::string text = "# The call from " + call.caller + " to " + call.target + " in " + call.scenario + ".\n";
    for (const std::string& line : lines_) text += "# - " + line + "\n";
    return text + body;
  }

 private:
  std::vector<std::string> lines_;
};

}  // namespace orrery
