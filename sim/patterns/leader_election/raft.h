// Raft's leader election. After Ongaro & Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014),
// sections 5.1, 5.2 and 5.4.1 with figure 2, and chapters 3 and 9 of Ongaro's dissertation (2014).
//
//                                          election timeout: new term, new campaign
//                                                    +-----+
//                                                    v     |
//   start --> follower ---- election timeout ----> candidate ---- votes of a majority ----> leader
//                ^                                     |                                      |
//                +---- hears a leader or later term ---+                                      |
//                +-------------------------- hears a later term ------------------------------+
//
// Choices that the paper leaves open or makes otherwise:
// - A candidate asks each server once in a term, as etcd does; the next election timeout makes good a lost request.
// - The disk is never waited for. Whatever a server says in a term waits for the sync that makes the term and the vote
//   durable, and is left unsaid when that term is over by then: it would count for nothing any more.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/node.h"
#include "core/parameters.h"
#include "patterns/leader_election/raft_messages.h"
#include "patterns/leader_election/raft_state.h"
#include "patterns/leader_election/raft_tally.h"

namespace orrery {

class Raft : public Node {
 public:
  enum class Role : std::uint8_t { follower, candidate, leader };

  static const Parameters parameters;
  static const std::vector<std::string_view> roles;   // the values of the field `role`
  static const std::vector<Field> fields;             // role, term, voted_for
  static const std::vector<std::string_view> events;  // raft_observed.h says what each holds
  static std::unique_ptr<Node> make(const ParameterValues& values);
  // Empty where the values agree; otherwise what must hold between which.
  static std::string contradiction(const ParameterValues& values);

  explicit Raft(const ParameterValues& values);

  void on_start(Context& ctx) override;
  void on_restart(Context& ctx) override;
  void on_message(Context& ctx, const Envelope& envelope) override;
  void on_timer(Context& ctx, TimerId timer) override;
  void on_synced(Context& ctx, SyncId sync) override;

 protected:
  raft::Term term() const { return state_.term(); }
  NodeId voted_for() const { return state_.voted_for(); }
  Role role() const { return role_; }

  // The rules that safety and liveness rest on, one function each, so that a broken one can be put in its place and the
  // checkers be held against it.
  virtual bool may_grant(NodeId candidate, const raft::RequestVote& request) const;
  virtual bool counts(const raft::RequestVoteReply& reply) const;
  virtual bool is_majority(std::size_t votes, std::size_t servers) const;
  virtual bool is_durable() const;
  virtual void on_election_timeout(Context& ctx);
  virtual raft::LogPosition last_entry() const;

  void restart_election_timer(Context& ctx);

 private:
  // What is done once the state at hand is durable.
  struct AskForVotes {};
  template <Message Reply>
  struct Answer {
    NodeId to;
    Reply reply;
  };
  using Promise = std::variant<AskForVotes, Answer<raft::RequestVoteReply>, Answer<raft::AppendEntriesReply>>;
  struct Waiting {
    SyncId sync;
    raft::Term term;
    Promise promise;
  };

  // Roles: each is entered by its function and by no other way.
  void become_follower(Context& ctx, raft::Term term, NodeId because_of);
  void become_candidate(Context& ctx);
  void become_leader(Context& ctx);
  void show(Context& ctx) const;

  // All servers (section 5.1).
  void adopt_later_term(Context& ctx, NodeId from, raft::Term term);

  // Elections (sections 5.2 and 5.4.1).
  void on_request_vote(Context& ctx, NodeId candidate, const raft::RequestVote& request);
  void on_request_vote_reply(Context& ctx, NodeId voter, const raft::RequestVoteReply& reply);
  void count_vote(Context& ctx, NodeId voter);

  // Heartbeats (section 5.2).
  void on_heartbeat_timer(Context& ctx);
  void send_heartbeats(Context& ctx);
  void on_append_entries(Context& ctx, NodeId leader, const raft::AppendEntries& request);

  // Durability (section 5.1, figure 2).
  void when_durable(Context& ctx, Promise promise);
  void fulfil(Context& ctx, const AskForVotes& promise);
  void fulfil(Context& ctx, const Answer<raft::RequestVoteReply>& promise);
  void fulfil(Context& ctx, const Answer<raft::AppendEntriesReply>& promise);

  const DurationRange election_timeout_;
  const Duration heartbeat_;
  const Transport transport_;

  raft::PersistentState state_;
  Role role_ = Role::follower;
  raft::VoteTally votes_;        // of a candidate
  TimerId election_timer_;       // pending in a follower and a candidate
  TimerId heartbeat_timer_;      // pending in a leader
  std::deque<Waiting> waiting_;  // in the order of their syncs
};

}  // namespace orrery
