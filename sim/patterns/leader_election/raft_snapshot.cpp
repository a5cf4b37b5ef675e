// Snapshots and log compaction: section 7, and InstallSnapshot of figure 13.
//
// The state goes to the disk as one large write beside everything else. When it is there, a small record names it the
// latest, and when that is durable too, the log that it stands for is discarded: whatever a crash takes, what is left
// is a snapshot and all entries after it.
#include <algorithm>

#include "core/check.h"
#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

namespace {
constexpr Name kLatestSnapshot{"snapshot"};
constexpr Bytes kSnapshotRecordSize = 64;  // where it is, its last index and term
}  // namespace

// After a crash. A server tells what is left of its log, and which entry is the last of it: the crash may also have
// taken back that entries were cut off.
void Raft::recall(Context& ctx) {
  if (const SnapshotPtr* kept = ctx.storage().read<SnapshotPtr>(kLatestSnapshot)) {
    snapshot_ = *kept;
    saved_snapshot_ = snapshot_->last.index;
    adopt_snapshot(*snapshot_);
  }
  const LogPosition base = snapshot_ == nullptr ? LogPosition() : snapshot_->last;
  if (log_.recall(ctx.storage(), base)) disk_.wrote();
  const LogPosition last = log_.last();
  ctx.record(kLogRecalled, kNoNode, last.index, base.index, machine_->digest());
  if (last.index > base.index)
    ctx.record(kEntryRecalled, kNoNode, last.index, last.term, log_.entry(last.index)->digest);
  adopt_configurations_of_log();
  show_configuration(ctx);
  // Before the crash this server may have promised a leader not to vote for another while its lease runs.
  if (settings_.reads == Reads::lease) heard_leader_ = ctx.clock();
}

// Each server takes its own snapshots, of what it has applied (section 7). While a follower that is there receives one
// of this leader's, the log that it will need next is kept.
void Raft::begin_snapshot(Context& ctx) {
  if (settings_.snapshot_after == 0 || taking_ || applied_ - saved_snapshot_ < settings_.snapshot_after) return;
  if (role_ == Role::leader) {
    bool is_awaited = false;
    for_each_follower(ctx, [&](NodeId, const Progress& progress) {
      is_awaited = is_awaited || (progress.mode() == Progress::Mode::snapshot &&
                                  ctx.clock() - progress.heard < settings_.election_timeout.high);
    });
    if (is_awaited) return;
  }
  const std::optional<Term> last_term = log_.term_at(applied_);
  ORRERY_CHECK(last_term.has_value(), "the entry that was applied last to be in the log");
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->last = {*last_term, applied_};
  snapshot->configuration = configurations_.at(applied_);
  StateMachine::Snapshot machine = machine_->snapshot();
  snapshot->machine = std::move(machine.state);
  snapshot->sessions = sessions_;
  snapshot->digest = machine_->digest();
  snapshot->size = machine.size + sessions_.size();
  const WorkId work = ctx.start(Work::disk_write, static_cast<double>(snapshot->size));
  taking_ = HeavyWrite{work, std::move(snapshot)};
}

void Raft::on_work_done(Context& ctx, WorkId work, bool done) {
  if (taking_ && taking_->work == work) {
    const SnapshotPtr snapshot = std::move(std::exchange(taking_, std::nullopt)->snapshot);
    if (done) save_snapshot(ctx, snapshot, FinishSnapshot{snapshot});
  } else if (installing_ && installing_->work == work) {
    const HeavyWrite write = *std::exchange(installing_, std::nullopt);
    if (done) save_snapshot(ctx, write.snapshot, FinishInstallation{write.leader, write.term, write.snapshot});
  }
  sync(ctx);
}

// An older snapshot never takes the place of a newer one.
void Raft::save_snapshot(Context& ctx, const SnapshotPtr& snapshot, Promise then) {
  if (snapshot->last.index < saved_snapshot_) return;
  saved_snapshot_ = snapshot->last.index;
  ctx.storage().write(kLatestSnapshot, snapshot, kSnapshotRecordSize);
  disk_.wrote();
  when_durable(ctx, disk_.latest(), std::move(then));
}

