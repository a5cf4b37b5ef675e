#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace orrery {

namespace {
constexpr int kExitBug = 3;  // the exit code that every command gives for a bug in Orrery
}

void check_failed(std::string_view expected, const char* file, int line) {
  std::fflush(stdout);
  std::fprintf(stderr, "orrery: bug: expected %.*s (%s:%d)\n", static_cast<int>(expected.size()), expected.data(), file,
               line);
  std::fflush(stderr);
  std::_Exit(kExitBug);
}

}  // namespace orrery
