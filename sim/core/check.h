// An always-on check: a bug in Orrery stops the process with what was expected and where (exit code 3).
#pragma once

#include <string_view>

namespace orrery {

[[noreturn]] void check_failed(std::string_view expected, const char* file, int line);

}  // namespace orrery

#define ORRERY_CHECK(condition, expected)                                   \
  do {                                                                      \
    if (!(condition)) ::orrery::check_failed(expected, __FILE__, __LINE__); \
  } while (false)
