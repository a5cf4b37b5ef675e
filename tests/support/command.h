// Runs a program to its end and keeps what it wrote.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace orrery::test {

struct Outcome {
  int exit_code = -1;  // 128 and the signal's number where one killed it
  std::string out, err;
};

using Environment = std::vector<std::pair<std::string, std::string>>;

namespace detail {

inline std::string content(std::FILE* file) {
  std::string text;
  std::rewind(file);
  char block[4096];
  for (std::size_t count; (count = std::fread(block, 1, sizeof block, file)) > 0;) text.append(block, count);
  std::fclose(file);
  return text;
}

[[noreturn]] inline void execute(const std::string& program, const std::vector<std::string>& arguments,
                                 const Environment& environment) {
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

inline int exit_code(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

}  // namespace detail

// The program's terminal is none, and its language plain. `environment` is added to this process's own.
inline Outcome run_command(const std::string& program, const std::vector<std::string>& arguments,
                           const Environment& environment = {}) {
  std::FILE* out = std::tmpfile();
  std::FILE* err = std::tmpfile();
  REQUIRE(out != nullptr);
  REQUIRE(err != nullptr);
  std::fflush(nullptr);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(::fileno(out), STDOUT_FILENO);
    ::dup2(::fileno(err), STDERR_FILENO);
    detail::execute(program, arguments, environment);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  Outcome outcome;
  outcome.exit_code = detail::exit_code(status);
  outcome.out = detail::content(out);
  outcome.err = detail::content(err);
  return outcome;
}

}  // namespace orrery::test
