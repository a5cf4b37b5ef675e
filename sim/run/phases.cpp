#include "run/phases.h"

#include <algorithm>
#include <set>

#include "core/check.h"

namespace orrery {

namespace {

constexpr std::size_t kPhasesMax = 6;

struct InForce {
  const Fault* fault;
  Instant begin, end;  // the same where it strikes and is over
};

std::vector<InForce> stretches_of(const Scenario& scenario, const FaultTimes& times) {
  std::vector<InForce> stretches;
  const Instant run_end = Instant::at(scenario.run_for);
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const Fault& fault = scenario.faults[i];
    if (fault.schedule.kind == FaultSchedule::Kind::every) continue;
    const Instant begin = times.of(i).strike;
    if (begin >= run_end) continue;
    const Instant end = fault.verb->lasting ? times.of(i).end.value_or(run_end) : begin;
    stretches.push_back({&fault, begin, std::min(end, run_end)});
  }
  return stretches;
}

std::string name_of(const std::vector<InForce>& stretches, const Window& window, Instant run_end) {
  std::string in_force;
  const InForce* last = nullptr;  // of those that are over
  for (const InForce& one : stretches) {
    if (one.begin <= window.begin && one.end > window.begin)
      in_force += (in_force.empty() ? "" : " and ") + one.fault->id;
    else if (one.end <= window.begin && (last == nullptr || one.end >= last->end))
      last = &one;
  }
  if (!in_force.empty()) return in_force;
  if (last == nullptr) return "before";
  return window.end >= run_end && stretches.size() == 1 ? "after" : "after " + last->fault->id;
}

struct Asked {
  std::string_view metric;
  std::string_view statistic;
};
constexpr Asked kOfClients[] = {{"offered_load", ""},   {"goodput", ""},    {"success_rate", ""},
                                {"fallback_rate", ""},  {"latency", "p99"}, {"attempts_per_operation", ""},
                                {"time_to_recover", ""}};
constexpr Asked kOfCallers[] = {{"attempts_per_call", ""}};
constexpr Asked kOfProxies[] = {{"upstream_ratio", ""}, {"proxy_overflows", ""}, {"proxy_timeouts", ""}};
// What a policy of a call, by its name, lets be asked.
struct OfPolicy {
  std::string_view policy;
  Asked asked;
};
constexpr OfPolicy kOfPolicies[] = {
    {"fallback", {"fallbacks", ""}},
    {"breaker", {"shed_by_breaker", ""}},
    {"breaker", {"breaker_open_time", ""}},
    {"rate_limit", {"shed_by_rate_limit", ""}},
    {"bulkhead", {"shed_by_bulkhead", ""}},
    {"adaptive_throttle", {"shed_by_throttle", ""}},
    {"retry_budget", {"retries_over_budget", ""}},
};
constexpr Asked kOfServices[] = {{"arrival_rate", ""}, {"rejected", ""}, {"expired", ""}, {"errors", ""}};

bool has_policy(const Group& group, std::string_view policy) {
  const auto calls = group.values.calls();
  return std::any_of(calls.begin(), calls.end(), [&](const Call& call) { return call.policies.has(policy); });
}

}  // namespace

std::vector<Phase> phases_of(const Scenario& scenario, const FaultTimes& times) {
  const Instant run_end = Instant::at(scenario.run_for);
  const std::vector<InForce> stretches = stretches_of(scenario, times);
  std::set<Instant> cuts{Instant::start(), run_end};
  for (const InForce& one : stretches) cuts.insert({one.begin, one.end});
  if (cuts.size() < 3 || cuts.size() > kPhasesMax + 1) return {};
  std::vector<Phase> phases;
  for (auto cut = cuts.begin(); *cut != run_end; ++cut) {
    const Instant end = *std::next(cut);
    // What happens at the end of the run is of its last phase.
    const Window window{*cut, end == run_end ? Instant::max() : end};
    phases.push_back({name_of(stretches, {*cut, end}, run_end), window});
  }
  return phases;
}

PhaseQueries::PhaseQueries(const Scenario& scenario, std::vector<Phase> phases) : phases_(std::move(phases)) {
  for (const Phase& phase : phases_)
    for (const Group& group : scenario.groups) {
      std::vector<NodeId> nodes;
      for (std::uint32_t i = 0; i < scenario.placements.size(); ++i)
        if (scenario.placements[i].group == group.name) nodes.push_back(NodeId{i});
      const auto ask = [&](std::span<const Asked> list) {
        for (const Asked& asked : list) {
          const MetricDeclaration* metric = find_metric(asked.metric);
          ORRERY_CHECK(metric != nullptr, "metrics of the table");
          if (&phase == &phases_.front()) of_.push_back(group.name);
          queries_.push_back({metric, std::string(asked.statistic), nodes, phase.window});
        }
      };
      const bool is_calling = feeds(*group.kind, MetricSource::calls) && !group.values.calls().empty();
      const bool is_client = is_calling && group.kind->has_operations;
      const bool is_proxy = feeds(*group.kind, MetricSource::proxies);
      if (is_client) ask(kOfClients);
      if (is_proxy) ask(kOfProxies);
      if (is_calling && !is_client && !is_proxy) ask(kOfCallers);
      for (const OfPolicy& of : kOfPolicies)
        if (is_calling && has_policy(group, of.policy)) ask({&of.asked, 1});
      if (feeds(*group.kind, MetricSource::requests) && !is_proxy) ask(kOfServices);
    }
}

std::vector<PhaseFinding> PhaseQueries::findings(const Metrics& metrics, std::size_t first_query, Instant end) const {
  std::vector<PhaseFinding> findings;
  if (of_.empty()) return findings;
  for (std::size_t i = 0; i < phases_.size(); ++i) {
    const Phase& phase = phases_[i];
    if (phase.window.begin >= end) break;
    PhaseFinding found{phase.name, phase.window.begin, std::min(phase.window.end, end), {}};
    for (std::size_t k = 0; k < of_.size(); ++k) {
      const std::size_t query = i * of_.size() + k;
      found.metrics.push_back({std::string(queries_[query].metric->name), queries_[query].statistic, of_[k],
                               metrics.figure(first_query + query)});
    }
    findings.push_back(std::move(found));
  }
  return findings;
}

}  // namespace orrery
