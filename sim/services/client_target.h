// Which member of a group that elects a leader a client asks.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "core/check.h"
#include "core/ids.h"

namespace orrery {

// A belief, kept until someone knows better: followed where a member names the leader, given up for the next member in
// turn where the one that was asked did not answer or would not serve. The turn goes on by itself, wherever it was led
// away to: a member that is cut off together with the leader that it names must not be asked again and again.
class LeaderBelief {
 public:
  LeaderBelief() = default;
  // Clients begin with different members, by their position.
  LeaderBelief(std::span<const NodeId> members, std::size_t position)
      : members_(members.begin(), members.end()),
        turn_(position % std::max<std::size_t>(1, members.size())),
        believed_(turn_) {
    ORRERY_CHECK(!members.empty(), "a group to call that has members");
  }

  NodeId leader() const { return members_[believed_]; }
  std::size_t members() const { return members_.size(); }
  bool is_member(NodeId node) const { return std::find(members_.begin(), members_.end(), node) != members_.end(); }

  void follow(NodeId leader) {
    const auto named = std::find(members_.begin(), members_.end(), leader);
    if (named != members_.end()) believed_ = static_cast<std::size_t>(named - members_.begin());
  }
  // Nothing where another is believed to lead by now.
  void leave(NodeId asked) {
    if (leader() != asked) return;
    pass_turn();
    if (leader() == asked) pass_turn();
  }

 private:
  void pass_turn() {
    turn_ = (turn_ + 1) % members_.size();
    believed_ = turn_;
  }

  std::vector<NodeId> members_;
  std::size_t turn_ = 0;
  std::size_t believed_ = 0;
};

}  // namespace orrery
