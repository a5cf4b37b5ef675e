#include "run/run.h"

#include <algorithm>
#include <memory>
#include <span>

#include <fmt/format.h>

#include "core/check.h"
#include "engine/platform.h"
#include "engine/world.h"
#include "faults/fault_schedule.h"
#include "run/breaker_log.h"
#include "run/expectations.h"
#include "run/fingerprint.h"
#include "run/invariants.h"
#include "run/metrics.h"
#include "run/phases.h"
#include "run/story.h"
#include "run/summary_queries.h"
#include "scenario/fault_plan.h"

namespace orrery {

namespace {

const Group& group_named(const Scenario& scenario, const std::string& name) {
  const auto group = std::find_if(scenario.groups.begin(), scenario.groups.end(),
                                  [&](const Group& candidate) { return candidate.name == name; });
  ORRERY_CHECK(group != scenario.groups.end(), "every node to be of a group of the scenario");
  return *group;
}

// The host of each node. Those that the scenario leaves open take the hosts of the platform file in turn.
tl::expected<std::vector<std::string>, std::string> hosts_of(const Scenario& scenario) {
  std::vector<std::string> hosts;
  std::vector<std::string> offered;
  std::size_t next = 0;
  for (const Scenario::Placement& placement : scenario.placements) {
    hosts.push_back(placement.host);
    if (!placement.host.empty() || placement.beside) continue;
    if (offered.empty()) {
      auto probed = Platform::probe(scenario.platform);
      if (!probed) return tl::unexpected(probed.error());
      offered = *std::move(probed);
    }
    hosts.back() = offered[next++ % offered.size()];
  }
  for (std::size_t i = 0; i < hosts.size(); ++i)
    if (const auto beside = scenario.placements[i].beside) hosts[i] = hosts[*beside];
  return hosts;
}

// What the story says of a fault beside whom it hit: the link, and every option that is not at its default.
RunInfo::FaultInfo info_of(const Fault& fault) {
  RunInfo::FaultInfo info;
  info.id = fault.id;
  if (const auto* selector = std::get_if<Selector>(&fault.target)) info.target = selector->text();
  if (const auto* link = std::get_if<LinkSelector>(&fault.target)) info.link = link->text();
  for (const Parameter& option : fault.options.declared()) {
    if (!fault.options.has(option.path) || fault.options.text(option.path) == option.default_text) continue;
    info.options += fmt::format("{}{} {}", info.options.empty() ? "" : ", ", option.path,
                                in_prose(fault.options.text(option.path)));
  }
  for (const ConfigurationChange& change : fault.set)
    info.options += fmt::format("{}{} {}", info.options.empty() ? "" : ", ", change.path, in_prose(change.text));
  return info;
}

WorldConfig world_config(const Scenario& scenario, const RunRequest& request, std::span<const Fault> faults,
                         const std::vector<std::string>& hosts) {
  WorldConfig config;
  config.seed = request.seed;
  config.run_for = scenario.run_for;
  if (request.until) config.run_for = std::min(config.run_for, request.until->since_start());
  config.platform = scenario.platform;
  config.stream = scenario.stream;
  config.flow_messages = scenario.flow_messages;
  for (const Fault& fault : faults) config.faults.push_back(info_of(fault));
  for (const Scenario::Placement& placement : scenario.placements) {
    const Group& group = group_named(scenario, placement.group);
    NodeConfig& node = config.nodes.emplace_back();
    node.name = placement.node;
    node.group = placement.group;
    node.kind = group.kind->name;
    node.host = hosts[config.nodes.size() - 1];
    node.make = [&group] { return group.kind->make(group.values); };
    if (group.kind->parameters->find("disk.sync") != nullptr) node.disk_sync = group.values.distribution("disk.sync");
  }
  return config;
}

// Conditions that hold from the start draw from streams of their own, as a fault of that name would.
void add_standing_conditions(const Scenario& scenario, World& world) {
  for (std::size_t i = 0; i < scenario.conditions.size(); ++i) {
    const StandingCondition& standing = scenario.conditions[i];
    const std::string owner = fmt::format("network.conditions.{}", i + 1);
    RandomStream random(world.seed(), owner, "target");
    const std::vector<NodeId> from = resolve(standing.link.from, world, random);
    const std::vector<NodeId> to = resolve(standing.link.to, world, random);
    world.add_condition(owner, from, to, standing.condition);
    if (standing.link.both_ways) world.add_condition(owner, to, from, standing.condition);
  }
}

// What the user got wrong, with the scenario file as its place.
std::string error_in(const Scenario& scenario, std::string text, std::string note = {}, Place place = {}) {
  Reporter reporter;
  reporter.add_source(scenario.path, scenario.source);
  reporter.error(place, std::move(text), std::move(note));
  return reporter.errors().str();
}

std::string errors_of(const FaultInjector& injector, const Scenario& scenario) {
  std::string errors;
  for (std::size_t i = 0; i < injector.errors().size(); ++i) {
    const Fault& fault = *injector.missed()[i];
    errors += error_in(scenario, injector.errors()[i], "with 'optional: true' a fault may hit nothing",
                       {0, fault.line, fault.column});
  }
  return errors;
}

// Counts what passes.
class RecordCount final : public Sink {
 public:
  void on_batch(const RecordBatch& batch) override { count_ += batch.records.size(); }
  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;
};

// The sinks that judge a run, and what they found.
class Judgement {
 public:
  Judgement(const Scenario& scenario, const FaultTimes& times)
      : expectations_(scenario, [&](const InstantExpression& expression) { return times.resolve(expression); }),
        invariants_(scenario),
        summary_(summary_queries(scenario)),
        phases_(scenario, phases_of(scenario, times)),
        metrics_(scenario.placements.size(), all_queries()),
        story_(Weight::story, [this](const StoryLine& line) {
          if (lines_.size() < kStoryLimit) lines_.push_back(line);
        }) {}

