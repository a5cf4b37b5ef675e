// The exit codes of every command.
#pragma once

#include <algorithm>
#include <cstdint>

#include "run/verdict.h"

namespace orrery::cli {

enum class ExitCode : std::uint8_t {
  held = 0,       // all held
  failed = 1,     // an expectation or an invariant failed
  bad_input = 2,  // bad input or usage
  bug = 3,        // a bug in Orrery
  undecided = 4,  // the run does not tell
};

constexpr ExitCode exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::held: return ExitCode::held;
    case Verdict::failed: return ExitCode::failed;
    case Verdict::undecided: return ExitCode::undecided;
  }
  return ExitCode::bug;
}

// Of several: a bug hides the rest, then comes bad input, then a failure, then what could not be decided.
constexpr ExitCode worse(ExitCode a, ExitCode b) {
  constexpr int kGravity[] = {0, 2, 3, 4, 1};
  return kGravity[static_cast<int>(a)] >= kGravity[static_cast<int>(b)] ? a : b;
}

}  // namespace orrery::cli
