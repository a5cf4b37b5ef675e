// One Raft server of a group, on a fake context.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "patterns/leader_election/raft_network.h"

namespace orrery::test {

inline constexpr NodeId kN1{0}, kN2{1}, kN3{2}, kN4{3}, kN5{4};

// n1 of a group of this size.
struct Server {
  explicit Server(std::size_t servers = 3, FakeNode::Make make = make_raft)
      : run(names(servers)), node(run, kN1, make) {
    node.start();
  }
  // With these values of some parameters.
  static FakeNode::Make with(Texts texts) {
    return [values = ParameterValues(Raft::parameters, texts)] { return Raft::make(values); };
  }
  static std::unique_ptr<Node> make_raft() { return Raft::make(ParameterValues(Raft::parameters)); }
  static std::vector<std::string> names(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= count; ++i) names.push_back("n" + std::to_string(i));
    return names;
  }
  // Its log holds entries of these terms, on the disk.
  void hold(std::initializer_list<raft::Term> terms) {
    node.receive(kN2, raft::AppendEntries{std::max(terms), {}, 0, entries_of(terms)});
    node.complete_sync();
  }
  // A candidate whose own vote is durable.
  void campaign() {
    node.fire(raft::kElectionTimeout);
    node.complete_sync();
  }
  void lead() {
    campaign();
    for (std::size_t voter = 1; !is_leader(node); ++voter)
      node.receive(run.everyone[voter], raft::RequestVoteReply{term_of(node), true});
  }
  // The reply that leaves once the sync is done, if there is one to wait for.
  template <Message Reply>
  Reply reply() {
    if (node.sent<Reply>().empty()) node.complete_sync();
    REQUIRE(node.sent<Reply>().size() == 1);
    return node.sent<Reply>().front().second;
  }

  FakeRun run;
  FakeNode node;
};

}  // namespace orrery::test
