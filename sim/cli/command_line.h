// The command line: what was asked is read, checked and carried out.
#pragma once

#include <string>
#include <vector>

namespace orrery::cli {

// Parses and carries out; the result is the process's exit code.
int main(int argc, char** argv);

// For completion: the commands, and the options of one of them ("--seed"); empty where there is no such command.
std::vector<std::string> command_names();
// Those of the commands that the script `./orrery` carries out itself, since they build first.
std::vector<std::string> script_command_names();
std::vector<std::string> option_names(const std::string& command);

}  // namespace orrery::cli
