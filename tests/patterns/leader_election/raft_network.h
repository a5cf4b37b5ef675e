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

inline bool is_candidate(const FakeNode& node) { return node.shows(raft::kRole.name, raft::kCandidate); }
inline bool is_leader(const FakeNode& node) { return node.shows(raft::kRole.name, raft::kLeader); }
inline bool is_follower(const FakeNode& node) { return node.shows(raft::kRole.name, raft::kFollower); }
inline raft::Term term_of(const FakeNode& node) { return node.field(raft::kTerm.name).value_or(0); }

}  // namespace orrery::test
