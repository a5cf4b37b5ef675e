#include "run/invariants.h"

#include <algorithm>

namespace orrery {

namespace {

// Of each invariant; the rest is counted.
constexpr std::size_t kBreachesKept = 5;

// The nodes whose calls go to the group.
std::vector<NodeId> clients_of(const Scenario& scenario, const std::string& group) {
  std::vector<NodeId> clients;
  for (std::uint32_t i = 0; i < scenario.placements.size(); ++i) {
    const auto caller = std::find_if(scenario.groups.begin(), scenario.groups.end(), [&](const Group& candidate) {
      return candidate.name == scenario.placements[i].group;
    });
    if (caller == scenario.groups.end()) continue;
    const auto& calls = caller->values.calls();
    if (std::any_of(calls.begin(), calls.end(), [&](const auto& call) { return call.target == group; }))
      clients.push_back(NodeId{i});
  }
  return clients;
}

}  // namespace

Invariants::Invariants(const Scenario& scenario) : scenario_(scenario) {
  for (const Group& group : scenario.groups) {
    if (!group.kind->make_checkers) continue;
    CheckedGroup checked{group.name, {}, &group.values, clients_of(scenario, group.name)};
    for (std::uint32_t i = 0; i < scenario.placements.size(); ++i)
      if (scenario.placements[i].group == group.name) checked.nodes.push_back(NodeId{i});
    for (auto& checker : group.kind->make_checkers(checked)) checkers_.push_back(std::move(checker));
  }
}

std::string Invariants::node_name(NodeId node) const {
  return index(node) < scenario_.placements.size() ? scenario_.placements[index(node)].node : std::string();
}

std::vector<InvariantFinding> Invariants::findings() const {
  std::vector<InvariantFinding> findings;
  for (const auto& checker : checkers_) {
    auto finding = std::find_if(findings.begin(), findings.end(),
                                [&](const InvariantFinding& known) { return known.name == checker->name(); });
    if (finding == findings.end())
      finding = findings.insert(findings.end(), {checker->name(), checker->claim(), 0, {}, 0});
    finding->exercised += checker->exercised();
    finding->breach_count += checker->violations().size();
    for (const Violation& violation : checker->violations())
      if (finding->breaches.size() < kBreachesKept)
        finding->breaches.push_back({violation.time, node_name(violation.node), violation.text});
    finding->doubt_count += checker->doubts().size();
    for (const Doubt& doubt : checker->doubts())
      if (finding->doubts.size() < kBreachesKept)
        finding->doubts.push_back({doubt.time, node_name(doubt.node), doubt.text});
  }
  return findings;
}

}  // namespace orrery
