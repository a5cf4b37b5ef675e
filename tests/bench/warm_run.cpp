#include "bench/warm_run.h"

#include <queue>
#include <string>
#include <vector>

#include "bench/phold.h"
#include "bench/side_by_side.h"
#include "core/check.h"
#include "run/launch.h"
#include "run/run.h"
#include "scenario/loader.h"

namespace orrery::bench {

namespace {

Scenario load(const std::string& name) {
  auto scenario = load_scenario(std::string(ORRERY_SOURCE_DIR) + "/tests/bench/" + name);
  ORRERY_CHECK(scenario.has_value(), "a scenario of the benchmarks to be valid");
  return std::move(*scenario);
}

RunResult result_of(const Scenario& scenario) {
  const auto result = launch([&] { return run_scenario(scenario, {}); });
  ORRERY_CHECK(result.has_value(), "a benchmark's run to end well");
  return *result;
}

}  // namespace

double events_of_warm_run(const std::string& scenario) {
  return static_cast<double>(result_of(load(scenario)).records);
}

double warm_run(const std::string& name, double events) {
  const Scenario scenario = load(name);
  return seconds_of([&] { result_of(scenario); }) / events;
}

}  // namespace orrery::bench
