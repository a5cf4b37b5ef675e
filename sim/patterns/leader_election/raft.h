// Raft: a log that servers replicate from an elected leader, and the state machine that it feeds. After Ongaro &
// Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014), "the paper" below, and Ongaro's dissertation
// (2014), "the dissertation".
//
//                                          election timeout: new term, new campaign
//                                                    +-----+
//                                                    v     |
//   start --> follower ---- election timeout ----> candidate ---- votes of a majority ----> leader
//                ^  |                                ^ |                                      |
//                |  +--> pre-candidate: would I win? + |                                      |
//                |                     (pre_vote only) |                                      |
//                +---- hears a leader or later term ---+                                      |
//                +------------ hears a later term, or no majority (check_quorum only) --------+
//
// Each rule stands in one place: raft_election.cpp (5.2, 5.4.1, 9.6), raft_replication.cpp (5.3), raft_commitment.cpp
// (5.3, 5.4.2), raft_requests.cpp (8, 6.3), raft_reads.cpp (6.4), raft_snapshot.cpp (7), raft_membership.cpp (4),
// raft_transfer.cpp (3.10), raft_quorum_check.cpp (6.2), and here the roles (5.1) and the disk (figure 2).
//
// Choices that the paper leaves open or makes otherwise:
// - A candidate asks each server once in a term, as etcd does; the next election timeout makes good a lost request.
// - The disk is never waited for. Whatever a server says in a term waits for the sync that makes what it promises
//   durable, and is left unsaid when that term is over by then: it would count for nothing any more.
// - Messages with entries follow one another without waiting, as in etcd; a heartbeat that finds a gap closes it.
// - A snapshot travels as a transfer of its own, so that heartbeats need not queue behind it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/node.h"
#include "core/parameters.h"
#include "core/ring.h"
#include "patterns/leader_election/raft_disk.h"
#include "patterns/leader_election/raft_log.h"
#include "patterns/leader_election/raft_messages.h"
#include "patterns/leader_election/raft_progress.h"
#include "patterns/leader_election/raft_rounds.h"
#include "patterns/leader_election/raft_settings.h"
#include "patterns/leader_election/raft_state.h"
#include "patterns/leader_election/raft_tally.h"

namespace orrery {

class Raft : public Node {
 public:
  enum class Role : std::uint8_t { follower, pre_candidate, candidate, leader };

  static const Parameters parameters;
  static const std::vector<std::string_view> roles;   // the values of the field `role`
  static const std::vector<Field> fields;             // role, term, voted_for
  static const std::vector<std::string_view> events;  // raft_observed.h says what each holds
  static const std::vector<std::string_view> orders;  // what on_order carries out
  static std::unique_ptr<Node> make(const ParameterValues& values);
  // Empty where the values agree; otherwise what must hold between which.
  static std::string contradiction(const ParameterValues& values);

  // Replicates a key-value store.
  explicit Raft(const ParameterValues& values);
  Raft(const ParameterValues& values, std::unique_ptr<StateMachine> machine);

  void on_start(Context& ctx) override;
  void on_restart(Context& ctx) override;
  void on_message(Context& ctx, const Envelope& envelope) override;
  void on_timer(Context& ctx, TimerId timer) override;
  void on_synced(Context& ctx, SyncId sync) override;
  void on_work_done(Context& ctx, WorkId work, bool done) override;
  void on_order(Context& ctx, Name order, NodeId peer) override;
  void on_reset(Context& ctx, NodeId peer) override;
  void prefetch(Prefetcher& memory, bool nearer) const override;

 protected:
  // A request of a client's, as far as its answer needs it.
  struct Asker {
    NodeId client;
    RequestNumber number;
    std::int32_t attempt;
  };

  raft::Term term() const { return state_.term(); }
  NodeId voted_for() const { return state_.voted_for(); }
  Role role() const { return role_; }
  const raft::Log& log() const { return log_; }
  raft::LogIndex commit_index() const { return commit_; }
  const StateMachine& machine() const { return *machine_; }

