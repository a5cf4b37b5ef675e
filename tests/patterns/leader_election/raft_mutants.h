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
  void on_restart(Context& ctx) override {
    ctx.storage().truncate("log", ctx.storage().first("log"));
    on_start(ctx);
  }
};

// Answers while what it promises is still on the way to the disk.
class AnswersBeforeTheSync final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool is_durable(raft::SyncedDisk::Write) const override { return true; }
  raft::LogIndex durable_index() const override { return log().last_index(); }
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
  bool is_majority(std::size_t count, std::size_t servers) const override { return count >= servers / 2; }
};

// Waits for a leader for ever.
class NeverCampaigns final : public Raft {
 public:
  using Raft::Raft;

 protected:
  void on_election_timeout(Context& ctx) override { restart_election_timer(ctx); }
};

// Votes for candidates whose log lacks what its own holds.
class VotesForShorterLogs final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool is_up_to_date(raft::LogPosition) const override { return true; }
};

// Takes entries without a look at what comes before them.
class SkipsTheConsistencyCheck final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool is_consistent(raft::LogPosition) const override { return true; }
};

// Keeps entries that conflict with the leader's.
class ForgetsToTruncate final : public Raft {
 public:
  using Raft::Raft;

 protected:
  void cut_conflict(Context&, raft::LogIndex) override {}
};

// Commits entries of earlier terms by counting who has them (figure 8 of the paper).
class CommitsEarlierTerms final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool may_commit(raft::LogIndex) const override { return true; }
};

// Leads, and never finds that a majority holds an entry.
class NeverCommits final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool may_commit(raft::LogIndex) const override { return false; }
};

// Applies whatever is in its log.
class AppliesBeforeCommitment final : public Raft {
 public:
  using Raft::Raft;

 protected:
  raft::LogIndex applicable_index() const override { return log().last_index(); }
};

// Carries a request out as often as it stands in the log.
class IgnoresSessions final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool has_taken_effect(NodeId, RequestNumber) const override { return false; }
};

// Answers reads from its own state, whoever may lead by now.
class ReadsLocally final : public Raft {
 public:
  using Raft::Raft;

 protected:
  bool may_read_at_once(Context&) const override { return true; }
};

// Answers a write as soon as it is in its own log.
class AcknowledgesBeforeCommitment final : public Raft {
 public:
  using Raft::Raft;

 protected:
  void on_command_appended(Context& ctx, const Asker& asker, const Operation& operation) override {
    answer(ctx, asker, operation.value);
  }
};

}  // namespace orrery::test
