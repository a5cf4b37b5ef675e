// One vote per term: each server votes for at most one candidate in a given term (Ongaro & Ousterhout 2014,
// section 5.2).
#pragma once

#include <map>

#include "checkers/checked_nodes.h"
#include "core/checker.h"

namespace orrery {

// Reads the event `vote_granted`. A vote that is given again to the same candidate is no second vote. Crashes are no
// excuse: a server that lost its vote with its disk breaks the claim as well.
class OneVotePerTerm final : public Checker {
 public:
  explicit OneVotePerTerm(std::vector<NodeId> nodes);

  std::string name() const override { return "one-vote-per-term"; }
  std::string claim() const override;
  std::string counts() const override { return "every vote that is granted"; }
  void on_start(const RunInfo& info) override { nodes_.on_start(info); }
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;

 private:
  CheckedNodes nodes_;
  std::vector<std::map<std::int64_t, NodeId>> votes_;  // by voter, by term: the candidate
};

}  // namespace orrery
