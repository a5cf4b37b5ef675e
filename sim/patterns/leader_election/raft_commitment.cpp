// Commitment: sections 5.3 and 5.4.2, and how committed entries reach the state machine.
#include <algorithm>

#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

// Figure 2, leaders: an entry that a majority has stored is committed, and with it all before it. The leader counts
// itself only for what its own disk has kept (dissertation, section 10.2.1), and only as a member (section 4.2.2).
void Raft::advance_commitment(Context& ctx) {
  const LogIndex stored = configuration().reached_by_majority(
      [&](NodeId member) { return member == ctx.self() ? durable_index() : progress_of(member).match(); });
  if (stored <= commit_ || !may_commit(stored)) return;
  commit_to(ctx, stored);
}

// Section 5.4.2: only entries of the leader's own term are committed by counting; those of earlier terms may yet be
// overwritten (figure 8), and are committed with the first that may not.
bool Raft::may_commit(LogIndex index) const { return log_.term_at(index) == term(); }

bool Raft::has_committed_in_its_term() const { return log_.term_at(commit_) == term(); }

void Raft::commit_to(Context& ctx, LogIndex index) {
  if (index > commit_) {
    commit_ = index;
    if (role_ == Role::leader) ctx.record(kEntriesCommitted, kNoNode, commit_, term());
  }
  apply_committed(ctx);
  if (role_ == Role::leader) on_configuration_committed(ctx);
  // The first commitment of a term is what waiting reads and changes of membership wait for.
  if (role_ == Role::leader) begin_read_round(ctx);
  if (role_ == Role::leader) continue_change(ctx);
}

LogIndex Raft::applicable_index() const { return commit_; }

// Figure 2, all servers: what is committed is applied, in the order of the log.
void Raft::apply_committed(Context& ctx) {
  const LogIndex last = std::min(applicable_index(), log_.last_index());
  if (applied_ >= last) return;
  while (applied_ < last) {
    ++applied_;
    apply(ctx, applied_, *log_.entry(applied_));
  }
  begin_snapshot(ctx);
}

// Dissertation, section 6.3: a request takes effect once, wherever in the log it stands again.
void Raft::apply(Context& ctx, LogIndex index, const Entry& entry) {
  if (entry.kind != Entry::Kind::command) {
    ctx.record(kEntryApplied, kNoNode, index, 0, machine_->digest());
    return;
  }
  const bool is_duplicate = has_taken_effect(entry.client, entry.number);
  if (!is_duplicate) sessions_.remember(entry.client, entry.number, machine_->apply(entry.operation));
  const std::optional<std::int64_t> value = sessions_.answer(entry.client, entry.number);
  sessions_.forget(entry.client, entry.answered_to);
  ctx.record(kEntryApplied, entry.client, index, entry.number, machine_->digest());
  if (is_duplicate) ctx.record(kDuplicateSkipped, entry.client, index, entry.number);

  const auto asked = pending_.find({entry.client, entry.number});
  if (asked == pending_.end()) return;
  if (value) answer(ctx, {entry.client, entry.number, asked->second}, *value);
  pending_.erase(asked);
}

bool Raft::has_taken_effect(NodeId client, RequestNumber number) const {
  return sessions_.has_taken_effect(client, number);
}

}  // namespace orrery
