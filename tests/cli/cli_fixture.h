// What the tests of the `orrery` command share.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "support/command.h"
#include "support/terminal.h"

namespace orrery::test {

inline Outcome orrery_command(const std::vector<std::string>& arguments, const Environment& environment = {}) {
  return orrery::test::run_command(ORRERY_PROGRAM, arguments, environment);
}

// The same on a terminal of so many columns, whose lines end as those of a file do.
inline Outcome run_on_terminal(const std::vector<std::string>& arguments, int width, const Environment& environment) {
  Outcome outcome = orrery::test::run_on_terminal(ORRERY_PROGRAM, arguments, width, environment);
  std::erase(outcome.out, '\r');
  return outcome;
}

inline std::string golden_path(const std::string& name) {
  return ORRERY_SOURCE_DIR "/tests/cli/golden/" + name + ".txt";
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// With every stretch of white space as one space, so that it does not matter where a line was broken.
inline std::string folded(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

// A scenario file that is there as long as this object.
class ScenarioFile {
 public:
  explicit ScenarioFile(const std::string& text) {
    char name[] = "/tmp/orrery-test-XXXXXX";
    const int descriptor = ::mkstemp(name);
    REQUIRE(descriptor >= 0);
    ::close(descriptor);
    path_ = std::string(name) + ".yaml";
    std::filesystem::rename(name, path_);
    std::ofstream(path_) << text;
  }
  ~ScenarioFile() { std::filesystem::remove(path_); }
  ScenarioFile(const ScenarioFile&) = delete;
  ScenarioFile& operator=(const ScenarioFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline const std::string kThreeServers =
    "orrery: 1\ntitle: Mine\nrun_for: 2s\nnetwork: { preset: lan }\nsystem:\n  server: { kind: raft, count: 3 }\n";

}  // namespace orrery::test
