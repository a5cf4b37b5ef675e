#include "checkers/election_safety.h"

#include "checkers/election_records.h"

namespace orrery {

ElectionSafety::ElectionSafety(std::vector<NodeId> nodes) : nodes_(std::move(nodes)), views_(nodes_.size()) {}

std::string ElectionSafety::claim() const {
  return "at most one leader is elected in a term (Raft, figure 3: election safety)";
}

void ElectionSafety::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    // Whatever one handler does has one cause: the next cause says that it is over.
    if (changed_ && record.cause != last_change_.cause) judge();
    if (record.kind != RecordKind::state && record.kind != RecordKind::crashed) continue;
    if (const auto node = nodes_.position(record.node)) take(record, *node);
  }
}

void ElectionSafety::on_finish(Instant) {
  if (changed_) judge();
}

void ElectionSafety::take(const Record& record, std::size_t node) {
  View& view = views_[node];
  if (record.kind == RecordKind::crashed) {
    view = {};
    if (changed_ == node) changed_.reset();
    return;
  }
  if (record.name == election::kRole.id()) {
    view.is_leader = record.a == election::name_value(election::kLeader);
  } else if (record.name == election::kTerm.id()) {
    view.term = record.a;
  } else {
    return;
  }
  changed_ = node;
  last_change_ = record;
}

void ElectionSafety::judge() {
  View& view = views_[*changed_];
  const std::size_t node = *changed_;
  changed_.reset();
  if (!view.is_leader) {
    view.judged_as_leader_of.reset();
    return;
  }
  if (view.judged_as_leader_of == view.term) return;
  view.judged_as_leader_of = view.term;
  exercise();
  const auto [first, is_first] = leader_of_.try_emplace(view.term, node);
  if (is_first || first->second == node) return;
  violate(last_change_,
          nodes_.name(first->second) + " and " + nodes_.name(node) + " both led term " + std::to_string(view.term));
}

}  // namespace orrery
