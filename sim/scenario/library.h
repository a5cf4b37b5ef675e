// The scenarios that come with Orrery: files <pattern>/<name>.yaml below one directory, found by `pattern/name` from
// anywhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "scenario/diagnostics.h"

namespace orrery {

struct LibraryEntry {
  std::string name;  // "leader-election/leader-crash"
  std::string path;
  std::string title;  // empty where the file cannot be read
  std::vector<std::string> patterns;
};

// The environment variable ORRERY_SCENARIOS where it is set, otherwise the directory of the source tree.
std::string library_directory();
// In the order of their names. Lessons, platforms and the guide are no scenarios.
std::vector<LibraryEntry> library_entries(const std::string& directory = library_directory());

struct FoundScenario {
  std::string path;
  std::string name;  // `pattern/name` inside the library, otherwise the path
};

// A path to a file, or a name of the library, with or without `.yaml`. An error names the nearest.
tl::expected<FoundScenario, Diagnostic> find_scenario(std::string_view path_or_name,
                                                      const std::string& directory = library_directory());

}  // namespace orrery
