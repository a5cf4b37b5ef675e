#include "checkers/one_vote_per_term.h"

#include "checkers/election_records.h"

namespace orrery {

OneVotePerTerm::OneVotePerTerm(std::vector<NodeId> nodes) : nodes_(std::move(nodes)), votes_(nodes_.size()) {}

std::string OneVotePerTerm::claim() const {
  return "a server votes for at most one candidate in a term, across restarts (Raft, section 5.2)";
}

void OneVotePerTerm::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (record.kind != RecordKind::event || record.name != election::kVoteGranted.id()) continue;
    const auto voter = nodes_.position(record.node);
    if (!voter) continue;
    exercise();
    const auto [first, is_first] = votes_[*voter].try_emplace(record.a, record.peer);
    if (is_first || first->second == record.peer) continue;
    violate(record, nodes_.name(*voter) + " voted for " + nodes_.name(first->second) + " and for " +
                        nodes_.name(record.peer) + " in term " + std::to_string(record.a));
  }
}

}  // namespace orrery
