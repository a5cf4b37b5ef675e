// What Raft shares between its parts: the handlers that lead to the rules, the roles, and the disk.
#include "patterns/leader_election/raft.h"

#include <algorithm>

#include "core/check.h"
#include "core/prefetch.h"
#include "patterns/leader_election/raft_observed.h"
#include "services/key_value.h"

namespace orrery {

using namespace raft;

const std::vector<std::string_view> Raft::roles{kFollower.text(), kPreCandidate.text(), kCandidate.text(),
                                                kLeader.text()};
const std::vector<Field> Raft::fields{kRole, kTerm, kVotedFor};
const std::vector<std::string_view> Raft::events{
    kPreVoteStarted.text(),      kCampaignStarted.text(),  kCampaignTimedOut.text(), kVoteGranted.text(),
    kBecameLeader.text(),        kSteppedDown.text(),      kQuorumLost.text(),       kLeftCluster.text(),
    kTransferStarted.text(),     kTransferAborted.text(),  kCaughtUp.text(),         kChangeAborted.text(),
    kChangeCommitted.text(),     kOrderRefused.text(),     kSnapshotSent.text(),     kEntryAppended.text(),
    kLogTruncated.text(),        kLogRecalled.text(),      kEntryRecalled.text(),    kEntriesCommitted.text(),
    kEntryApplied.text(),        kDuplicateSkipped.text(), kSnapshotTaken.text(),    kSnapshotInstalled.text(),
    kConfigurationAdopted.text()};
const std::vector<std::string_view> Raft::orders{kTransferLeadership.text(), kAddServer.text(), kRemoveServer.text()};

std::unique_ptr<Node> Raft::make(const ParameterValues& values) { return std::make_unique<Raft>(values); }

Raft::Raft(const ParameterValues& values)
    : Raft(values, std::make_unique<KeyValueStore>(values.size("bytes_per_key"))) {}

Raft::Raft(const ParameterValues& values, std::unique_ptr<StateMachine> machine)
    : settings_(values), machine_(std::move(machine)) {}

void Raft::on_start(Context& ctx) {
  group_ = ctx.peers();
  const std::size_t members = settings_.initial_members == 0 ? group_.size() : settings_.initial_members;
  configurations_.reset(0, Configuration(group_.first(std::min(members, group_.size()))));
  show(ctx);
  show_configuration(ctx);
  restart_election_timer(ctx);
}

// A server comes back as a follower, in the term, with the vote, the log and the snapshot that its disk has kept
// (section 5.2). What it has committed beyond the snapshot it learns again.
void Raft::on_restart(Context& ctx) {
  state_.recall(ctx.storage());
  on_start(ctx);
  recall(ctx);
  sync(ctx);
}

void Raft::on_message(Context& ctx, const Envelope& envelope) {
  const NodeId from = envelope.from();
  match(
      envelope,  //
      [&](const AppendEntries& request) {
        adopt_later_term(ctx, from, request.term);
        on_append_entries(ctx, from, request);
      },
      [&](const AppendEntriesReply& reply) {
        adopt_later_term(ctx, from, reply.term);
        on_append_entries_reply(ctx, from, reply);
      },
      [&](const Request& request) { on_request(ctx, from, request); },
      [&](const RequestVote& request) {
        // Section 4.2.3: whoever hears a leader neither votes nor enters a later term for being asked.
        if (settings_.check_quorum && !request.is_transfer && hears_a_leader(ctx)) return;
        adopt_later_term(ctx, from, request.term);
        on_request_vote(ctx, from, request);
      },
      [&](const RequestVoteReply& reply) {
        adopt_later_term(ctx, from, reply.term);
        on_request_vote_reply(ctx, from, reply);
      },
      // Section 9.6: a pre-vote changes nobody's term; a refusal may, for it shows a term that is there.
      [&](const PreVote& request) { on_pre_vote(ctx, from, request); },
      [&](const PreVoteReply& reply) {
        if (!reply.granted) adopt_later_term(ctx, from, reply.term);
        on_pre_vote_reply(ctx, from, reply);
      },
      [&](const InstallSnapshot& request) {
        adopt_later_term(ctx, from, request.term);
        on_install_snapshot(ctx, from, request);
      },
      [&](const InstallSnapshotReply& reply) {
        adopt_later_term(ctx, from, reply.term);
        on_install_snapshot_reply(ctx, from, reply);
      },
      [&](const TimeoutNow& request) {
        adopt_later_term(ctx, from, request.term);
        on_timeout_now(ctx, request);
      });
  sync(ctx);
}

void Raft::on_timer(Context& ctx, TimerId timer) {
  if (timer == election_timer_) on_election_timeout(ctx);
  if (timer == heartbeat_timer_) on_heartbeat_timer(ctx);
  if (timer == quorum_timer_) on_quorum_timer(ctx);
  if (timer == transfer_timer_) on_transfer_timeout(ctx);
  sync(ctx);
}

void Raft::on_order(Context& ctx, Name order, NodeId peer) {
  if (order == kTransferLeadership) transfer_leadership(ctx, peer);
  if (order == kAddServer || order == kRemoveServer) change_membership(ctx, order, peer);
  sync(ctx);
}

// What was on its way to the peer is lost.
void Raft::on_reset(Context&, NodeId peer) {
  if (role_ == Role::leader && std::find(group_.begin(), group_.end(), peer) != group_.end())
    progress_of(peer).on_reset();
}

void Raft::prefetch(Prefetcher& memory, bool nearer) const {
  log_.prefetch(memory, nearer);
  sessions_.prefetch(memory, nearer);
  if (nearer) return;
  static_assert(sizeof(Raft) > kHead);
  memory.ask(reinterpret_cast<const char*>(this) + kHead, sizeof(Raft) - kHead);
  configurations_.prefetch(memory);
  memory.ask(progress_.data(), progress_.size() * sizeof(Progress));
  memory.ask(waiting_.data(), sizeof(Waiting));
  memory.ask(machine_.get(), sizeof(KeyValueStore));
}

// Figure 2, rules for all servers: a later term in any request or reply is adopted, and makes a follower of everyone.
void Raft::adopt_later_term(Context& ctx, NodeId from, Term term) {
  if (term > state_.term()) become_follower(ctx, term, from);
}

// Stepping down does not restart a timer that runs: only a leader's voice and a granted vote do (figure 2, followers).
void Raft::become_follower(Context& ctx, Term term, NodeId because_of) {
  const Role left = std::exchange(role_, Role::follower);
  const Term left_term = state_.term();
  if (term > left_term) {
    state_.enter(term);
    leader_ = kNoNode;
  }
  show(ctx);
  if (left != Role::leader) return;
  if (term > left_term) ctx.record(kSteppedDown, because_of, left_term, term);
  leave_leadership(ctx);
  restart_election_timer(ctx);
}

// Dissertation, section 9.6: before it enters a new term, a server asks whether it could win there.
void Raft::become_pre_candidate(Context& ctx) {
  role_ = Role::pre_candidate;
  leader_ = kNoNode;
  votes_.clear();
  show(ctx);
  ctx.record(kPreVoteStarted, kNoNode, term() + 1);
  restart_election_timer(ctx);
  for (const NodeId member : configuration().members())
    if (member != ctx.self()) send(ctx, member, PreVote{term() + 1, log_.last()});
  count_vote(ctx, ctx.self());
}

// Section 5.2: to begin an election, a server increments its term, votes for itself and asks all others.
void Raft::become_candidate(Context& ctx, bool is_transfer) {
  role_ = Role::candidate;
  leader_ = kNoNode;
  state_.enter(state_.term() + 1);
  state_.vote_for(ctx.self());
  votes_.clear();
  is_transfer_ = is_transfer;
  show(ctx);
  ctx.record(kCampaignStarted, kNoNode, term());
  restart_election_timer(ctx);
  when_durable(ctx, save_state(ctx), AskForVotes{});
}

// Section 5.2: a new leader makes itself heard at once, so that no further election begins. What it is heard with is
// the entry of its own term without which it could not tell what is committed (section 8).
void Raft::become_leader(Context& ctx) {
  role_ = Role::leader;
  leader_ = ctx.self();
  show(ctx);
  ctx.record(kBecameLeader, kNoNode, term(), static_cast<std::int64_t>(votes_.count()));
  ctx.cancel_timer(std::exchange(election_timer_, TimerId{}));
  progress_.assign(group_.size(), Progress(log_.last_index() + 1));
  has_asked_for_election_ = false;
  begin_lease_round(ctx);
  append(ctx, std::make_shared<const Entry>(Entry::no_op(term())));
  replicate(ctx);
  ctx.reset_timer(heartbeat_timer_, kHeartbeat, settings_.heartbeat);
  if (settings_.check_quorum) restart_quorum_timer(ctx);
}

// What a leader knows is of no use to a follower. Clients are left to ask again: what they asked for may yet happen.
void Raft::leave_leadership(Context& ctx) {
  ctx.cancel_timer(std::exchange(heartbeat_timer_, TimerId{}));
  ctx.cancel_timer(std::exchange(quorum_timer_, TimerId{}));
  ctx.cancel_timer(std::exchange(transfer_timer_, TimerId{}));
  if (leader_ == ctx.self()) leader_ = kNoNode;
  progress_.clear();
  pending_.clear();
  transfer_.reset();
  if (change_ && change_->index == 0) abort_change(ctx);
  change_.reset();
  forget_reads();
}

void Raft::show(Context& ctx) const {
  constexpr Name names[] = {kFollower, kPreCandidate, kCandidate, kLeader};
  ctx.expose(kRole, names[static_cast<std::size_t>(role_)]);
  ctx.expose(kTerm, state_.term());
  ctx.expose(kVotedFor, state_.voted_for());
}

// The term and the vote are written before whatever follows from them: a crash that keeps an entry keeps its term.
SyncedDisk::Write Raft::save_state(Context& ctx) {
  if (state_.save(ctx)) {
    disk_.wrote();
    state_write_ = disk_.latest();
  }
  return state_write_;
}

// At the end of every handler: one sync covers all that it wrote, what nobody waits for too.
void Raft::sync(Context& ctx) {
  save_state(ctx);
  if (disk_.begin_sync(ctx)) log_.on_sync_began();
}

void Raft::wait_for(SyncedDisk::Write write, Promise promise) {
  waiting_.push_back({write, state_.term(), std::move(promise)});
}

bool Raft::is_durable(SyncedDisk::Write write) const { return disk_.is_durable(write); }

LogIndex Raft::durable_index() const { return log_.durable_index(); }

void Raft::on_synced(Context& ctx, SyncId done) {
  disk_.on_synced(done);
  log_.on_synced();
  keep_promises(ctx);
  if (role_ == Role::leader) advance_commitment(ctx);
  sync(ctx);
}

void Raft::fulfil(Context& ctx, const Promise& promise) {
  std::visit([&](const auto& what) { fulfil(ctx, what); }, promise);
}

void Raft::keep_promises(Context& ctx) {
  for (std::size_t i = 0; i < waiting_.size();) {
    if (!is_durable(waiting_[i].write)) {
      ++i;
      continue;
    }
    const Waiting kept = std::move(waiting_[i]);
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    const bool outlives_term = std::holds_alternative<FinishSnapshot>(kept.promise) ||
                               std::holds_alternative<FinishInstallation>(kept.promise);
    if (outlives_term || kept.term == state_.term()) fulfil(ctx, kept.promise);
  }
}

std::size_t Raft::search_position_of(NodeId peer) const {
  const auto found = std::lower_bound(group_.begin(), group_.end(), peer);
  ORRERY_CHECK(found != group_.end() && *found == peer, "a server of the own group");
  return static_cast<std::size_t>(found - group_.begin());
}

}  // namespace orrery
