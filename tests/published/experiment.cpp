#include "published/experiment.h"

#include <cmath>
#include <numeric>
#include <thread>

#include "core/check.h"
#include "run/launch.h"
#include "run/metrics.h"
#include "run/run.h"
#include "scenario/loader.h"

namespace orrery::published {

namespace {

std::vector<NodeId> nodes_of(const Scenario& scenario, const std::string& group) {
  std::vector<NodeId> nodes;
  for (std::uint32_t i = 0; i < scenario.placements.size(); ++i)
    if (scenario.placements[i].group == group) nodes.push_back(NodeId{i});
  return nodes;
}

tl::expected<RunResult, std::string> run_once(const Scenario& scenario, const std::vector<AskedFigure>& asked,
                                              std::uint64_t seed) {
  std::vector<MetricQuery> queries;
  for (const AskedFigure& one : asked) {
    const MetricDeclaration* metric = find_metric(one.metric);
    ORRERY_CHECK(metric != nullptr, "an experiment to ask for metrics that there are");
    queries.push_back({metric, one.statistic, nodes_of(scenario, one.group), one.window});
  }
  Metrics metrics(scenario.placements.size(), queries);
  auto run = run_scenario(scenario, {.seed = seed, .until = {}, .sinks = {&metrics}, .measures = false});
  for (std::size_t i = 0; run && i < asked.size(); ++i)
    run->metrics.push_back({asked[i].metric, asked[i].statistic, asked[i].group, metrics.figure(i)});
  return run;
}

}  // namespace

double Sample::mean() const {
  return std::accumulate(figures_.begin(), figures_.end(), 0.0) / static_cast<double>(figures_.size());
}

double Sample::standard_error() const {
  if (figures_.size() < 2) return 0;
  const double center = mean();
  double squares = 0;
  for (const double figure : figures_) squares += (figure - center) * (figure - center);
  const auto count = static_cast<double>(figures_.size());
  return std::sqrt(squares / (count - 1) / count);
}

Sample operator/(const Sample& x, const Sample& y) {
  ORRERY_CHECK(x.figures().size() == y.figures().size(), "samples of the same seeds");
  std::vector<double> ratios;
  for (std::size_t i = 0; i < x.figures().size(); ++i) ratios.push_back(x.figures()[i] / y.figures()[i]);
  return Sample(std::move(ratios));
}

std::vector<Sample> measured(const Experiment& experiment, std::uint64_t first_seed, std::size_t seeds) {
  const auto scenario = load_scenario(std::string(ORRERY_SCENARIOS) + "/" + experiment.scenario + ".yaml",
                                      {experiment.variant, experiment.overrides});
  ORRERY_CHECK(scenario.has_value(), "an experiment's scenario to be valid");
  std::vector<std::vector<double>> figures(experiment.asked.size());
  launch_all(
      seeds, std::max(1u, std::thread::hardware_concurrency()),
      [&](std::size_t number) {
        return [&, number] { return run_once(*scenario, experiment.asked, first_seed + number); };
      },
      [&](std::size_t, const tl::expected<RunResult, RunError>& result) {
        ORRERY_CHECK(result.has_value(), "an experiment to run to its end");
        for (std::size_t i = 0; i < figures.size(); ++i) {
          ORRERY_CHECK(result->metrics[i].figure.has_value(), "an experiment to give every figure asked for");
          figures[i].push_back(*result->metrics[i].figure);
        }
        return true;
      });
  std::vector<Sample> samples;
  for (std::vector<double>& one : figures) samples.emplace_back(std::move(one));
  return samples;
}

}  // namespace orrery::published
