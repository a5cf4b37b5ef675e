#include "bench/warm_run.h"

#include <sys/resource.h>

#include <string>

#include <fmt/format.h>

#include "bench/side_by_side.h"
#include "core/check.h"
#include "core/value_text.h"
#include "run/launch.h"
#include "run/run.h"
#include "scenario/loader.h"

namespace orrery::bench {

namespace {

Scenario load(const std::string& name, const LoadOptions& options = {}) {
  auto scenario = load_scenario(std::string(ORRERY_SOURCE_DIR) + "/tests/bench/" + name, options);
  ORRERY_CHECK(scenario.has_value(), "a scenario of the benchmarks to be valid");
  return std::move(*scenario);
}

RunResult result_of(const Scenario& scenario) {
  const auto result = launch([&] { return run_scenario(scenario, {}); });
  ORRERY_CHECK(result.has_value(), "a benchmark's run to end well");
  return *result;
}

double messages_of(const RunResult& result) {
  for (const MetricFinding& metric : result.metrics)
    if (metric.name == "messages_delivered") return metric.figure.value_or(0);
  check_failed("a result that counts messages", __FILE__, __LINE__);
}

struct Cost {
  double seconds = 0;
  double messages = 0;
};

Cost cost_of(const Scenario& scenario) {
  Cost cost;
  cost.seconds = seconds_of([&] {
    const RunResult result = result_of(scenario);
    ORRERY_CHECK(verdict_of(result) == Verdict::held, "a benchmark's run to hold");
    cost.messages = messages_of(result);
  });
  return cost;
}

double seconds_per_message(const Scenario& scenario) {
  const Cost cost = cost_of(scenario);
  return cost.seconds / cost.messages;
}

Scenario many_groups(std::size_t groups, Duration run_for) {
  std::string text = "orrery: 1\ntitle: Many groups\npatterns: [leader-election]\nstory: One platform for all.\n";
  text += fmt::format("run_for: {}\nnetwork: {{ preset: lan }}\nsystem:\n", duration_text(run_for));
  for (std::size_t group = 0; group < groups; ++group)
    text += fmt::format(
        "  server{0}: {{ kind: raft, count: 5 }}\n"
        "  client{0}: {{ kind: kv-client, arrivals: constant rate=100/s, calls: {{ server{0}: {{ timeout: 1s }} }} "
        "}}\n",
        group);
  auto scenario = load_scenario_text({text, "many-groups.yaml", "many-groups", "", "."});
  ORRERY_CHECK(scenario.has_value(), "a scenario of the benchmarks to be valid");
  return std::move(*scenario);
}

}  // namespace

double events_of_warm_run(const std::string& scenario) {
  return static_cast<double>(result_of(load(scenario)).records);
}

double warm_run(const std::string& name, double events) {
  const Scenario scenario = load(name);
  return seconds_of([&] { result_of(scenario); }) / events;
}

double peak_memory_of_run(const std::string& name, Duration run_for) {
  LoadOptions options;
  options.overrides = {{"run_for", duration_text(run_for)}};
  const auto result = run_scenario(load(name, options), {});
  ORRERY_CHECK(result.has_value(), "a benchmark's run to end well");
  rusage usage{};
  ORRERY_CHECK(getrusage(RUSAGE_SELF, &usage) == 0, "Linux to say how much memory the process had");
  constexpr double kUnit = 1024;
  return static_cast<double>(usage.ru_maxrss) * kUnit;
}

double warm_run_per_message(const std::string& name) { return seconds_per_message(load(name)); }

double many_groups_per_message(std::size_t groups, Duration run_for) {
  const Cost brief = cost_of(many_groups(groups, run_for / 2));
  const Cost whole = cost_of(many_groups(groups, run_for));
  return (whole.seconds - brief.seconds) / (whole.messages - brief.messages);
}

}  // namespace orrery::bench
