#include "cli/loading.h"

#include "scenario/loader.h"

namespace orrery::cli {

tl::expected<Scenario, std::string> load(const std::string& name, const std::string& variant,
                                         const std::vector<std::string>& set) {
  LoadOptions options;
  options.variant = variant;
  std::string errors;
  for (const std::string& text : set) {
    auto change = parse_override(text);
    if (change)
      options.overrides.push_back(*std::move(change));
    else
      errors += change.error().str();
  }
  if (!errors.empty()) return tl::unexpected(errors);
  auto scenario = load_scenario(name, options);
  if (!scenario) return tl::unexpected(scenario.error().str());
  return *std::move(scenario);
}

}  // namespace orrery::cli