  void attach(World& world) {
    world.add_sink(metrics_);
    world.add_sink(expectations_);
    world.add_sink(story_);
    world.add_sink(invariants_);
    world.add_sink(breakers_);
  }

  void report(RunResult& result) {
    result.invariants = invariants_.findings();
    result.expectations = expectations_.findings(metrics_, 0, result.invariants);
    result.compared = expectations_.compared(metrics_, 0);
    const std::size_t of_summary = expectations_.queries().size();
    result.metrics = summary_findings(summary_, metrics_, of_summary);
    result.phases = phases_.findings(metrics_, of_summary + summary_.size(), result.end);
    result.breakers = breakers_.findings();
    result.story = std::move(lines_);
  }

 private:
  std::vector<MetricQuery> all_queries() const {
    std::vector<MetricQuery> queries = expectations_.queries();
    for (const SummaryQuery& asked : summary_) queries.push_back(asked.query);
    queries.insert(queries.end(), phases_.queries().begin(), phases_.queries().end());
    return queries;
  }

  Expectations expectations_;
  Invariants invariants_;
  std::vector<SummaryQuery> summary_;
  PhaseQueries phases_;
  BreakerLog breakers_;
  Metrics metrics_;
  std::vector<StoryLine> lines_;
  Story story_;
};

}  // namespace

std::string find_platform_error(const Scenario& scenario) {
  if (scenario.platform.file.empty()) return {};
  const auto offered = Platform::probe(scenario.platform);
  if (!offered) return error_in(scenario, offered.error());
  const std::vector<std::string_view> hosts(offered->begin(), offered->end());
  for (const Scenario::Placement& placement : scenario.placements) {
    if (placement.host.empty() || std::find(hosts.begin(), hosts.end(), placement.host) != hosts.end()) continue;
    const Group& group = group_named(scenario, placement.group);
    return error_in(scenario,
                    fmt::format("node '{}' lives on host '{}', which the platform does not have; its hosts are: {}",
                                placement.node, placement.host, one_of(hosts)),
                    did_you_mean(placement.host, hosts), {0, group.on_line, group.on_column});
  }
  return {};
}

tl::expected<RunResult, std::string> run_scenario(const Scenario& scenario, const RunRequest& request) {
  const auto plan = plan_faults(scenario, request.seed);
  if (!plan) return tl::unexpected(error_in(scenario, plan.error()));
  const bool names_hosts = std::any_of(scenario.placements.begin(), scenario.placements.end(),
                                       [](const Scenario::Placement& placement) { return !placement.host.empty(); });
  if (names_hosts)
    if (std::string error = find_platform_error(scenario); !error.empty()) return tl::unexpected(std::move(error));
  const auto hosts = hosts_of(scenario);
  if (!hosts) return tl::unexpected(error_in(scenario, hosts.error()));
  auto created = World::create(world_config(scenario, request, plan->faults, *hosts));
  if (!created) return tl::unexpected(error_in(scenario, created.error()));
  World& world = **created;

  Fingerprint fingerprint;
  RecordCount records;
  world.add_sink(fingerprint);
  world.add_sink(records);
  std::unique_ptr<Judgement> judgement;
  if (request.measures) {
    judgement = std::make_unique<Judgement>(scenario, plan->times);
    judgement->attach(world);
  }
  for (Sink* sink : request.sinks) world.add_sink(*sink);

  add_standing_conditions(scenario, world);
  // What hit nothing is told at its place in the story, and the run is over.
  FaultInjector injector(world, plan->faults, plan->times, [&] {
    const Fault& fault = *injector.missed().back();
    world.record_fault(RecordKind::fault_began, Name(fault.id), fault.verb->name, {}, {});
    world.stop();
  });
  const RunEnd end = world.run();
  if (!end.error.empty()) return tl::unexpected(error_in(scenario, end.error));
  if (!injector.errors().empty()) return tl::unexpected(errors_of(injector, scenario));

  RunResult result;
  result.scenario = scenario.name;
  result.title = scenario.title;
  result.variant = scenario.variant;
  result.seed = request.seed;
  result.overrides = scenario.overrides;
  result.end = end.when;
  result.planned_end = Instant::at(scenario.run_for);
  result.records = records.count();
  result.fingerprint = fingerprint.text();
  if (judgement) judgement->report(result);
  return result;
}

}  // namespace orrery
