// Golden runs: a file of commands, each with the outcome that it had when it was last reviewed.
//
//   # A comment stands before a command.
//   timeout n1
//   ----
//   n1 role follower -> candidate
//
// Set ORRERY_UPDATE_GOLDENS to write the outcomes anew, and read the difference before it is committed.
#pragma once

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

namespace orrery::test {

// Calls `carry_out` for each command of the file in order; it gives the lines of the outcome, each with its end.
inline void check_golden(const std::string& path, const std::function<std::string(const std::string&)>& carry_out) {
  std::ifstream file(path);
  INFO("golden run " << path);
  REQUIRE(file);
  const bool update = std::getenv("ORRERY_UPDATE_GOLDENS") != nullptr;
  std::ostringstream written;
  std::string line;
  int number = 0;
  while (std::getline(file, line)) {
    ++number;
    written << line << '\n';
    if (line.empty() || line[0] == '#') continue;
    const std::string command = line;
    const int place = number;
    std::string expected;
    if (std::getline(file, line) && ++number && line == "----") {
      while (std::getline(file, line) && ++number && !line.empty()) expected += line + '\n';
    } else {
      INFO("line " << number << ": every command is followed by a line '----'");
      REQUIRE(update);
    }
    const std::string outcome = carry_out(command);
    written << "----\n" << outcome << '\n';
    if (update) continue;
    INFO("line " << place << ": " << command);
    CHECK(outcome == expected);
  }
  file.close();
  if (update) std::ofstream(path) << written.str();
}

}  // namespace orrery::test
