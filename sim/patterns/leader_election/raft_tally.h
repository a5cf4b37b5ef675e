// The votes that a candidate holds in its current campaign.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/ids.h"

namespace orrery::raft {

// A voter counts once, however often its reply arrives.
class VoteTally {
 public:
  void clear() { voters_.clear(); }
  void add(NodeId voter) {
    if (std::find(voters_.begin(), voters_.end(), voter) == voters_.end()) voters_.push_back(voter);
  }
  std::size_t count() const { return voters_.size(); }

 private:
  std::vector<NodeId> voters_;
};

}  // namespace orrery::raft
