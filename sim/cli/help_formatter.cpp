#include "cli/help_formatter.h"

#include <algorithm>
#include <sstream>

#include "cli/console.h"
#include "run/terminal.h"

namespace orrery::cli {

namespace {

constexpr std::size_t kTextColumn = 28;

// Behind a name, without the final newline.
std::string beside_a_name(const std::string& text) {
  constexpr std::size_t kLeast = 30;
  const std::size_t width = page().width;
  std::string lines = wrapped(text, width > kTextColumn + kLeast ? width - kTextColumn : kLeast, "");
  if (!lines.empty()) lines.pop_back();
  return lines;
}

}  // namespace

HelpFormatter::HelpFormatter() {
  column_width(kTextColumn);
  label("OPTIONS", "OPTION ...");
  label("SUBCOMMAND", "COMMAND");
  label("Positionals", "Arguments");
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return wrapped(app->get_description(), page().width, "") + "\n";
}

std::string HelpFormatter::make_footer(const CLI::App* app) const {
  std::istringstream lines(app->get_footer());
  std::string text;
  for (std::string line; std::getline(lines, line);)
    text += line.empty() || line.starts_with(' ') ? line + "\n" : wrapped(line, page().width, "");
  return text;
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  std::ostringstream out;
  CLI::detail::format_help(out, command->get_name(), beside_a_name(command->get_description()), kTextColumn);
  return out.str();
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  if (option->get_positional() || option->get_type_size() == 0) return "";
  return " " + option->get_type_name();
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  return beside_a_name(option->get_description());
}

}  // namespace orrery::cli
