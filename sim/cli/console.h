// Standard output and standard error as the commands use them.
#pragma once

#include <string>
#include <string_view>

#include "cli/exit_code.h"
#include "run/terminal.h"

namespace orrery::cli {

// Opens what the caller has closed, so that no file or pipe of ours becomes standard output by accident. First of all.
void secure_standard_streams();

void print(std::string_view text);
// "orrery: text", on standard error; of a command that is named, "orrery run: text".
void complain(std::string_view text, std::string_view command = {});
// Text that says itself where it is from, such as diagnostics: on standard error as it is.
void complain_text(std::string_view text);

// Flushes; a standard output that could not be written turns `code` into bad_input and is complained about.
ExitCode finish(ExitCode code);

// How text on standard output is laid out: on a terminal, whose width COLUMNS tells or else the terminal itself, within
// 60 to 120 columns and with long lines broken; anywhere else always the same.
Page page();

enum class ColorChoice { automatic, always, never };
// With `automatic`: on a terminal, unless NO_COLOR is set to anything (no-color.org) or the terminal is dumb.
bool wants_color(ColorChoice choice);

}  // namespace orrery::cli
