#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "cli/commands.h"

namespace orrery::cli {

namespace {

// A program that was built in the same build directory, by its place in there. Comes back only where that fails.
ExitCode hand_on(const char* place, const char* command, const char* what, const std::vector<std::string>& arguments) {
  std::error_code failed;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
  // <build>/sim/cli/orrery
  const std::string program = (self.parent_path().parent_path().parent_path() / place).string();
  if (failed || !std::filesystem::exists(program, failed)) {
    complain(fmt::format("{} not built ({} is missing); `./orrery {}` builds and runs it", what, program, command),
             command);
    return ExitCode::bad_input;
  }
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  complain(fmt::format("cannot start {}: {}", program, std::strerror(errno)), command);
  return ExitCode::bad_input;
}

}  // namespace

ExitCode bench(const std::vector<std::string>& arguments) {
  return hand_on("tests/bench/orrery_bench", "bench", "the benchmark program is", arguments);
}

ExitCode gui(const std::vector<std::string>& arguments) {
  return hand_on("gui/orrery-window", "gui", "the window is", arguments);
}

}  // namespace orrery::cli
