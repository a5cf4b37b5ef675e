#include "run/summary_queries.h"

#include <algorithm>
#include <set>

#include "core/check.h"

namespace orrery {

namespace {

struct Asked {
  std::string_view metric;
  std::string_view statistic;
};

constexpr Asked kOfLeaders[] = {{"leaderless_time", ""}, {"elections", ""},        {"campaigns", ""},
                                {"split_votes", ""},     {"election_time", "p50"}, {"election_time", "max"}};
constexpr Asked kOfClients[] = {{"operations", ""}, {"success_rate", ""}, {"goodput", ""},  {"latency", "p50"},
                                {"latency", "p99"}, {"retries", ""},      {"redirects", ""}};
constexpr Asked kOfCallingClients[] = {
    {"offered_load", ""}, {"full_answer_rate", ""}, {"fallback_rate", ""}, {"time_to_recover", ""}};
constexpr Asked kOfCallers[] = {
    {"calls", ""}, {"attempts_per_call", ""}, {"calls_refused", ""}, {"calls_given_up", ""}, {"fallbacks", ""}};
constexpr Asked kOfBreakers[] = {
    {"shed_by_breaker", ""}, {"trips", ""}, {"false_trips", ""}, {"breaker_open_time", ""}, {"time_to_trip", "p50"}};
constexpr Asked kOfServices[] = {
    {"requests", ""}, {"arrival_rate", ""}, {"rejected", ""}, {"expired", ""}, {"errors", ""}};
constexpr Asked kOfEffects[] = {{"effects", ""}, {"double_effects", ""}};
constexpr Asked kOfProxies[] = {{"downstream_requests", ""}, {"upstream_requests", ""}, {"upstream_ratio", ""},
                                {"upstream_retries", ""},    {"proxy_overflows", ""},   {"proxy_timeouts", ""},
                                {"proxy_overhead", "p50"},   {"proxy_overhead", "p99"}};
constexpr Asked kOfSystem[] = {{"messages_delivered", ""},
                               {"messages_dropped", ""},
                               {"bytes_delivered", ""},
                               {"message_delay", "p50"},
                               {"message_delay", "p99"}};

void ask(std::vector<SummaryQuery>& queries, std::span<const Asked> list, const std::string& of,
         const std::vector<NodeId>& nodes) {
  for (const Asked& asked : list) {
    const MetricDeclaration* metric = find_metric(asked.metric);
    ORRERY_CHECK(metric != nullptr, "metrics of the table");
    queries.push_back({of, {metric, std::string(asked.statistic), nodes, {}}});
  }
}

}  // namespace

std::vector<SummaryQuery> summary_queries(const Scenario& scenario) {
  std::vector<SummaryQuery> queries;
  std::vector<NodeId> all;
  for (const Group& group : scenario.groups) {
    std::vector<NodeId> nodes;
    for (std::uint32_t i = 0; i < scenario.placements.size(); ++i)
      if (scenario.placements[i].group == group.name) nodes.push_back(NodeId{i});
    if (feeds(*group.kind, MetricSource::leaders)) ask(queries, kOfLeaders, group.name, nodes);
    ask(queries, kOfClients, group.name, nodes);
    const bool is_calling = feeds(*group.kind, MetricSource::calls) && !group.values.calls().empty();
    if (is_calling && group.kind->has_operations) ask(queries, kOfCallingClients, group.name, nodes);
    const bool is_proxy = feeds(*group.kind, MetricSource::proxies);
    if (is_proxy) ask(queries, kOfProxies, group.name, nodes);
    if (is_calling && !is_proxy) ask(queries, kOfCallers, group.name, nodes);
    const auto calls = group.values.calls();
    const bool has_breakers =
        std::any_of(calls.begin(), calls.end(), [](const Call& call) { return call.policies.has("breaker"); });
    if (is_calling && has_breakers) ask(queries, kOfBreakers, group.name, nodes);
    if (feeds(*group.kind, MetricSource::requests) && !is_proxy) {
      ask(queries, kOfServices, group.name, nodes);
      const bool may_have_effects = group.kind->parameters->find("effects") != nullptr;
      if (may_have_effects && group.values.boolean("effects")) ask(queries, kOfEffects, group.name, nodes);
    }
    all.insert(all.end(), nodes.begin(), nodes.end());
  }
  ask(queries, kOfSystem, "", all);
  return queries;
}

std::vector<MetricFinding> summary_findings(const std::vector<SummaryQuery>& queries, const Metrics& metrics,
                                            std::size_t first_query) {
  std::set<std::string> without_operations;
  for (std::size_t i = 0; i < queries.size(); ++i)
    if (queries[i].query.metric->name == "operations" && metrics.figure(first_query + i) == 0.0)
      without_operations.insert(queries[i].of);

  std::vector<MetricFinding> findings;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const SummaryQuery& asked = queries[i];
    if (family_of(asked.query.metric->name) == MeasureFamily::operations && without_operations.contains(asked.of))
      continue;
    findings.push_back(
        {std::string(asked.query.metric->name), asked.query.statistic, asked.of, metrics.figure(first_query + i)});
  }
  return findings;
}

}  // namespace orrery
