// A scenario from text, run in a world of its own process, and the figures that a test asks of it.
//
//   const auto figures = measured_run(text, {{"latency", "mean", "user"}, {"requests", "", "database"}});
//   CHECK(figures[1] == 64);
#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "run/launch.h"
#include "run/metrics.h"
#include "run/run.h"
#include "scenario/loader.h"

namespace orrery::test {

struct AskedFigure {
  std::string metric;
  std::string statistic;  // of a histogram; otherwise empty
  std::string group;
  Window window = {};
};

// The figures in their base units, in the order in which they are asked for; every one must be there.
inline std::vector<double> measured_run(const std::string& text, const std::vector<AskedFigure>& asked,
                                        std::uint64_t seed = 1) {
  ScenarioText source;
  source.text = text;
  source.shown_name = source.name = "test.yaml";
  const auto scenario = load_scenario_text(source, {});
  INFO((scenario ? std::string() : scenario.error().str()));
  REQUIRE(scenario);
  const auto result = launch([&]() -> tl::expected<RunResult, std::string> {
    std::vector<MetricQuery> queries;
    for (const AskedFigure& one : asked) {
      std::vector<NodeId> nodes;
      for (std::uint32_t i = 0; i < scenario->placements.size(); ++i)
        if (scenario->placements[i].group == one.group) nodes.push_back(NodeId{i});
      queries.push_back({find_metric(one.metric), one.statistic, nodes, one.window});
    }
    Metrics metrics(scenario->placements.size(), queries);
    auto run = run_scenario(*scenario, {.seed = seed, .until = {}, .sinks = {&metrics}, .measures = false});
    for (std::size_t i = 0; run && i < asked.size(); ++i)
      run->metrics.push_back({asked[i].metric, asked[i].statistic, asked[i].group, metrics.figure(i)});
    return run;
  });
  INFO((result ? std::string() : result.error().text));
  REQUIRE(result);
  std::vector<double> figures;
  for (const MetricFinding& finding : result->metrics) {
    REQUIRE(finding.figure);
    figures.push_back(*finding.figure);
  }
  return figures;
}

}  // namespace orrery::test
