// What is allowed but hardly meant: the scenario runs, and says so.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "scenario/knob_check.h"
#include "scenario/load.h"

namespace orrery {
namespace {

using test::kHead;
using test::kServers;
using test::load;
using test::texts_of;
using test::try_load;

TEST_CASE("what is allowed but hardly meant is a warning") {
  const Scenario scenario = load(kHead + kServers + R"(faults:
  - { id: late, at: 20s, crash: any server }
expect:
  - { metric: elections, during: 11s..12s, at_least: 1 }
)");
  REQUIRE(scenario.warnings.size() == 2);
  CHECK(scenario.warnings.front().str() ==
        "test.yaml:9:5: warning: fault 'late' never strikes: the run ends at 10s\n"
        "    - { id: late, at: 20s, crash: any server }\n"
        "      ^\n");
}

TEST_CASE("a fault that strikes or ends after the run has a warning, however its time is said") {
  const auto warnings = [](const std::string& faults) {
    return texts_of(load(kHead + kServers + "faults:\n" + faults).warnings);
  };
  using Texts = std::vector<std::string>;
  const std::string early = "  - { id: early, at: 4s, crash: server-1, for: 1s }\n";
  CHECK(warnings(early).empty());
  CHECK(warnings(early + "  - { id: a, at: early.end + 6s, crash: server-2 }\n") ==
        Texts{"fault 'a' never strikes: the run ends at 10s"});
  CHECK(warnings("  - { id: a, every: 11s, crash: server-2, for: 1s }\n") ==
        Texts{"fault 'a' never strikes: the run ends at 10s"});
  CHECK(warnings("  - { id: a, during: 11s..12s, crash: server-2 }\n") ==
        Texts{"fault 'a' never strikes: the run ends at 10s"});
  CHECK(warnings("  - { id: a, at: 8s..12s, crash: server-2 }\n") ==
        Texts{"fault 'a' may be drawn to strike after the run, and then never does: the run ends at 10s"});
  CHECK(warnings("  - { id: a, during: 8s..12s, crash: server-2 }\n") ==
        Texts{"fault 'a' is not undone at 12s: the run ends at 10s"});
  CHECK(warnings(early + "  - { id: a, during: early..early.end + 7s, crash: server-2 }\n") ==
        Texts{"fault 'a' is not undone at 12s: the run ends at 10s"});
  CHECK(warnings("  - { id: a, during: 8s..10s, crash: server-2 }\n").empty());
}

TEST_CASE("an expectation whose window leaves the run has a warning") {
  const auto warnings = [](const std::string& expectation) {
    return texts_of(load(kHead + kServers + "faults: [{ id: a, at: 8s, crash: server-1, for: 1s }]\nexpect: [" +
                         expectation + "]\n")
                        .warnings);
  };
  using Texts = std::vector<std::string>;
  CHECK(warnings("{ metric: elections, during: a.end + 1s..a.end + 2s, at_least: 1 }") ==
        Texts{"this expectation is about a time after the end of the run (10s)"});
  CHECK(warnings("{ metric: elections, during: 2s..11s, at_least: 1 }") ==
        Texts{"this expectation may stay undecided: its window goes on after the end of the run (10s)"});
  CHECK(warnings("{ event: became_leader, of: any server, after: a, within: 3s }") ==
        Texts{"this expectation may stay undecided: its window goes on after the end of the run (10s)"});
  CHECK(warnings("{ metric: elections, during: 2s..10s, at_least: 1 }").empty());
  CHECK(warnings("{ event: became_leader, of: any server, after: a, within: 2s }").empty());
}

LoadOptions with_warnings() {
  LoadOptions options;
  options.tells_warnings = true;
  return options;
}

TEST_CASE("what comes after the run is told beside mistakes, even of the same fault or expectation") {
  const auto loaded = try_load(kHead + R"(system:
  server: { kind: rafft, count: 5 }
faults:
  - { id: late, at: 20s, crash: leader of server }
  - { id: misspelt, at: 30s, crash: sever }
  - { id: after-it, at: misspelt + 1s, crash: server-1 }
  - { id: unclear, at: soon, crash: server-1 }
  - { id: after-unclear, during: unclear..unclear + 20s, pause: server-2 }
nemesis: { during: 11s..12s, of: server }
expect:
  - { metric: elektions, during: 11s..12s, at_least: 1 }
  - { metric: elections, during: late..late + 1s, at_least: 1 }
)",
                               with_warnings());
  REQUIRE(!loaded);
  std::vector<std::string> late;
  for (const Diagnostic& diagnostic : loaded.error())
    if (diagnostic.severity == Diagnostic::Severity::warning)
      late.push_back(std::to_string(diagnostic.line) + ": " + diagnostic.text);
  CHECK(late == std::vector<std::string>{"7: fault 'late' never strikes: the run ends at 10s",
                                         "8: fault 'misspelt' never strikes: the run ends at 10s",
                                         "9: fault 'after-it' never strikes: the run ends at 10s",
                                         "12: fault 'nemesis' never strikes: the run ends at 10s",
                                         "14: this expectation is about a time after the end of the run (10s)"});
}

TEST_CASE("a variant that moves a fault behind the end of the run has a warning of its own") {
  const Scenario scenario = load(kHead + kServers + R"(faults: [{ id: strike, at: 2s, crash: server-1 }]
variants: [{ id: late, set: { faults.strike.at: 20s } }, { id: early, set: { faults.strike.at: 1s } }]
)");
  CHECK(texts_of(scenario.warnings) ==
        std::vector<std::string>{"fault 'strike' never strikes: the run ends at 10s (in variant 'late')"});
}

TEST_CASE("strikes that pile up have a warning") {
  const auto warnings = [](const std::string& fault) {
    return texts_of(load(kHead + kServers + "faults: [" + fault + "]\n").warnings);
  };
  CHECK(
      warnings("{ every: 2s, crash: any server, optional: true }") ==
      std::vector<std::string>{"fault 'fault-1' strikes again every 2s and is never undone: without 'for' the strikes "
                               "pile up"});
  CHECK(warnings("{ every: 2s, crash: any server, for: 1s }").empty());
  CHECK(warnings("{ every: 2s, restart: server }").empty());
  CHECK(warnings("{ every: 9s, rolling-restart: server }").empty());
  CHECK(warnings("{ every: 5s, rolling-restart: server }") ==
        std::vector<std::string>{"fault 'fault-1' strikes again every 5s, and one strike takes 9s: they overlap"});
}

TEST_CASE("a knob that offers what contradicts another setting is found, with the reason") {
  ScenarioText text;
  text.shown_name = "test.yaml";
  text.text = kHead + kServers +
              "knobs:\n"
              "  - { path: system.server.heartbeat, range: 10ms..1s }\n"
              "  - { path: system.server.count, values: [3, 5] }\n";
  const auto scenario = load_scenario_text(text);
  REQUIRE(scenario);
  const Diagnostics refused = check_knobs(text, *scenario);
  REQUIRE(refused.size() == 1);
  CHECK(refused.front().severity == Diagnostic::Severity::warning);
  CHECK(refused.front().line == 9);
  CHECK(refused.front().text == "the knob 'system.server.heartbeat' offers 1s, which the scenario refuses");
  CHECK_THAT(refused.front().note, Catch::Contains("heartbeat (1s) must be shorter"));
}

TEST_CASE("a knob that offers a run too short for its faults is found, but not for what holds in any case") {
  ScenarioText text;
  text.shown_name = "test.yaml";
  text.text = kHead + kServers +
              "faults:\n"
              "  - { id: strike, at: 5s, crash: server-1 }\n"
              "  - { id: never, at: 50s, crash: server-1 }\n"
              "knobs: [{ path: run_for, values: [1s, 10s, 20s] }]\n";
  const auto scenario = load_scenario_text(text);
  REQUIRE(scenario);
  CHECK(texts_of(check_knobs(text, *scenario)) ==
        std::vector<std::string>{
            "the knob 'run_for' offers 1s, with which fault 'strike' never strikes: the run ends at 1s"});
}

}  // namespace
}  // namespace orrery
