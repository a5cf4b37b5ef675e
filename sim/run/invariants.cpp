#include "run/invariants.h"

#include <algorithm>
#include <map>

namespace orrery {

namespace {

// Of each invariant; the rest is counted.
constexpr std::size_t kBreachesKept = 5;

// What a group's checkers know is read into the processor's caches once for so many Records of the group. They ask for
// no Record but their own, so that they may come late.
constexpr std::size_t kHandedOver = 256;

// By position of the group: its nodes.
std::vector<std::vector<NodeId>> nodes_by_group(const Scenario& scenario) {
  std::map<std::string_view, std::size_t> position;
  for (const Group& group : scenario.groups) position.emplace(group.name, position.size());
  std::vector<std::vector<NodeId>> nodes(scenario.groups.size());
  for (std::uint32_t i = 0; i < scenario.placements.size(); ++i)
    nodes[position.at(scenario.placements[i].group)].push_back(NodeId{i});
  return nodes;
}

}  // namespace

Invariants::Invariants(const Scenario& scenario) : scenario_(scenario), bundles_of_(scenario.placements.size()) {
  const std::vector<std::vector<NodeId>> nodes = nodes_by_group(scenario);
  std::map<std::string_view, std::vector<NodeId>> callers;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const Call& call : scenario.groups[i].values.calls())
      callers[call.target].insert(callers[call.target].end(), nodes[i].begin(), nodes[i].end());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Group& group = scenario.groups[i];
    if (group.kind->make_checkers) make_bundle(*group.kind, {group.name, nodes[i], &group.values, callers[group.name]});
  }
}

void Invariants::make_bundle(const NodeKind& kind, const CheckedGroup& group) {
  const auto position = static_cast<std::uint32_t>(bundles_.size());
  Bundle& bundle = bundles_.emplace_back();
  for (auto& checker : kind.make_checkers(group)) {
    bundle.checkers.push_back(checker.get());
    bundle.reads_traffic = bundle.reads_traffic || checker->reads_traffic();
    checkers_.push_back(std::move(checker));
  }
  reads_traffic_ = reads_traffic_ || bundle.reads_traffic;
  for (const auto& nodes : {group.nodes, group.clients})
    for (const NodeId node : nodes) bundles_of_[index(node)].push_back(position);
}

void Invariants::on_start(const RunInfo& info) {
  for (const auto& checker : checkers_) checker->on_start(info);
}

void Invariants::on_batch(const RecordBatch& batch) {
  const auto give = [this](std::uint32_t position, const Record& record) {
    Bundle& bundle = bundles_[position];
    if (is_traffic(record.kind) && !bundle.reads_traffic) return;
    bundle.records.push_back(record);
    if (bundle.records.size() == kHandedOver) hand_over(bundle);
  };
  for (const Record& record : batch.records) {
    if (index(record.node) < bundles_of_.size()) {
      for (const std::uint32_t position : bundles_of_[index(record.node)]) give(position, record);
    } else {
      for (std::uint32_t position = 0; position < bundles_.size(); ++position) give(position, record);
    }
  }
}

void Invariants::hand_over(Bundle& bundle) {
  for (Checker* checker : bundle.checkers) checker->on_batch({bundle.records, {}});
  bundle.records.clear();
}

void Invariants::on_finish(Instant end) {
  for (Bundle& bundle : bundles_) hand_over(bundle);
  for (const auto& checker : checkers_) checker->on_finish(end);
}

std::string Invariants::node_name(NodeId node) const {
  return index(node) < scenario_.placements.size() ? scenario_.placements[index(node)].node : std::string();
}

std::vector<InvariantFinding> Invariants::findings() const {
  std::vector<InvariantFinding> findings;
  const auto breach_is_expected = [&](std::string_view name) {
    return std::any_of(scenario_.expectations.begin(), scenario_.expectations.end(), [&](const Expectation& expected) {
      return expected.kind == ExpectationKind::invariants && expected.subject == name && expected.is == kViolated &&
             (expected.variant.empty() || expected.variant == scenario_.variant);
    });
  };
  for (const auto& checker : checkers_) {
    auto finding = std::find_if(findings.begin(), findings.end(),
                                [&](const InvariantFinding& known) { return known.name == checker->name(); });
    if (finding == findings.end())
      finding = findings.insert(findings.end(), {checker->name(), checker->claim(), 0, {}, 0});
    finding->breach_is_expected = breach_is_expected(finding->name);
    finding->exercised += checker->exercised();
    finding->breach_count += checker->violations().size();
    for (const Violation& violation : checker->violations())
      if (finding->breaches.size() < kBreachesKept)
        finding->breaches.push_back({violation.time, node_name(violation.node), violation.text, violation.record});
    finding->doubt_count += checker->doubts().size();
    for (const Doubt& doubt : checker->doubts())
      if (finding->doubts.size() < kBreachesKept)
        finding->doubts.push_back({doubt.time, node_name(doubt.node), doubt.text, doubt.record});
  }
  return findings;
}

}  // namespace orrery
