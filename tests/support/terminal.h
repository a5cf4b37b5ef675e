// Runs a program on a terminal that is there for it alone.
#pragma once

#include <pty.h>
#include <unistd.h>

#include "support/command.h"

namespace orrery::test {

// What it wrote to either stream is in `out`, as the terminal was given it: with \r before each \n.
inline Outcome run_on_terminal(const std::string& program, const std::vector<std::string>& arguments, int columns,
                               const Environment& environment = {}) {
  winsize size{};
  size.ws_row = 50;
  size.ws_col = static_cast<unsigned short>(columns);
  std::fflush(nullptr);
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  REQUIRE(child >= 0);
  if (child == 0) detail::execute(program, arguments, environment);
  Outcome outcome;
  char block[4096];
  // Reading fails when the program has ended and closed its side.
  for (ssize_t count; (count = ::read(terminal, block, sizeof block)) > 0;)
    outcome.out.append(block, static_cast<std::size_t>(count));
  ::close(terminal);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  outcome.exit_code = detail::exit_code(status);
  return outcome;
}

}  // namespace orrery::test
