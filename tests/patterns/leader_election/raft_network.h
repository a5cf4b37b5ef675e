// Raft servers on a FakeNetwork.
#pragma once

#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"
#include "support/fake_network.h"

namespace orrery::test {

template <class Server = Raft>
FakeNetwork::Make servers() {
  return [](NodeId) { return std::make_unique<Server>(ParameterValues(Raft::parameters)); };
}

// Entries without content, of these terms.
inline raft::BatchPtr entries_of(std::initializer_list<raft::Term> terms) {
  auto batch = std::make_shared<raft::Batch>();
  for (const raft::Term term : terms) {
    batch->entries.push_back(std::make_shared<const raft::Entry>(raft::Entry::no_op(term)));
    batch->size += batch->entries.back()->size;
  }
  return batch;
}

// With these values of some parameters, the defaults of the others.
using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;
inline FakeNetwork::Make servers_with(Texts texts) {
  return [values = ParameterValues(Raft::parameters, texts)](NodeId) { return std::make_unique<Raft>(values); };
}

inline bool is_candidate(const FakeNode& node) { return node.shows(raft::kRole.name, raft::kCandidate); }
inline bool is_leader(const FakeNode& node) { return node.shows(raft::kRole.name, raft::kLeader); }
inline bool is_follower(const FakeNode& node) { return node.shows(raft::kRole.name, raft::kFollower); }
inline raft::Term term_of(const FakeNode& node) { return node.field(raft::kTerm.name).value_or(0); }

}  // namespace orrery::test
