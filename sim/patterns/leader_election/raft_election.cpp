// Elections: sections 5.2 and 5.4.1, and RequestVote of figure 2.
#include "core/check.h"
#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

// Section 5.2: randomised timeouts, so that mostly a single server times out first and wins before another does.
void Raft::restart_election_timer(Context& ctx) {
  const std::int64_t length =
      ctx.random(kElectionTimeout).between(election_timeout_.low.nanoseconds(), election_timeout_.high.nanoseconds());
  ctx.reset_timer(election_timer_, kElectionTimeout, Duration::nanoseconds(length));
}

// Figure 2, followers and candidates: when the timeout elapses, a (new) election begins.
void Raft::on_election_timeout(Context& ctx) {
  ORRERY_CHECK(role_ != Role::leader, "no election timer to run in a leader");
  if (role_ == Role::candidate)
    ctx.record(kCampaignTimedOut, kNoNode, term(), static_cast<std::int64_t>(votes_.count()));
  become_candidate(ctx);
}

// The candidate's own vote is durable: now it counts, and now the others may learn of the term.
void Raft::fulfil(Context& ctx, const AskForVotes&) {
  if (role_ != Role::candidate) return;
  ctx.record(kVoteGranted, ctx.self(), term());
  for (const NodeId peer : ctx.peers())
    if (peer != ctx.self()) ctx.send(peer, RequestVote{term(), last_entry()}, transport_);
  count_vote(ctx, ctx.self());
}

// Figure 2, RequestVote. Granting restarts the election timer, refusing does not.
void Raft::on_request_vote(Context& ctx, NodeId candidate, const RequestVote& request) {
  const bool granted = may_grant(candidate, request);
  if (granted) {
    state_.vote_for(candidate);
    ctx.expose(kVotedFor, candidate);
    restart_election_timer(ctx);
  }
  when_durable(ctx, Answer<RequestVoteReply>{candidate, {term(), granted}});
}

// Figure 2, RequestVote: (1) not for an earlier term; (2) one vote a term, first come, first served (section 5.2), and
// only for a log at least as up-to-date as this one (section 5.4.1).
bool Raft::may_grant(NodeId candidate, const RequestVote& request) const {
  if (request.term < term()) return false;
  if (voted_for() != kNoNode && voted_for() != candidate) return false;
  return request.last >= last_entry();
}

void Raft::fulfil(Context& ctx, const Answer<RequestVoteReply>& answer) {
  if (answer.reply.granted) ctx.record(kVoteGranted, answer.to, answer.reply.term);
  ctx.send(answer.to, answer.reply, transport_);
}

void Raft::on_request_vote_reply(Context& ctx, NodeId voter, const RequestVoteReply& reply) {
  if (role_ == Role::candidate && reply.granted && counts(reply)) count_vote(ctx, voter);
}

// A reply from an earlier campaign says nothing about this one.
bool Raft::counts(const RequestVoteReply& reply) const { return reply.term == term(); }

void Raft::count_vote(Context& ctx, NodeId voter) {
  votes_.add(voter);
  if (is_majority(votes_.count(), ctx.peers().size())) become_leader(ctx);
}

// More than half of all servers, also where their number is even: two majorities always share a server.
bool Raft::is_majority(std::size_t votes, std::size_t servers) const { return votes > servers / 2; }

// The log is empty.
LogPosition Raft::last_entry() const { return {}; }

}  // namespace orrery
