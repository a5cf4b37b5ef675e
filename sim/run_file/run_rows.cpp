#include "run_file/run_rows.h"

#include <cstdint>
#include <string_view>

#include "core/parameters.h"

namespace orrery::run_file {

void write_platform(Database& database, const Scenario& scenario) {
  Statement hosts(database, "INSERT OR IGNORE INTO hosts VALUES (?,?,?,?)");
  for (const HostSpec& host : scenario.platform.hosts)
    hosts.bind(1, std::string_view(host.name))
        .bind(2, std::string_view(host.zone))
        .bind(3, host.latency.nanoseconds())
        .bind(4, host.bandwidth)
        .run();
  Statement links(database, "INSERT OR IGNORE INTO links VALUES (?,?,?)");
  const auto link = [&](std::string_view from, std::string_view to, std::string_view what) {
    links.bind(1, from).bind(2, to).bind(3, what).run();
  };
  for (const ZoneLinkSpec& zones : scenario.platform.links) link(zones.from, zones.to, "zones");
  for (const Group& group : scenario.groups) {
    for (const Call& call : group.values.calls()) link(group.name, call.target, "calls");
    if (!group.kind->roles.empty() && group.count > 1) link(group.name, group.name, "peers");
  }
}

void write_actors(Database& database, const RunInfo& info) {
  Statement nodes(database, "INSERT INTO nodes VALUES (?,?,?,?,?)");
  for (std::size_t i = 0; i < info.nodes.size(); ++i) {
    const RunInfo::NodeInfo& node = info.nodes[i];
    nodes.bind(1, static_cast<std::int64_t>(i)).bind(2, std::string_view(node.name));
    nodes.bind(3, std::string_view(node.group)).bind(4, std::string_view(node.kind));
    nodes.bind(5, std::string_view(node.host)).run();
  }
  Statement faults(database, "INSERT OR IGNORE INTO faults VALUES (?,?,?,?)");
  for (const RunInfo::FaultInfo& fault : info.faults) {
    faults.bind(1, std::string_view(fault.id)).bind(2, std::string_view(fault.target));
    faults.bind(3, std::string_view(fault.link)).bind(4, std::string_view(fault.options)).run();
  }
}

void write_result(Database& database, const RunResult& result) {
  Statement metrics(database, "INSERT INTO metrics VALUES (?,?,?,?)");
  for (const MetricFinding& metric : result.metrics) {
    metrics.bind(1, std::string_view(metric.name)).bind(2, std::string_view(metric.statistic));
    metrics.bind(3, std::string_view(metric.of));
    if (metric.figure)
      metrics.bind(4, *metric.figure);
    else
      metrics.bind_null(4);
    metrics.run();
  }
  Statement expectations(database, "INSERT INTO expectations(claim, verdict, figure, line) VALUES (?,?,?,?)");
  for (const ExpectationFinding& expectation : result.expectations)
    expectations.bind(1, std::string_view(expectation.claim))
        .bind(2, verdict_text(expectation.finding.verdict))
        .bind(3, std::string_view(expectation.finding.figure))
        .bind(4, std::int64_t{expectation.line})
        .run();
  Statement invariants(database, "INSERT INTO invariants VALUES (?,?,?,?,?)");
  Statement violations(database, "INSERT INTO violations(event, time, invariant, node, text) VALUES (?,?,?,?,?)");
  for (const InvariantFinding& invariant : result.invariants) {
    invariants.bind(1, std::string_view(invariant.name)).bind(2, std::string_view(invariant.claim));
    invariants.bind(3, static_cast<std::int64_t>(invariant.exercised));
    invariants.bind(4, static_cast<std::int64_t>(invariant.breach_count));
    invariants.bind(5, static_cast<std::int64_t>(invariant.doubt_count)).run();
    for (const InvariantFinding::Breach& breach : invariant.breaches)
      violations.bind(1, static_cast<std::int64_t>(breach.record))
          .bind(2, breach.time.nanoseconds())
          .bind(3, std::string_view(invariant.name))
          .bind(4, std::string_view(breach.node))
          .bind(5, std::string_view(breach.text))
          .run();
  }
}

}  // namespace orrery::run_file
