// Whether what was given to the options makes sense, each by itself and together.
#pragma once

#include <string>

#include "cli/command_grammar.h"

namespace orrery::cli {

// What is wrong with what was asked, in one phrase; empty where nothing is. Fills in the numbers of Asked.
std::string check_values(CommandGrammar& grammar);

}  // namespace orrery::cli