  // The rules that safety and liveness rest on, one function each, so that a broken one can be put in its place and the
  // checkers be held against it.
  virtual bool may_grant(NodeId candidate, const raft::RequestVote& request) const;
  virtual bool is_up_to_date(raft::LogPosition candidate) const;
  virtual bool counts(const raft::RequestVoteReply& reply) const;
  virtual bool is_majority(std::size_t count, std::size_t servers) const;
  virtual bool is_durable(raft::SyncedDisk::Write write) const;
  virtual raft::LogIndex durable_index() const;
  virtual void on_election_timeout(Context& ctx);
  virtual bool is_consistent(raft::LogPosition previous) const;
  virtual void cut_conflict(Context& ctx, raft::LogIndex last);
  virtual bool may_commit(raft::LogIndex index) const;
  virtual raft::LogIndex applicable_index() const;
  virtual bool has_taken_effect(NodeId client, RequestNumber number) const;
  virtual bool may_read_at_once(Context& ctx) const;
  virtual void on_command_appended(Context& ctx, const Asker& asker, const Operation& operation);

  void restart_election_timer(Context& ctx);
  void answer(Context& ctx, const Asker& asker, std::int64_t value) const;
  void truncate(Context& ctx, raft::LogIndex last);

 private:
  // What is done once the state at hand is durable. What outlives its term is done whatever has become of the server's
  // role; the rest counts for nothing in a later term.
  struct AskForVotes {};
  template <Message Reply>
  struct Answer {
    NodeId to;
    Reply reply;
  };
  struct FinishSnapshot {
    raft::SnapshotPtr snapshot;
  };
  struct FinishInstallation {
    NodeId leader;
    raft::Term term;  // that the leader sent it in
    raft::SnapshotPtr snapshot;
  };
  using Promise = std::variant<AskForVotes, Answer<raft::RequestVoteReply>, Answer<raft::PreVoteReply>,
                               Answer<raft::AppendEntriesReply>, Answer<raft::InstallSnapshotReply>, FinishSnapshot,
                               FinishInstallation>;
  struct Waiting {
    raft::SyncedDisk::Write write;
    raft::Term term;
    Promise promise;
  };

  // Roles: each is entered by its function and by no other way.
  void become_follower(Context& ctx, raft::Term term, NodeId because_of);
  void become_pre_candidate(Context& ctx);
  void become_candidate(Context& ctx, bool is_transfer);
  void become_leader(Context& ctx);
  void leave_leadership(Context& ctx);
  void show(Context& ctx) const;

  // All servers (section 5.1).
  void adopt_later_term(Context& ctx, NodeId from, raft::Term term);

  // Elections (sections 5.2 and 5.4.1; dissertation, section 9.6).
  void on_request_vote(Context& ctx, NodeId candidate, const raft::RequestVote& request);
  void on_request_vote_reply(Context& ctx, NodeId voter, const raft::RequestVoteReply& reply);
  void on_pre_vote(Context& ctx, NodeId asker, const raft::PreVote& request);
  void on_pre_vote_reply(Context& ctx, NodeId voter, const raft::PreVoteReply& reply);
  void count_vote(Context& ctx, NodeId voter);
  bool hears_a_leader(Context& ctx) const;
  bool may_campaign(Context& ctx) const;

