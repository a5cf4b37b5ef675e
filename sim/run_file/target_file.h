// The path that a run file is to be written to.
#pragma once

#include <filesystem>
#include <string>

namespace orrery::run_file {

// What stands in the way of a run file at `path`, in one line that names it; empty where nothing does. A run file that
// is there already is in nobody's way, any other file is.
std::string find_obstacle(const std::filesystem::path& path);
// The file with what SQLite keeps beside it; nothing where there is none.
void remove_with_journal(const std::filesystem::path& path);

}  // namespace orrery::run_file
