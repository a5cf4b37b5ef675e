// Reproduces what is published about Raft's elections, or any other point of the same experiments.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "published/raft_results.h"

using namespace orrery;
using namespace orrery::published;

namespace {

constexpr int kBadInput = 2;

std::string settings_help() {
  std::string text = "Settings of --set, and their defaults:\n";
  for (const Parameter& parameter : ElectionSetup::parameters)
    text += fmt::format("  {:<18}{:<24}{}\n", parameter.path, parameter.default_text, parameter.help);
  return text;
}

int refuse(const std::string& what) {
  std::fputs(fmt::format("orrery published: {}\n", what).c_str(), stderr);
  return kBadInput;
}

bool print(std::string_view title, const std::vector<Result>& results) {
  fmt::print("{}\n{:<40}{:>12}{:>12}{:>12}\n", title, "", "published", "reached", "tolerance");
  for (const Result& result : results)
    fmt::print("  {:<38}{:>12.2f}{:>12.2f}{:>12.2f} {:<3}{}\n", result.what, result.published, result.reached,
               result.tolerance, result.unit, result.holds() ? "" : "  out of tolerance");
  return std::all_of(results.begin(), results.end(), [](const Result& result) { return result.holds(); });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs the published experiments on Raft's elections; with --set, one experiment of your own.",
               "./orrery published");
  std::size_t trials = 1000;
  std::uint64_t seed = 1;
  std::vector<std::string> settings;
  app.add_option("--trials", trials, "elections an experiment (1000)")->check(CLI::Range(1, 1'000'000))->type_name("N");
  app.add_option("--seed", seed, "of the first trial (1)")->type_name("N");
  app.add_option("--set", settings, "path=value, as often as you like")->type_name("PATH=VALUE");
  app.footer(settings_help());
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kBadInput;
  }
  if (settings.empty()) {
    bool hold = print("Time without a leader after a crash (Raft paper, figure 16)", election_times(seed, trials));
    constexpr std::size_t kFiner = 10;  // times as many trials where the tolerance is a percent
    hold &= print("First campaigns that elect no one", split_votes(seed, kFiner * trials));
    // A percent of the mean is three standard errors of so many.
    constexpr std::size_t kFinest = 75;
    hold &= print("First of the timeouts", first_timeouts(seed, kFinest * trials));
    return hold ? 0 : 1;
  }
  ParameterValues values(ElectionSetup::parameters);
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const std::string path = setting.substr(0, equals);
    if (equals == std::string::npos || ElectionSetup::parameters.find(path) == nullptr)
      return refuse("--set takes path=value with a path that --help lists, found '" + setting + "'");
    if (const auto set = values.set(path, setting.substr(equals + 1)); !set)
      return refuse(path + ": " + set.error().text);
  }
  const ElectionSetup setup(values);
  if (setup.ineligible >= setup.servers)
    return refuse("ineligible must be less than servers, or no one can be elected");
  fmt::print("{}", summary(setup, seed, trials));
}
