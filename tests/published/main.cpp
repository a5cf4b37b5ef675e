// Reproduces what is published about Raft's elections, or any other point of the same experiments, and what is
// published about services under load and the policies of their calls. Any other point of those is a scenario's:
// `orrery run experiments/m-m-c --set system.server.workers=8`.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "published/raft_results.h"
#include "published/request_path_results.h"

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

constexpr double kErrors = 3;  // standard errors that a tolerance is to cover at least

// What is wrong with it; empty where nothing is.
std::string_view remark(const Result& result) {
  if (!result.holds()) return "  out of tolerance";
  const bool is_vague = !result.is_at_most && result.tolerance > 0 && kErrors * result.error > result.tolerance;
  return is_vague ? "  too few samples" : "";
}

std::string error_text(const Result& result) { return result.error == 0 ? "" : fmt::format("{:.3f}", result.error); }

bool print(std::string_view title, const std::vector<Result>& results) {
  fmt::print("{}\n{:<46}{:>11}{:>11}{:>11}{:>11}\n", title, "", "published", "reached", "tolerance", "st. error");
  for (const Result& result : results)
    fmt::print("  {:<44}{:>11.2f}{:>11.2f}{:>11}{:>11} {:<5}{}\n", result.what, result.published, result.reached,
               result.is_at_most ? "at most" : fmt::format("{:.2f}", result.tolerance), error_text(result), result.unit,
               remark(result));
  std::fflush(stdout);
  return std::all_of(results.begin(), results.end(), [](const Result& result) { return remark(result).empty(); });
}

bool print_elections(std::uint64_t seed, std::size_t trials) {
  bool hold = print("Time without a leader after a crash (Raft paper, figure 16)", election_times(seed, trials));
  constexpr std::size_t kFiner = 10;  // times as many trials where the tolerance is a percent
  hold &= print("First campaigns that elect no one", split_votes(seed, kFiner * trials));
  // A percent of the mean is three standard errors of so many.
  constexpr std::size_t kFinest = 75;
  hold &= print("First of the timeouts", first_timeouts(seed, kFinest * trials));
  return hold;
}

bool print_request_path(std::uint64_t seed) {
  constexpr double kFull = 1;
  bool hold = print("Queues", queueing(seed, kFull));
  hold &= print("Two random choices (Mitzenmacher 2001)", random_choices(seed, kFull));
  hold &= print("Layered retries", layered_retries(seed));
  hold &= print("Backoff and jitter (AWS Architecture Blog 2015), 50 clients", backoff_and_jitter(seed, kFull));
  hold &= print("Metastable failure (HotOS 2021), a database of 300/s", metastable_failure(seed, kFull));
  hold &= print("Adaptive throttling (Google SRE), 1000/s to a backend of 100/s", adaptive_throttling(seed, kFull));
  hold &= print("Fan-out (The Tail at Scale 2013)", fan_out_tail(seed, kFull));
  hold &= print("Hedged requests (The Tail at Scale 2013)", hedged_requests(seed, kFull));
  hold &= print("Circuit breaker (resilience4j's defaults)", breakers(seed, kFull));
  return hold;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs the published experiments; with --set, one experiment on elections of your own.",
               "./orrery published");
  std::size_t trials = 1000;
  std::uint64_t seed = 1;
  std::string only;
  std::vector<std::string> settings;
  app.add_option("--trials", trials, "elections an experiment (1000)")->check(CLI::Range(1, 1'000'000))->type_name("N");
  app.add_option("--seed", seed, "of the first trial (1)")->type_name("N");
  app.add_option("--only", only, "one part: elections or request-path")
      ->check(CLI::IsMember({"elections", "request-path"}))
      ->type_name("PART");
  app.add_option("--set", settings, "path=value, as often as you like")->type_name("PATH=VALUE");
  app.footer(settings_help());
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kBadInput;
  }
  if (settings.empty()) {
    bool hold = only == "request-path" || print_elections(seed, trials);
    hold &= only == "elections" || print_request_path(seed);
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
