#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "cli/commands.h"

namespace orrery::cli {

namespace {

// In the build directory that this program was built in.
constexpr const char* kBenchProgram = "tests/bench/orrery_bench";

}  // namespace

ExitCode bench(const std::vector<std::string>& arguments) {
  std::error_code failed;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
  // <build>/sim/cli/orrery
  const std::string program = (self.parent_path().parent_path().parent_path() / kBenchProgram).string();
  if (failed || !std::filesystem::exists(program, failed)) {
    complain(
        fmt::format("the benchmarks are not built ({} is missing); `./orrery bench` builds and runs them", program),
        "bench");
    return ExitCode::bad_input;
  }
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  complain(fmt::format("cannot start {}: {}", program, std::strerror(errno)), "bench");
  return ExitCode::bad_input;
}

}  // namespace orrery::cli
