// What is wrong with a command line, in one sentence without the command's name.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace orrery::cli {

// What the parser found wrong with the options and arguments of a command.
std::string usage_error(const CLI::App& command, const CLI::ParseError& wrong);
// The first option or argument that was given as an empty text; empty where there is none.
std::string find_empty_value(const CLI::App& command);

}  // namespace orrery::cli
