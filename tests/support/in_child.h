// Runs a test's body in a forked child: SimGrid's engine can be made once a process, and one test program holds many
// tests. The child's failed assertion, and whatever else it prints on stdout or stderr, becomes the text of the
// parent's failure; a body that passes prints nothing.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <string>

#include <catch2/catch.hpp>

namespace orrery::testing {

// How a child ended, and all that it printed.
struct ChildEnd {
  int status = 0;  // as waitpid gives it
  std::string output;
};

inline ChildEnd run_in_child(const std::function<void()>& body) {
  std::array<int, 2> output;
  REQUIRE(pipe2(output.data(), O_CLOEXEC) == 0);
  std::cout.flush();
  std::fflush(nullptr);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(output[1], STDOUT_FILENO);
    dup2(output[1], STDERR_FILENO);
    int code = 0;
    try {
      body();
    } catch (const Catch::TestFailureException&) {
      code = 1;  // the reporter has printed the assertion
    } catch (const std::exception& error) {
      std::cout << "threw " << error.what() << '\n';
      code = 1;
    }
    std::cout.flush();
    std::fflush(nullptr);
    _exit(code);
  }
  close(output[1]);
  ChildEnd end;
  std::array<char, 4096> chunk;
  for (ssize_t count; (count = read(output[0], chunk.data(), chunk.size())) != 0;) {
    if (count > 0)
      end.output.append(chunk.data(), static_cast<std::size_t>(count));
    else if (errno != EINTR)
      break;
  }
  close(output[0]);
  while (waitpid(child, &end.status, 0) < 0 && errno == EINTR) {
  }
  return end;
}

// The body's REQUIRE and CHECK work as always; sections do not.
inline void in_child(const std::function<void()>& body) {
  const ChildEnd end = run_in_child(body);
  INFO("in the child: " << end.output);
  REQUIRE(end.output.empty());
  REQUIRE(WIFEXITED(end.status));
  REQUIRE(WEXITSTATUS(end.status) == 0);
}

}  // namespace orrery::testing
