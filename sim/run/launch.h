// Runs something in a child process: SimGrid's engine can be made only once in a process, and a run that dies must not
// take the command with it. The parent must not have made an engine of its own.
#pragma once

#include <functional>
#include <string>

#include <tl/expected.hpp>

#include "run/result.h"

namespace orrery {

struct RunError {
  enum class Kind {
    input,          // a mistake of the user's that only the run could see
    died,           // the child was killed or broke off: a bug
    output_closed,  // whoever read the output does so no more
  };
  Kind kind = Kind::died;
  std::string text;  // of an input error as `body` gave it; otherwise one line
};

using RunBody = std::function<tl::expected<RunResult, std::string>()>;

// Calls `body` in a child and hands back what it returned there. What the child writes to the terminal appears as it
// writes it. Blocks until the child has ended.
tl::expected<RunResult, RunError> launch(const RunBody& body);

// The same for a body of each of `count` numbers, `jobs` (at least 1) of them at a time. What they return is told in
// the order of the numbers; `tell` says whether to go on: where it does not, what still runs is killed.
using BodyOf = std::function<RunBody(std::size_t number)>;
using TellRun = std::function<bool(std::size_t number, tl::expected<RunResult, RunError> result)>;
void launch_all(std::size_t count, unsigned jobs, const BodyOf& body_of, const TellRun& tell);

}  // namespace orrery
