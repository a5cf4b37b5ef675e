// Log replication: section 5.3, and AppendEntries of figure 2.
#include <algorithm>

#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

// Dissertation, section 4.1: a configuration counts from when it is in the log, committed or not.
void Raft::append(Context& ctx, EntryPtr entry) {
  save_state(ctx);
  log_.append(ctx.storage(), entry);
  disk_.wrote();
  ctx.record(kEntryAppended, kNoNode, log_.last_index(), entry->term, entry->digest);
  if (entry->kind != Entry::Kind::configuration) return;
  configurations_.adopt(log_.last_index(), entry->configuration);
  show_configuration(ctx);
}

// Dissertation, section 10.2.1: the followers' disks write while the leader's own does.
void Raft::replicate(Context& ctx) {
  MadeLast made;
  for_each_follower(ctx, [&](NodeId follower, Progress& progress) { replicate_to(ctx, follower, progress, made); });
}

void Raft::replicate_to(Context& ctx, NodeId follower, Progress& progress, MadeLast& made) {
  while (progress.next() <= log_.last_index() && progress.may_send(settings_.pipeline)) {
    if (progress.next() <= log_.base().index) return send_snapshot(ctx, follower, progress);
    const LogIndex previous = progress.next() - 1;
    const BatchPtr batch = log_.batch(progress.next(), settings_.batch_entries, settings_.batch_bytes);
    const LogIndex last = previous + static_cast<LogIndex>(batch->entries.size());
    send_append(ctx, follower, {log_.term_of(previous), previous}, batch, made);
    progress.on_sent(last);
  }
}

// Nothing but the previous entry and what follows it tells what followers are sent in one handler apart.
void Raft::send_append(Context& ctx, NodeId follower, LogPosition previous, const BatchPtr& batch,
                       MadeLast& made) const {
  if (made.previous != previous.index || made.batch != batch.get()) make_append(ctx, previous, batch, made);
  ctx.send(follower, made.parcel, settings_.transport);
}

void Raft::make_append(Context& ctx, LogPosition previous, const BatchPtr& batch, MadeLast& made) const {
  made.previous = previous.index;
  made.batch = batch.get();
  made.parcel = ctx.pack(AppendEntries{term(), previous, commit_, batch, round_to_prove()});
}

void Raft::on_heartbeat_timer(Context& ctx) {
  begin_lease_round(ctx);
  send_heartbeats(ctx);
  retry_snapshots(ctx);
  continue_catching_up(ctx);
  if (role_ == Role::leader) ctx.reset_timer(heartbeat_timer_, kHeartbeat, settings_.heartbeat);
}

// Section 5.2: AppendEntries without entries. What comes before the next entry is named all the same, so that a
// follower that lacks some of it says so. A leader's term has been durable since it was a candidate: its heartbeats
// wait for nothing.
void Raft::send_heartbeats(Context& ctx) {
  MadeLast made;
  for_each_follower(ctx, [&](NodeId follower, Progress& progress) {
    progress.on_discarded(log_.base().index);
    const LogIndex previous = std::max(progress.next() - 1, log_.base().index);
    send_append(ctx, follower, {log_.term_of(previous), previous}, nullptr, made);
  });
}

// Figure 2, AppendEntries: (1) a leader of an earlier term is refused, and learns of the later one; whoever hears the
// leader of its own term follows it. That refusal proves no round: the same server may lead again by the time it
// arrives, and rounds are counted anew in each term. (2) So is one whose previous entry is not here. (5) The leader's
// commit index holds for what is known to be the leader's.
void Raft::on_append_entries(Context& ctx, NodeId leader, const AppendEntries& request) {
  const LogPosition previous = request.previous;
  if (request.term < term())
    return when_durable(ctx, save_state(ctx), Answer<AppendEntriesReply>{leader, {term(), false, previous.index}});
  if (role_ != Role::follower) become_follower(ctx, request.term, leader);
  leader_ = leader;
  heard_leader_ = ctx.clock();
  restart_election_timer(ctx);
  SyncedDisk::Write promised = save_state(ctx);
  if (!is_consistent(previous)) {
    const LogPosition hint = log_.last_no_later_than(previous.index, previous.term);
    return when_durable(ctx, promised,
                        Answer<AppendEntriesReply>{leader, {term(), false, previous.index, hint, request.round}});
  }
  LogIndex verified = previous.index;
  LogIndex durable = std::min(previous.index, durable_index());
  if (request.batch != nullptr) {
    take_entries(ctx, previous, *request.batch);
    promised = disk_.latest();
    verified = durable = previous.index + static_cast<LogIndex>(request.batch->entries.size());
  }
  commit_to(ctx, std::min(request.commit, verified));
  when_durable(ctx, promised, Answer<AppendEntriesReply>{leader, {term(), true, durable, {}, request.round}});
}

bool Raft::is_consistent(LogPosition previous) const { return log_.holds(previous); }

// Figure 2, AppendEntries: (3) an entry that conflicts with a new one goes, and all that follow it; (4) what is not in
// the log yet is appended.
void Raft::take_entries(Context& ctx, LogPosition previous, const Batch& batch) {
  LogIndex index = previous.index;
  for (const EntryPtr& entry : batch.entries) {
    ++index;
    if (index <= log_.base().index) continue;
    if (index <= log_.last_index() && log_.term_at(index) != entry->term) cut_conflict(ctx, index - 1);
    if (index > log_.last_index()) append(ctx, entry);
  }
}

void Raft::cut_conflict(Context& ctx, LogIndex last) { truncate(ctx, last); }

void Raft::truncate(Context& ctx, LogIndex last) {
  save_state(ctx);
  log_.truncate(ctx.storage(), last);
  disk_.wrote();
  ctx.record(kLogTruncated, kNoNode, last);
  if (configurations_.truncate(last)) show_configuration(ctx);
}

// Section 5.3: a success says where the logs agree; after a refusal the leader goes back to where they may (both logs
// are searched by term, so that a term costs one message and not each of its entries).
void Raft::on_append_entries_reply(Context& ctx, NodeId follower, const AppendEntriesReply& reply) {
  if (role_ != Role::leader || reply.term != term()) return;
  Progress& progress = progress_of(follower);
  if (reply.success) {
    progress.on_match(reply.index);
  } else {
    progress.on_refused(reply.index, log_.last_no_later_than(reply.hint.index, reply.hint.term).index + 1);
  }
  hear(ctx, progress, reply.round);
  if (role_ == Role::leader) on_progress(ctx, follower, progress);
}

// The follower is there and acknowledges this leader: that is worth something whatever its log is like.
void Raft::hear(Context& ctx, Progress& progress, Rounds::Number round) {
  progress.heard = ctx.clock();
  if (round <= progress.acknowledged) return;
  progress.acknowledged = round;
  confirm_rounds(ctx);
}

// What a follower's reply may allow to go on.
void Raft::on_progress(Context& ctx, NodeId follower, Progress& progress) {
  if (progress.match() > commit_) advance_commitment(ctx);
  if (role_ != Role::leader) return;
  const bool lacks_some = progress.next() <= log_.last_index();
  if (lacks_some && (is_member(follower) || (change_ && change_->peer == follower))) {
    MadeLast made;
    replicate_to(ctx, follower, progress, made);
  }
  continue_transfer(ctx);
  continue_catching_up(ctx);
}

}  // namespace orrery
