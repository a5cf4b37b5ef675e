// Elections: sections 5.2 and 5.4.1, RequestVote of figure 2, and PreVote of the dissertation's section 9.6.
#include "core/check.h"
#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

// Section 5.2: randomised timeouts, so that mostly a single server times out first and wins before another does.
void Raft::restart_election_timer(Context& ctx) {
  const DurationRange range = settings_.election_timeout;
  const std::int64_t length = ctx.random(kElectionTimeout).between(range.low.nanoseconds(), range.high.nanoseconds());
  ctx.reset_timer(election_timer_, kElectionTimeout, Duration::nanoseconds(length));
}

// Figure 2, followers and candidates: when the timeout elapses, a (new) election begins.
void Raft::on_election_timeout(Context& ctx) {
  ORRERY_CHECK(role_ != Role::leader, "no election timer to run in a leader");
  if (role_ == Role::candidate)
    ctx.record(kCampaignTimedOut, kNoNode, term(), static_cast<std::int64_t>(votes_.count()));
  if (!may_campaign(ctx)) return restart_election_timer(ctx);
  if (settings_.pre_vote)
    become_pre_candidate(ctx);
  else
    become_candidate(ctx, false);
}

// Whoever is no member has no election to win; but one that was removed may be needed until that is committed, for its
// log may be the only one that is good enough (dissertation, section 4.2.2).
bool Raft::may_campaign(Context& ctx) const {
  return is_member(ctx.self()) || configurations_.latest_index() > commit_;
}

// The candidate's own vote is durable: now it counts, and now the others may learn of the term.
void Raft::fulfil(Context& ctx, const AskForVotes&) {
  if (role_ != Role::candidate) return;
  ctx.record(kVoteGranted, ctx.self(), term());
  for (const NodeId member : configuration().members())
    if (member != ctx.self()) send(ctx, member, RequestVote{term(), log_.last(), is_transfer_});
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
  when_durable(ctx, save_state(ctx), Answer<RequestVoteReply>{candidate, {term(), granted}});
}

// Figure 2, RequestVote: (1) not for an earlier term; (2) one vote a term, first come, first served (section 5.2), and
// only for a log at least as up-to-date as this one (section 5.4.1).
bool Raft::may_grant(NodeId candidate, const RequestVote& request) const {
  if (request.term < term()) return false;
  if (voted_for() != kNoNode && voted_for() != candidate) return false;
  return is_up_to_date(request.last);
}

bool Raft::is_up_to_date(LogPosition candidate) const { return candidate >= log_.last(); }

void Raft::fulfil(Context& ctx, const Answer<RequestVoteReply>& answer) {
  if (answer.reply.granted) ctx.record(kVoteGranted, answer.to, answer.reply.term);
  send(ctx, answer.to, answer.reply);
}

void Raft::on_request_vote_reply(Context& ctx, NodeId voter, const RequestVoteReply& reply) {
  if (role_ == Role::candidate && reply.granted && counts(reply)) count_vote(ctx, voter);
}

// A reply from an earlier campaign says nothing about this one.
bool Raft::counts(const RequestVoteReply& reply) const { return reply.term == term(); }

// Section 9.6: a vote would be granted in a later term, to a log as good as this one, by whoever hears no leader.
void Raft::on_pre_vote(Context& ctx, NodeId asker, const PreVote& request) {
  const bool granted = request.term > term() && is_up_to_date(request.last) && !hears_a_leader(ctx);
  when_durable(ctx, save_state(ctx), Answer<PreVoteReply>{asker, {granted ? request.term : term(), granted}});
}

void Raft::on_pre_vote_reply(Context& ctx, NodeId voter, const PreVoteReply& reply) {
  if (role_ == Role::pre_candidate && reply.granted && reply.term == term() + 1) count_vote(ctx, voter);
}

// Only members' votes count (dissertation, section 4.1), and each once.
void Raft::count_vote(Context& ctx, NodeId voter) {
  if (!is_member(voter)) return;
  votes_.add(voter);
  if (!is_majority(votes_.count(), configuration().size())) return;
  if (role_ == Role::pre_candidate)
    become_candidate(ctx, false);
  else
    become_leader(ctx);
}

bool Raft::is_majority(std::size_t count, std::size_t servers) const {
  return Configuration::is_majority(count, servers);
}

// Section 4.2.3: within the least election timeout of hearing a leader there is no reason to doubt it.
bool Raft::hears_a_leader(Context& ctx) const {
  if (role_ == Role::leader) return true;
  return heard_leader_ && ctx.clock() - *heard_leader_ < settings_.election_timeout.low;
}

}  // namespace orrery