  // Replication (section 5.3).
  void append(Context& ctx, raft::EntryPtr entry);
  void replicate(Context& ctx);
  // AppendEntries as it was made last: followers that keep up are all sent the same.
  struct MadeLast {
    raft::LogIndex previous = -1;
    const raft::Batch* batch = nullptr;
    Context::Parcel parcel;
  };
  void replicate_to(Context& ctx, NodeId peer, raft::Progress& progress, MadeLast& made);
  void send_append(Context& ctx, NodeId peer, raft::LogPosition previous, const raft::BatchPtr& batch,
                   MadeLast& made) const;
  void make_append(Context& ctx, raft::LogPosition previous, const raft::BatchPtr& batch, MadeLast& made) const;
  void on_heartbeat_timer(Context& ctx);
  void send_heartbeats(Context& ctx);
  void on_append_entries(Context& ctx, NodeId leader, const raft::AppendEntries& request);
  void take_entries(Context& ctx, raft::LogPosition previous, const raft::Batch& batch);
  void on_append_entries_reply(Context& ctx, NodeId follower, const raft::AppendEntriesReply& reply);
  void on_progress(Context& ctx, NodeId follower, raft::Progress& progress);
  void hear(Context& ctx, raft::Progress& progress, raft::Rounds::Number round);
  // Whoever the leader sends entries to: all other members, and the server that is catching up to become one.
  template <class Act>
  void for_each_follower(Context& ctx, Act act) {
    const NodeId self = ctx.self();
    for (const NodeId member : configuration().members())
      if (member != self) act(member, progress_of(member));
    if (change_ && change_->round > 0) act(change_->peer, progress_of(change_->peer));
  }

  // Commitment (sections 5.3 and 5.4.2).
  void advance_commitment(Context& ctx);
  void commit_to(Context& ctx, raft::LogIndex index);
  void apply_committed(Context& ctx);
  void apply(Context& ctx, raft::LogIndex index, const raft::Entry& entry);
  bool has_committed_in_its_term() const;

  // Clients (section 8; dissertation, section 6.3).
  void on_request(Context& ctx, NodeId client, const Request& request);
  void on_command(Context& ctx, NodeId client, const Request& request);
  void decline(Context& ctx, NodeId client, const Request& request, ReplyStatus status, NodeId instead) const;

  // Reads without the log (dissertation, section 6.4).
  void on_read(Context& ctx, NodeId client, const Request& request);
  void begin_read_round(Context& ctx);
  void begin_lease_round(Context& ctx);
  void confirm_rounds(Context& ctx);
  raft::Rounds::Number round_to_prove() const;
  void forget_reads();

  // Snapshots (section 7).
  void recall(Context& ctx);
  void begin_snapshot(Context& ctx);
  void save_snapshot(Context& ctx, const raft::SnapshotPtr& snapshot, Promise then);
  void send_snapshot(Context& ctx, NodeId peer, raft::Progress& progress);
  void retry_snapshots(Context& ctx);
  void on_install_snapshot(Context& ctx, NodeId leader, const raft::InstallSnapshot& request);
  void on_install_snapshot_reply(Context& ctx, NodeId follower, const raft::InstallSnapshotReply& reply);
  void adopt_snapshot(const raft::Snapshot& snapshot);
  void adopt_configurations_of_log();

  // Membership (dissertation, chapter 4).
  const raft::Configuration& configuration() const { return configurations_.latest(); }
  bool is_member(NodeId node) const { return configuration().contains(node); }
  void show_configuration(Context& ctx) const;
  void change_membership(Context& ctx, Name order, NodeId peer);
  void continue_change(Context& ctx);
  void continue_catching_up(Context& ctx);
  void abort_change(Context& ctx);
  void on_configuration_committed(Context& ctx);

  // Leadership transfer (dissertation, section 3.10).
  void transfer_leadership(Context& ctx, NodeId target);
  void continue_transfer(Context& ctx);
  void on_transfer_timeout(Context& ctx);
  void on_timeout_now(Context& ctx, const raft::TimeoutNow& request);

  // CheckQuorum (dissertation, section 6.2).
  void restart_quorum_timer(Context& ctx);
  void on_quorum_timer(Context& ctx);

  // Durability (section 5.1, figure 2).
  raft::SyncedDisk::Write save_state(Context& ctx);
  void sync(Context& ctx);
  void keep_promises(Context& ctx);
  void fulfil(Context& ctx, const Promise& promise);
  void fulfil(Context& ctx, const AskForVotes& promise);
  void fulfil(Context& ctx, const Answer<raft::RequestVoteReply>& promise);
  template <Message Reply>
  void fulfil(Context& ctx, const Answer<Reply>& promise) {
    send(ctx, promise.to, promise.reply);
  }
  void fulfil(Context& ctx, const FinishSnapshot& promise);
  void fulfil(Context& ctx, const FinishInstallation& promise);

