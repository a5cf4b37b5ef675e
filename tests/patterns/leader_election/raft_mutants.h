// Rafts with one rule broken each, for the checkers to catch.
#pragma once

#include "patterns/leader_election/raft.h"

namespace orrery::test {

// Votes for whoever asks, however often, as long as it does not lead.
class VotesTwice final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool may_grant(NodeId, const raft::RequestVote& request) const override {
    return request.term >= term() && role() != Role::leader;
  }
};

// Comes back as if it had never run.
class ForgetsItsVote final : public Raft {
 public:
  using Raft::Raft;
  void on_restart(Context& ctx) override { on_start(ctx); }
};

// Answers while its vote is still on the way to the disk.
class AnswersBeforeTheSync final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool is_durable() const override { return true; }
};

// Takes the votes of an earlier campaign for votes of this one.
class CountsOldVotes final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool counts(const raft::RequestVoteReply&) const override { return true; }
};

// Is content with half of the votes.
class WinsWithHalf final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool is_majority(std::size_t votes, std::size_t servers) const override { return votes >= servers / 2; }
};

// Waits for a leader for ever.
class NeverCampaigns final : public Raft {
 public:
  using Raft::Raft;

 protected:
  void on_election_timeout(Context& ctx) override { restart_election_timer(ctx); }
};

}  // namespace orrery::test