void Raft::fulfil(Context& ctx, const FinishSnapshot& promise) {
  const Snapshot& snapshot = *promise.snapshot;
  if (snapshot.last.index <= log_.base().index) return;
  snapshot_ = promise.snapshot;
  log_.compact(ctx.storage(), snapshot.last);
  disk_.wrote();
  configurations_.compact(snapshot.last.index);
  ctx.record(kSnapshotTaken, kNoNode, snapshot.last.index, snapshot.last.term, snapshot.digest);
}

// Whoever lacks what the log no longer has. It goes by itself and not in the stream of the small messages, where a
// heartbeat would have to wait until all of it has passed.
void Raft::send_snapshot(Context& ctx, NodeId follower, Progress& progress) {
  ORRERY_CHECK(snapshot_ != nullptr, "a snapshot of what the log no longer has");
  ctx.send(follower, InstallSnapshot{term(), snapshot_}, Transport::datagram);
  ctx.record(kSnapshotSent, follower, term(), snapshot_->last.index, snapshot_->size);
  progress.on_snapshot_sent(snapshot_->last.index, ctx.clock());
}

void Raft::retry_snapshots(Context& ctx) {
  for_each_follower(ctx, [&](NodeId follower, Progress& progress) {
    const bool is_late = ctx.clock() - progress.snapshot_sent() >= settings_.snapshot_retry;
    if (progress.mode() == Progress::Mode::snapshot && is_late) send_snapshot(ctx, follower, progress);
  });
}

// Figure 13. What the snapshot holds is committed, so that it is of use whatever becomes of the leader that sent it.
void Raft::on_install_snapshot(Context& ctx, NodeId leader, const InstallSnapshot& request) {
  if (request.term < term()) {
    return when_durable(ctx, save_state(ctx), Answer<InstallSnapshotReply>{leader, {term(), 0}});
  }
  if (role_ != Role::follower) become_follower(ctx, request.term, leader);
  leader_ = leader;
  heard_leader_ = ctx.clock();
  restart_election_timer(ctx);
  // It may be on the disk already, or on the way there.
  const LogIndex last = request.snapshot->last.index;
  if (last <= std::max(commit_, saved_snapshot_))
    return when_durable(ctx, disk_.latest(), FinishInstallation{leader, term(), request.snapshot});
  if (installing_ && installing_->snapshot->last.index >= last) {
    installing_->leader = leader;
    installing_->term = term();
    return;
  }
  const WorkId work = ctx.start(Work::disk_write, static_cast<double>(request.snapshot->size));
  installing_ = HeavyWrite{work, request.snapshot, leader, term()};
}

void Raft::fulfil(Context& ctx, const FinishInstallation& promise) {
  const Snapshot& snapshot = *promise.snapshot;
  if (snapshot.last.index > commit_) {
    snapshot_ = promise.snapshot;
    log_.compact(ctx.storage(), snapshot.last);
    disk_.wrote();
    adopt_snapshot(snapshot);
    adopt_configurations_of_log();
    ctx.record(kSnapshotInstalled, kNoNode, snapshot.last.index, snapshot.last.term, snapshot.digest);
    show_configuration(ctx);
  }
  if (promise.term == term())
    send(ctx, promise.leader, InstallSnapshotReply{term(), std::min(snapshot.last.index, durable_index())});
}

void Raft::adopt_snapshot(const Snapshot& snapshot) {
  machine_->restore(snapshot.machine);
  sessions_ = snapshot.sessions;
  configurations_.reset(snapshot.last.index, snapshot.configuration);
  commit_ = applied_ = snapshot.last.index;
}

void Raft::adopt_configurations_of_log() {
  for (LogIndex index = log_.base().index + 1; index <= log_.last_index(); ++index)
    if (const Entry& entry = *log_.entry(index); entry.kind == Entry::Kind::configuration)
      configurations_.adopt(index, entry.configuration);
}

void Raft::on_install_snapshot_reply(Context& ctx, NodeId follower, const InstallSnapshotReply& reply) {
  if (role_ != Role::leader || reply.term != term()) return;
  Progress& progress = progress_of(follower);
  progress.on_match(reply.index);
  hear(ctx, progress, 0);
  on_progress(ctx, follower, progress);
}

}  // namespace orrery
