// One scenario, one seed, one result: whoever watches, whatever the process, the processor and the compiler.
#include <cstdlib>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "run/launch.h"
#include "run/narrator.h"
#include "run/run.h"
#include "scenario/loader.h"
#include "support/command.h"

using namespace orrery;
using orrery::test::Environment;
using orrery::test::run_command;

namespace {

constexpr const char* kScenario = "leader-election/leader-crash";

Scenario scenario() {
  auto loaded = load_scenario(kScenario);
  REQUIRE(loaded.has_value());
  return *std::move(loaded);
}

std::string fingerprint(const Scenario& scenario, const RunRequest& request) {
  const auto result = launch([&] { return run_scenario(scenario, request); });
  REQUIRE(result.has_value());
  return result->fingerprint;
}

std::string fingerprint_of_program(const std::string& program, const std::string& seed,
                                   const Environment& environment = {}) {
  const auto outcome = run_command(program, {"run", kScenario, "--seed", seed, "--json"}, environment);
  const auto json = nlohmann::json::parse(outcome.out, nullptr, false);
  INFO(outcome.err);
  REQUIRE(json.is_object());
  return json["runs"][0]["fingerprint"];
}

}  // namespace

TEST_CASE("no sink changes a run: the fingerprint is the same with all of them, with each, and with none") {
  const Scenario crash = scenario();
  RunRequest plain;
  const std::string expected = fingerprint(crash, plain);

  RunRequest bare;
  bare.measures = false;
  CHECK(fingerprint(crash, bare) == expected);

  for (const Weight weight : {Weight::story, Weight::detail}) {
    Narrator narrator(weight, Paint(), Page(), [](std::string_view) {});
    for (RunRequest request : {plain, bare}) {
      request.sinks.push_back(&narrator);
      CHECK(fingerprint(crash, request) == expected);
    }
  }
}

TEST_CASE("what is expected of a run does not change it") {
  Scenario crash = scenario();
  const std::string expected = fingerprint(crash, {});
  crash.expectations.clear();
  CHECK(fingerprint(crash, {}) == expected);
}

TEST_CASE("the same seed gives the same run in any process, and another seed another") {
  const std::string expected = fingerprint(scenario(), {});
  CHECK(fingerprint_of_program(ORRERY_PROGRAM, "1") == expected);
  CHECK(fingerprint_of_program(ORRERY_PROGRAM, "1", {{"LC_ALL", "tr_TR.UTF-8"}, {"TZ", "Asia/Tokyo"}}) == expected);
  CHECK(fingerprint_of_program(ORRERY_PROGRAM, "2") != expected);
}

// glibc picks its functions by what the processor can do; without FMA and AVX2 it picks others, which round otherwise.
TEST_CASE("a processor without fused multiply-add gives the same run") {
  const std::string tunables = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable,-FMA_Usable,-FMA4_Usable";
  for (const std::string seed : {"1", "2", "3"})
    CHECK(fingerprint_of_program(ORRERY_PROGRAM, seed, {{"GLIBC_TUNABLES", tunables}}) ==
          fingerprint_of_program(ORRERY_PROGRAM, seed));
}

// Hidden: tests/run/CMakeLists.txt builds the other program and names it in ORRERY_TWIN.
TEST_CASE("another compiler or another optimisation gives the same run", "[.twin]") {
  const char* twin = std::getenv("ORRERY_TWIN");
  REQUIRE(twin != nullptr);
  for (const std::string seed : {"1", "2", "3", "4", "5"})
    CHECK(fingerprint_of_program(twin, seed) == fingerprint_of_program(ORRERY_PROGRAM, seed));
}
