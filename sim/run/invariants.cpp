#include "run/invariants.h"

#include <algorithm>

namespace orrery {

namespace {

// Of each invariant; the rest is counted.
constexpr std::size_t kBreachesKept = 5;

}  // namespace

Invariants::Invariants(const Scenario& scenario) : scenario_(scenario) {
  for (const Group& group : scenario.groups) {
    if (!group.kind->make_checkers) continue;
    CheckedGroup checked{group.name, {}, &group.values};
    for (std::uint32_t i = 0; i < scenario.placements.size(); ++i)
      if (scenario.placements[i].group == group.name) checked.nodes.push_back(NodeId{i});
    for (auto& checker : group.kind->make_checkers(checked)) checkers_.push_back(std::move(checker));
  }
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
    for (const Violation& violation : checker->violations()) {
      if (finding->breaches.size() == kBreachesKept) break;
      const bool of_node = index(violation.node) < scenario_.placements.size();
      finding->breaches.push_back(
          {violation.time, of_node ? scenario_.placements[index(violation.node)].node : std::string(), violation.text});
    }
  }
  return findings;
}

}  // namespace orrery
