// Safety under a nemesis, and liveness once it is over.
#include <catch2/catch.hpp>

#include "run/launch.h"
#include "run/run.h"
#include "scenario/loader.h"

using namespace orrery;

namespace {

// Datagrams are either lost or there soon. A stream that lost much waits ever longer before it tries again, so that
// liveness comes back as late as `reset_after` behind the last fault, later than election-liveness allows for.
const std::string kOverDatagrams = R"(orrery: 1
title: A nemesis
run_for: 20s
system: { server: { kind: raft, count: 5, transport: datagram } }
nemesis: { profile: hostile, during: 1s..12s, of: server }
expect:
  - { invariants: all }
  - { state: role, of: any server, during: nemesis.end + 5s..20s, is: leader }
)";
const std::string kOverStreams = R"(orrery: 1
title: A nemesis
run_for: 24s
network: { stream: { reset_after: 2s } }
system: { server: { kind: raft, count: 5, transport: stream } }
nemesis: { profile: hostile, during: 1s..12s, of: server }
expect:
  - { invariants: election-safety }
  - { invariants: one-vote-per-term }
  - { state: role, of: any server, during: nemesis.end + 8s..24s, is: leader }
)";

tl::expected<RunResult, RunError> run(const std::string& source, const std::string& profile, std::uint64_t seed) {
  ScenarioText text;
  text.text = source;
  text.shown_name = text.name = "nemesis.yaml";
  const auto scenario = load_scenario_text(text, {"", {{"nemesis.profile", profile}}});
  REQUIRE(scenario);
  RunRequest request;
  request.seed = seed;
  return launch([&] { return run_scenario(*scenario, request); });
}

void check_runs(const std::string& source) {
  for (const char* profile : {"calm", "rough", "hostile"})
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
      INFO(profile << ", seed " << seed);
      const auto result = run(source, profile, seed);
      REQUIRE(result);
      for (const auto& finding : result->expectations) CHECK(finding.finding.verdict == Verdict::held);
    }
}

}  // namespace

TEST_CASE("a group under a nemesis keeps its invariants, and has a leader when it is over") {
  check_runs(kOverDatagrams);
  check_runs(kOverStreams);
}

TEST_CASE("a run under a nemesis is the same whenever it is made") {
  const auto first = run(kOverStreams, "hostile", 1), second = run(kOverStreams, "hostile", 1);
  const auto other = run(kOverStreams, "hostile", 2);
  REQUIRE((first && second && other));
  CHECK(first->fingerprint == second->fingerprint);
  CHECK(first->fingerprint != other->fingerprint);
}