  template <class M>
  void send(Context& ctx, NodeId to, M&& message) const {
    ctx.send(to, std::forward<M>(message), settings_.transport);
  }
  // In the group. Mostly its ids follow one another.
  std::size_t position_of(NodeId peer) const {
    const std::size_t guess = index(peer) - index(group_.front());
    return guess < group_.size() && group_[guess] == peer ? guess : search_position_of(peer);
  }
  std::size_t search_position_of(NodeId peer) const;
  raft::Progress& progress_of(NodeId peer) { return progress_[position_of(peer)]; }
  const raft::Progress& progress_of(NodeId peer) const { return progress_[position_of(peer)]; }

  // Inlined, so that what is promised goes straight into the message.
  template <class Promised>
  [[gnu::always_inline]] void when_durable(Context& ctx, raft::SyncedDisk::Write write, Promised promise) {
    if (is_durable(write)) return fulfil(ctx, promise);
    wait_for(write, Promise(std::move(promise)));
  }
  void wait_for(raft::SyncedDisk::Write write, Promise promise);

  const raft::Settings settings_;
  std::span<const NodeId> group_;  // all that are or may become members

  // Of all servers: what the disk keeps, and what follows from it.
  raft::PersistentState state_;
  raft::Log log_;
  raft::SnapshotPtr snapshot_;  // the latest that is durable; null: none
  raft::ConfigurationHistory configurations_;
  raft::SyncedDisk disk_;
  raft::SyncedDisk::Write state_write_ = 0;  // the latest of state_
  std::vector<Waiting> waiting_;

  Role role_ = Role::follower;
  NodeId leader_ = kNoNode;              // of this term, as far as it is known
  std::optional<Instant> heard_leader_;  // when one was heard last, by the server's own clock
  raft::LogIndex commit_ = 0;            // the last entry known to be committed
  raft::LogIndex applied_ = 0;           // the last entry that has reached the state machine
  std::unique_ptr<StateMachine> machine_;
  Sessions sessions_;

  struct HeavyWrite {
    WorkId work;
    raft::SnapshotPtr snapshot;
    NodeId leader = kNoNode;  // who sent it; kNoNode: it is of this server's own state
    raft::Term term = 0;
  };
  std::optional<HeavyWrite> taking_, installing_;
  raft::LogIndex saved_snapshot_ = 0;  // the last entry of the latest that was written

  // Of a candidate, and a pre-candidate.
  raft::VoteTally votes_;
  bool is_transfer_ = false;

  // Of a leader.
  std::vector<raft::Progress> progress_;                              // by position in the group
  std::map<std::pair<NodeId, RequestNumber>, std::int32_t> pending_;  // commands in the log to be answered: attempt
  struct Read {
    Asker asker;
    Operation operation;
  };
  raft::Rounds rounds_;
  Ring<Read> reads_;                // in the order of their arrival
  std::size_t reads_in_round_ = 0;  // the first ones: those that wait for read_round_
  raft::Rounds::Number read_round_ = 0;
  struct Transfer {
    NodeId target;
    bool is_asked;  // to begin its election
  };
  std::optional<Transfer> transfer_;
  bool has_asked_for_election_ = false;  // in this term: then a vote may be given whoever was heard
  struct Change {
    Name order;
    NodeId peer;
    bool is_begun = false;
    raft::LogIndex index = 0;  // of its entry; 0: it has none yet
    int round = 0;             // of catching up
    raft::LogIndex round_end = 0;
    Instant round_began = {};
  };
  std::optional<Change> change_;

  TimerId election_timer_;   // pending in all but a leader
  TimerId heartbeat_timer_;  // pending in a leader
  TimerId quorum_timer_;     // pending in a leader that checks its quorum
  TimerId transfer_timer_;   // pending during a transfer
};

}  // namespace orrery
