// Reads that bypass the log: dissertation, sections 6.4 (read index) and 6.4.1 (lease).
//
// A leader's state machine answers a read as soon as it is certain that no other leader had committed anything by the
// time the read came in: a majority has answered a round of messages that began since then.
#include "patterns/leader_election/raft.h"

namespace orrery {

using namespace raft;

void Raft::on_read(Context& ctx, NodeId client, const Request& request) {
  const Asker asker{client, request.number, request.attempt};
  if (may_read_at_once(ctx)) return answer(ctx, asker, machine_->read(request.operation));
  reads_.push_back({asker, request.operation});
  begin_read_round(ctx);
}

// Section 6.4.1: for as long as a majority cannot have voted for another, by this server's clock. A server that was
// asked to stand for election may be voted for at any time, so that leases end with the first such request.
bool Raft::may_read_at_once(Context& ctx) const {
  if (settings_.reads != Reads::lease || has_asked_for_election_ || !has_committed_in_its_term()) return false;
  return rounds_.confirmed() > 0 && ctx.clock() - rounds_.confirmed_began() < settings_.lease;
}

// One round serves all the reads that have come in by then; those that come while it runs wait for the next. A leader
// does not know what is committed before it has committed something in its own term (section 6.4, step 1).
void Raft::begin_read_round(Context& ctx) {
  if (reads_.empty() || reads_in_round_ > 0 || !has_committed_in_its_term()) return;
  reads_in_round_ = reads_.size();
  rounds_.begin(ctx.clock());
  read_round_ = rounds_.latest();
  send_heartbeats(ctx);
  confirm_rounds(ctx);
}

// All that is committed is applied at once, so that the state is as recent as the read index asks (section 6.4, step
// 3). A message that is lost is made good by the next heartbeat.
void Raft::confirm_rounds(Context& ctx) {
  rounds_.confirm(configuration().reached_by_majority(
      [&](NodeId member) { return member == ctx.self() ? rounds_.latest() : progress_of(member).acknowledged; }));
  if (reads_in_round_ == 0 || rounds_.confirmed() < read_round_) return;
  for (; reads_in_round_ > 0; --reads_in_round_) {
    answer(ctx, reads_.front().asker, machine_->read(reads_.front().operation));
    reads_.pop_front();
  }
  begin_read_round(ctx);
}

// A lease lives by the rounds that heartbeats make.
void Raft::begin_lease_round(Context& ctx) {
  if (settings_.reads != Reads::lease) return;
  rounds_.begin(ctx.clock());
  confirm_rounds(ctx);
}

// The round that a message proves something for: none while nobody would ask for it.
Rounds::Number Raft::round_to_prove() const {
  return reads_in_round_ > 0 || settings_.reads == Reads::lease ? rounds_.latest() : 0;
}

void Raft::forget_reads() {
  reads_.clear();
  reads_in_round_ = 0;
  rounds_ = {};
}

}  // namespace orrery
