// Safety under a nemesis, and liveness once it is over.
#include <catch2/catch.hpp>

#include "run/launch.h"
#include "run/run.h"
#include "scenario/loader.h"

using namespace orrery;

namespace {

// No slow-down or delay is left when the window ends; what was sent late may still come, for a second or so.
const std::string kScenario = R"(orrery: 1
title: A nemesis
run_for: 22s
system: { server: { kind: raft, count: 5 } }
nemesis: { profile: hostile, during: 1s..12s, of: server }
expect:
  - { invariants: all }
  - { state: role, of: any server, during: nemesis.end + 8s..22s, is: leader }
)";

tl::expected<RunResult, RunError> run(const std::string& profile, std::uint64_t seed) {
  ScenarioText text;
  text.text = kScenario;
  text.shown_name = text.name = "nemesis.yaml";
  const auto scenario = load_scenario_text(text, {"", {{"nemesis.profile", profile}}});
  REQUIRE(scenario);
  RunRequest request;
  request.seed = seed;
  return launch([&] { return run_scenario(*scenario, request); });
}

}  // namespace

TEST_CASE("a group under a nemesis keeps its invariants, and has a leader when it is over") {
  for (const char* profile : {"calm", "rough", "hostile"})
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
      INFO(profile << ", seed " << seed);
      const auto result = run(profile, seed);
      REQUIRE(result);
      for (const auto& finding : result->expectations) CHECK(finding.finding.verdict == Verdict::held);
    }
}

TEST_CASE("a run under a nemesis is the same whenever it is made") {
  const auto first = run("hostile", 1), second = run("hostile", 1), other = run("hostile", 2);
  REQUIRE((first && second && other));
  CHECK(first->fingerprint == second->fingerprint);
  CHECK(first->fingerprint != other->fingerprint);
}
