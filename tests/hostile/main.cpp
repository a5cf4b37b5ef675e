// Runs a thousand hostile seeds, or as many as you like.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "hostile/swarm.h"
#include "hostile/sweep.h"

using namespace orrery::hostile;

namespace {

constexpr int kFailed = 1;
constexpr int kBadInput = 2;
constexpr int kBug = 3;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "7" or "1..1000".
std::optional<SeedRange> range_of(std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto first = number(text.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : number(text.substr(dots + 2));
  // Far from where a step beyond the last seed would overflow.
  constexpr std::uint64_t kMost = std::uint64_t{1} << 62;
  if (!first || !last || *first > *last || *last > kMost) return std::nullopt;
  return SeedRange{*first, *last};
}

int run(SeedRange range, unsigned jobs) {
  std::uint64_t runs = 0, failed = 0, undecided = 0;
  std::map<std::string, std::uint64_t> exercised;
  const auto done = sweep(range, jobs, [&](const SeedReport& report) {
    ++runs;
    for (const auto& [invariant, count] : report.exercised) exercised[invariant] += count > 0 ? 1 : 0;
    if (report.is_undecided) ++undecided;
    if (report.problems.empty()) return;
    ++failed;
    fmt::print("{}", replay_text(report));
    std::fflush(stdout);
  });
  if (!done) {
    fmt::print(stderr, "orrery sweep: {}\n", done.error());
    return kBug;
  }
  fmt::print("{} hostile seed{}, {} failed, {} that a checker could not judge throughout\n", runs, runs == 1 ? "" : "s",
             failed, undecided);
  for (const auto& [invariant, count] : exercised) fmt::print("  {:<22} put to the test by {}\n", invariant, count);
  return failed == 0 ? 0 : kFailed;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs Raft with clients under a hostile nemesis, each seed with a configuration of its own drawing.",
               "./orrery sweep");
  std::string seeds = "1..1000", shown;
  unsigned jobs = std::max(1u, std::thread::hardware_concurrency());
  app.add_option("SEEDS", seeds, "FIRST..LAST, or one seed (1..1000)");
  app.add_option("--show", shown, "print the scenario that this seed draws, and run nothing")->type_name("SEED");
  app.add_option("--jobs", jobs, "runs at one time (as many as there are processors)")
      ->check(CLI::Range(1, 1024))
      ->type_name("N");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    fmt::print(stderr, "orrery sweep: {}\nsee `orrery help sweep`\n", error.what());
    return kBadInput;
  }
  const auto range = range_of(shown.empty() ? seeds : shown);
  if (!range || (!shown.empty() && range->first != range->last)) {
    fmt::print(stderr, "orrery sweep: expected {}, found '{}'\n",
               shown.empty() ? "seeds FIRST..LAST with FIRST <= LAST" : "one seed", shown.empty() ? seeds : shown);
    return kBadInput;
  }
  if (shown.empty()) return run(*range, jobs);
  fmt::print("{}", scenario_text(range->first));
  return 0;
}
