// How a run's faults cut it into phases, and how those are told.
#include "run/phases.h"

#include <catch2/catch.hpp>

#include "run/report_phases.h"
#include "scenario/fault_plan.h"
#include "scenario/loader.h"

using namespace orrery;
using namespace orrery::literals;

namespace {

using Names = std::vector<std::string>;

// "before 0 to 10" of each phase of a run of 60 s with these faults.
Names phases(const std::string& faults) {
  ScenarioText source;
  source.shown_name = source.name = "test.yaml";
  source.text =
      "orrery: 1\ntitle: A test\nrun_for: 60s\nsystem:\n  user: { kind: client, calls: { shop: { timeout: 1s } } }\n"
      "  shop: { kind: service }\n" +
      (faults.empty() ? faults : "faults:\n" + faults);
  const auto scenario = load_scenario_text(source, {});
  INFO((scenario ? std::string() : scenario.error().str()));
  REQUIRE(scenario);
  Names names;
  for (const Phase& phase : phases_of(*scenario, plan_faults(*scenario, 1)->times))
    names.push_back(phase.name + " " + std::to_string(phase.window.begin.since_start() / 1_s) + " to " +
                    std::to_string(std::min(phase.window.end, Instant::at(60_s)).since_start() / 1_s));
  return names;
}

RunResult told(const std::string& variant, const std::vector<double>& goodput) {
  RunResult result;
  result.variant = variant;
  const char* names[] = {"before", "slow-database", "after"};
  for (std::size_t i = 0; i < goodput.size(); ++i)
    result.phases.push_back({names[i],
                             Instant::at(Duration::seconds(10 * static_cast<std::int64_t>(i))),
                             Instant::at(Duration::seconds(10 * static_cast<std::int64_t>(i) + 10)),
                             {{"goodput", "", "browser", goodput[i]}, {"rejected", "", "shop", 0.0}}});
  return result;
}

}  // namespace

TEST_CASE("one fault makes three phases: before, while it lasts, after") {
  CHECK(phases("  - { id: bad, during: 10s..30s, slow: shop, factor: 2 }\n") ==
        Names{"before 0 to 10", "bad 10 to 30", "after 30 to 60"});
}

TEST_CASE("what lasts to the end of the run, or from its start, has no phase behind or before it") {
  CHECK(phases("  - { id: bad, at: 10s, slow: shop, factor: 2 }\n") == Names{"before 0 to 10", "bad 10 to 60"});
  CHECK(phases("  - { id: bad, during: 0s..30s, slow: shop, factor: 2 }\n") == Names{"bad 0 to 30", "after 30 to 60"});
}

TEST_CASE("faults that overlap are in force together, and between two of them it is after the first") {
  CHECK(phases("  - { id: a, during: 10s..30s, slow: shop, factor: 2 }\n"
               "  - { id: b, during: 20s..40s, pause: shop }\n") ==
        Names{"before 0 to 10", "a 10 to 20", "a and b 20 to 30", "b 30 to 40", "after b 40 to 60"});
  CHECK(phases("  - { id: a, during: 10s..20s, slow: shop, factor: 2 }\n"
               "  - { id: b, during: 30s..40s, pause: shop }\n") ==
        Names{"before 0 to 10", "a 10 to 20", "after a 20 to 30", "b 30 to 40", "after b 40 to 60"});
}

TEST_CASE("a run without faults, or with one that strikes again and again, has no phases") {
  CHECK(phases("").empty());
  CHECK(phases("  - { id: again, every: 5s, pause: shop, for: 1s }\n").empty());
}

TEST_CASE("more phases than a reader can tell apart are none") {
  std::string faults;
  for (int i = 1; i <= 6; ++i)
    faults += "  - { id: f" + std::to_string(i) + "x, at: " + std::to_string(8 * i) + "s, pause: shop, for: 1s }\n";
  CHECK(phases(faults).empty());
}

TEST_CASE("phases are told side by side, without the metrics in which nothing happened") {
  const RunResult results[] = {told("patient", {100, 10, 90}), told("hedged", {100, 95, 100})};
  CHECK(phases_text(results, {}) ==
        "                               before       slow-database  after\n"
        "                               0 s to 10 s  10 s to 20 s   20 s to 30 s\n"
        "  goodput of browser  patient  100.0/s      10.0/s         90.0/s\n"
        "                      hedged   100.0/s      95.0/s         100.0/s\n");
  CHECK(phases_text({results, 1}, {}) ==
        "                      before       slow-database  after\n"
        "                      0 s to 10 s  10 s to 20 s   20 s to 30 s\n"
        "  goodput of browser  100.0/s      10.0/s         90.0/s\n");
}

TEST_CASE("on a narrow terminal a metric stands above its variants, and phases that do not fit below the others") {
  const RunResult results[] = {told("patient", {100, 10, 90}), told("hedged", {100, 95, 100})};
  CHECK(phases_text(results, {60, true}) ==
        "             before       slow-database  after\n"
        "             0 s to 10 s  10 s to 20 s   20 s to 30 s\n"
        "  goodput of browser\n"
        "    patient  100.0/s      10.0/s         90.0/s\n"
        "    hedged   100.0/s      95.0/s         100.0/s\n");
  CHECK(phases_text(results, {45, true}) ==
        "             before       slow-database\n"
        "             0 s to 10 s  10 s to 20 s\n"
        "  goodput of browser\n"
        "    patient  100.0/s      10.0/s\n"
        "    hedged   100.0/s      95.0/s\n"
        "\n"
        "             after\n"
        "             20 s to 30 s\n"
        "  goodput of browser\n"
        "    patient  90.0/s\n"
        "    hedged   100.0/s\n");
}

TEST_CASE("variants whose phases are not the same are not told side by side") {
  RunResult later = told("later", {100, 10, 90});
  later.phases[1].begin = Instant::at(12_s);
  const RunResult results[] = {told("patient", {100, 10, 90}), later};
  CHECK(phases_text(results, {}).empty());
}

TEST_CASE("each breaker is told with when it opened and closed, and many are told as one") {
  RunResult result;
  result.breakers = {{"shop-1", "database", Instant::at(10_s), "by order", Instant::at(20500_ms), 2},
                     {"shop-2", "database", Instant::at(11_s), "", {}, 1}};
  CHECK(breakers_text({&result, 1}, {}) ==
        "  shop-1 on database  opened at 10.000 s (by order), half-open 2 times, closed at 20.500 s\n"
        "  shop-2 on database  opened at 11.000 s, half-open 1 time, did not close again\n");
  for (int i = 3; i <= 20; ++i)
    result.breakers.push_back({"shop-" + std::to_string(i), "database", Instant::at(12_s), "", Instant::at(21_s), 1});
  CHECK(
      breakers_text({&result, 1}, {}) ==
      "  shop on database  opened 20 times, first at 10.000 s, half-open 21 times, last closed at 21.000 s, 1 did not "
      "close again\n");
}
