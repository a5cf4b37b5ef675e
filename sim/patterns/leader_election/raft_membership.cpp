// Membership changes, one server at a time: dissertation, chapter 4.
//
// Majorities of configurations that differ in one server overlap, so that each change is one entry of the log and the
// cluster serves on throughout. A change waits until the leader has committed an entry of its own term: without that,
// two leaders in turn could each begin one, and the two need not overlap (the flaw found in 2015).
#include <algorithm>

#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

void Raft::show_configuration(Context& ctx) const {
  ctx.record(kConfigurationAdopted, kNoNode, configurations_.latest_index(), 0, configuration().positions_in(group_));
}

void Raft::change_membership(Context& ctx, Name order, NodeId peer) {
  const bool is_known = std::find(group_.begin(), group_.end(), peer) != group_.end();
  const bool changes = is_known && is_member(peer) == (order == kRemoveServer);
  const bool leaves_someone = order == kAddServer || configuration().size() > 1;
  if (role_ != Role::leader || change_ || transfer_ || !changes || !leaves_someone) {
    ctx.record(kOrderRefused, peer, term());
    return;
  }
  change_ = Change{order, peer};
  continue_change(ctx);
}

// Section 4.1, and its correction: the change before must be committed, and an entry of this term. While the leadership
// is handed over nothing is appended (3.10), or the target would never have the whole log.
void Raft::continue_change(Context& ctx) {
  if (transfer_ || !change_ || change_->is_begun || !has_committed_in_its_term() ||
      configurations_.latest_index() > commit_)
    return;
  change_->is_begun = true;
  if (change_->order == kRemoveServer) {
    change_->index = log_.last_index() + 1;
    append(ctx, std::make_shared<const Entry>(Entry::change(term(), configuration().without(change_->peer))));
    replicate(ctx);
    advance_commitment(ctx);
    return;
  }
  // Section 4.2.1: a new server first catches up without a vote, or nothing could be committed until it has.
  change_->round = 1;
  change_->round_end = log_.last_index();
  change_->round_began = ctx.clock();
  Progress& progress = progress_of(change_->peer);
  progress = Progress(log_.last_index() + 1);
  progress.heard = ctx.clock();
  send_heartbeats(ctx);
}

// Section 4.2.1: in each round the new server receives what was in the log when the round began. It is added after a
// round that took less than an election timeout: what it lacks then holds nobody up for long. It is given up after too
// many rounds, or when it is not heard.
void Raft::continue_catching_up(Context& ctx) {
  if (role_ != Role::leader || transfer_ || !change_ || change_->round == 0) return;
  const Progress& newcomer = progress_of(change_->peer);
  if (newcomer.match() < change_->round_end) {
    if (ctx.clock() - newcomer.heard >= settings_.election_timeout.high) abort_change(ctx);
    return;
  }
  if (ctx.clock() - change_->round_began < settings_.election_timeout.low) {
    ctx.record(kCaughtUp, change_->peer, term(), change_->round);
    change_->round = 0;
    change_->index = log_.last_index() + 1;
    append(ctx, std::make_shared<const Entry>(Entry::change(term(), configuration().with(change_->peer))));
    return replicate(ctx);
  }
  if (change_->round == settings_.catch_up_rounds) return abort_change(ctx);
  ++change_->round;
  change_->round_end = log_.last_index();
  change_->round_began = ctx.clock();
}

void Raft::abort_change(Context& ctx) {
  ctx.record(kChangeAborted, change_->peer, term(), change_->round);
  change_.reset();
}

// Section 4.2.2: a leader that is no member leads until the configuration without it is committed.
void Raft::on_configuration_committed(Context& ctx) {
  if (change_ && change_->index != 0 && change_->index <= commit_) {
    ctx.record(kChangeCommitted, change_->peer, term(), change_->index, configuration().positions_in(group_));
    change_.reset();
  }
  if (is_member(ctx.self()) || configurations_.latest_index() > commit_) return;
  ctx.record(kLeftCluster, kNoNode, term());
  become_follower(ctx, term(), kNoNode);
}

}  // namespace orrery
