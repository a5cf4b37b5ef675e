// Leadership transfer: dissertation, section 3.10.
#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

// (1) The leader stops accepting requests (on_command). Without a target it chooses whoever is furthest, the first of
// them.
void Raft::transfer_leadership(Context& ctx, NodeId target) {
  if (role_ == Role::leader && target == kNoNode) {
    for (const NodeId member : configuration().members())
      if (member != ctx.self() && (target == kNoNode || progress_of(member).match() > progress_of(target).match()))
        target = member;
  }
  if (role_ != Role::leader || transfer_ || target == ctx.self() || !is_member(target)) {
    ctx.record(kOrderRefused, target, term());
    return;
  }
  transfer_ = Transfer{target, false};
  ctx.record(kTransferStarted, target, term());
  ctx.reset_timer(transfer_timer_, kTransferTimeout, settings_.election_timeout.low);
  send_heartbeats(ctx);
  continue_transfer(ctx);
}

// (2) The target's log must be the leader's, or it could not win: the heartbeat that a transfer begins with brings to
// light what it lacks. (3) Then it is asked to begin an election at once.
void Raft::continue_transfer(Context& ctx) {
  if (!transfer_ || transfer_->is_asked || progress_of(transfer_->target).match() < log_.last_index()) return;
  transfer_->is_asked = true;
  has_asked_for_election_ = true;
  send(ctx, transfer_->target, TimeoutNow{term()});
}

// If nobody else leads after about an election timeout, the leader accepts requests again.
void Raft::on_transfer_timeout(Context& ctx) {
  if (!transfer_) return;
  ctx.record(kTransferAborted, transfer_->target, term());
  transfer_.reset();
  continue_change(ctx);
}

// The target neither waits for its timeout nor asks first whether it could win.
void Raft::on_timeout_now(Context& ctx, const TimeoutNow& request) {
  if (request.term == term() && role_ == Role::follower && is_member(ctx.self())) become_candidate(ctx, true);
}

}  // namespace orrery
