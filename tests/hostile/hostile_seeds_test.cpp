// A hundred hostile seeds: safety under faults, and liveness once they are over. `./orrery sweep` runs more of them.
#include <catch2/catch.hpp>

#include "hostile/sweep.h"
#include "run/narrator.h"
#include "run/run.h"

namespace orrery::hostile {

TEST_CASE("a hundred hostile seeds keep every invariant, and make progress when the faults are over") {
  constexpr SeedRange kHundred{1, 100};
  std::string failures;
  std::uint64_t runs = 0, undecided = 0;
  std::map<std::string, std::uint64_t> exercised;
  const auto done = sweep(kHundred, 2, [&](const SeedReport& report) {
    ++runs;
    for (const auto& [invariant, count] : report.exercised) exercised[invariant] += count;
    if (report.is_undecided) ++undecided;
    if (!report.problems.empty()) failures += replay_text(report);
  });
  REQUIRE(done);
  INFO(failures);
  CHECK(failures.empty());
  CHECK(undecided <= 2);
  CHECK(runs == kHundred.last);
  REQUIRE(exercised.size() == 9);
  for (const auto& [invariant, count] : exercised) {
    INFO(invariant);
    CHECK(count >= runs);
  }
}

TEST_CASE("a hostile seed gives the same run in any process, and whoever watches it") {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) {
    INFO("seed " << seed);
    const std::string expected = run_seed(seed).fingerprint;
    REQUIRE_FALSE(expected.empty());
    CHECK(run_seed(seed).fingerprint == expected);

    const auto scenario = load(seed);
    REQUIRE(scenario);
    RunRequest bare;
    bare.seed = seed;
    bare.measures = false;
    RunRequest watched = bare;
    Narrator narrator(Weight::detail, Paint(), Page(), [](std::string_view) {});
    watched.sinks.push_back(&narrator);
    for (const RunRequest& request : {bare, watched}) {
      const auto result = launch([&] { return run_scenario(*scenario, request); });
      REQUIRE(result);
      CHECK(result->fingerprint == expected);
    }
  }
}

TEST_CASE("hostile seeds differ in what they draw, and in their runs") {
  std::set<std::string> fingerprints;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) fingerprints.insert(run_seed(seed).fingerprint);
  CHECK(fingerprints.size() == 6);
}

}  // namespace orrery::hostile
