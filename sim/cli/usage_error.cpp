#include "cli/usage_error.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace orrery::cli {

namespace {

// "the scenario is missing: a scenario's name or a file", "--seed needs a value: --seed N".
std::string missing_text(const CLI::Option& option) {
  if (!option.get_positional())
    return fmt::format("{0} needs a value: {0} {1}", option.get_name(), option.get_type_name());
  std::string what = option.get_description();
  what[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(what[0])));
  return fmt::format("the {} is missing: {}", option.get_name(), what);
}

}  // namespace

std::string usage_error(const CLI::App& command, const CLI::ParseError& wrong) {
  const std::string said = wrong.what();
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (dynamic_cast<const CLI::RequiredError*>(&wrong) != nullptr) {
      if (option->get_required() && option->count() == 0) return missing_text(*option);
      continue;
    }
    // The other errors hold the name of the option in their text alone.
    if (!said.starts_with(name + ":") && said.find(" " + name + " ") == std::string::npos) continue;
    if (dynamic_cast<const CLI::ConversionError*>(&wrong) != nullptr) return fmt::format("{} takes no value", name);
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&wrong) != nullptr)
      return option->count() > 1 ? fmt::format("{} may be given once", name) : missing_text(*option);
  }
  return said;
}

std::string find_empty_value(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    const CLI::results_t& given = option->results();
    if (std::find(given.begin(), given.end(), "") != given.end()) return missing_text(*option);
  }
  return {};
}

}  // namespace orrery::cli
