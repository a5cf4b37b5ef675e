#include "cli/loading.h"

#include <iostream>

#include "scenario/text_file.h"

namespace orrery::cli {

namespace {

constexpr const char* kStandardInput = "standard input";

tl::expected<std::string, TextFault> read_standard_input() {
  std::string bytes(kTextFileBytesMost + 1, '\0');
  std::cin.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::cin.gcount()));
  return check_text(std::move(bytes));
}

}  // namespace

tl::expected<ScenarioText, std::string> read_text(const std::string& name, const std::string& as) {
  if (name != "-") {
    auto text = read_scenario_text(name);
    if (!text) return tl::unexpected(text.error().str());
    return *std::move(text);
  }
  auto bytes = read_standard_input();
  if (bytes) return scenario_text_as(*std::move(bytes), as.empty() ? kStandardInput : as);
  Diagnostic diagnostic;
  diagnostic.file = as.empty() ? kStandardInput : as;
  diagnostic.line = bytes.error().line;
  diagnostic.column = bytes.error().column;
  diagnostic.text = bytes.error().text;
  return tl::unexpected(diagnostic.str());
}

tl::expected<Scenario, std::string> load(const ScenarioText& text, const std::string& variant,
                                         const std::vector<std::string>& set) {
  LoadOptions options;
  options.variant = variant;
  options.tells_warnings = true;
  std::string errors;
  for (const std::string& one : set) {
    auto change = parse_override(one);
    if (change)
      options.overrides.push_back(*std::move(change));
    else
      errors += change.error().str();
  }
  if (!errors.empty()) return tl::unexpected(errors);
  auto scenario = load_scenario_text(text, options);
  if (!scenario) return tl::unexpected(scenario.error().str());
  return *std::move(scenario);
}

tl::expected<Scenario, std::string> load(const std::string& name, const std::string& variant,
                                         const std::vector<std::string>& set) {
  const auto text = read_text(name);
  if (!text) return tl::unexpected(text.error());
  return load(*text, variant, set);
}

}  // namespace orrery::cli
