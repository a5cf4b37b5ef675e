// What Raft shares between its parts: the declaration, the handlers that lead to the rules, the roles, durability.
#include "patterns/leader_election/raft.h"

#include <utility>

#include "core/check.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

const Parameters Raft::parameters{
    {"election_timeout", ParameterType::duration_range, "150ms..300ms", "1ms..1h",
     "silence after which a server campaigns, drawn anew at every reset"},
    {"heartbeat", ParameterType::duration, "50ms", "100us..1h", "how often a leader makes itself heard"},
    {"transport", ParameterType::choice, "stream", "stream|datagram",
     "how messages travel: ordered and reliable like TCP, or each on its own like UDP"},
    {"disk.sync", ParameterType::distribution, "uniform 1ms..3ms", "0ms..1min", "how long a sync of the disk takes"},
};

const std::vector<std::string_view> Raft::roles{kFollower.text(), kCandidate.text(), kLeader.text()};
const std::vector<Field> Raft::fields{kRole, kTerm, kVotedFor};
const std::vector<std::string_view> Raft::events{kCampaignStarted.text(), kCampaignTimedOut.text(), kVoteGranted.text(),
                                                 kBecameLeader.text(), kSteppedDown.text()};

std::unique_ptr<Node> Raft::make(const ParameterValues& values) { return std::make_unique<Raft>(values); }

std::string Raft::contradiction(const ParameterValues& values) {
  if (values.duration("heartbeat") < values.duration_range("election_timeout").low) return {};
  return "heartbeat (" + std::string(values.text("heartbeat")) +
         ") must be shorter than the low end of election_timeout (" + std::string(values.text("election_timeout")) +
         "), or servers campaign against a leader that is well";
}

Raft::Raft(const ParameterValues& values)
    : election_timeout_(values.duration_range("election_timeout")),
      heartbeat_(values.duration("heartbeat")),
      transport_(values.word("transport") == "datagram" ? Transport::datagram : Transport::stream) {}

void Raft::on_start(Context& ctx) {
  show(ctx);
  restart_election_timer(ctx);
}

// A server comes back as a follower, in the term and with the vote that its disk has kept (section 5.2).
void Raft::on_restart(Context& ctx) {
  state_.recall(ctx.storage());
  on_start(ctx);
}

void Raft::on_message(Context& ctx, const Envelope& envelope) {
  const NodeId from = envelope.from();
  match(
      envelope,
      [&](const RequestVote& request) {
        adopt_later_term(ctx, from, request.term);
        on_request_vote(ctx, from, request);
      },
      [&](const RequestVoteReply& reply) {
        adopt_later_term(ctx, from, reply.term);
        on_request_vote_reply(ctx, from, reply);
      },
      [&](const AppendEntries& request) {
        adopt_later_term(ctx, from, request.term);
        on_append_entries(ctx, from, request);
      },
      [&](const AppendEntriesReply& reply) { adopt_later_term(ctx, from, reply.term); });
  // A later term that was learned without having to answer goes to the disk as well.
  state_.persist(ctx);
}

void Raft::on_timer(Context& ctx, TimerId timer) {
  if (timer == election_timer_) on_election_timeout(ctx);
  if (timer == heartbeat_timer_) on_heartbeat_timer(ctx);
}

// Figure 2, rules for all servers: a later term in any request or reply is adopted, and makes a follower of everyone.
void Raft::adopt_later_term(Context& ctx, NodeId from, Term term) {
  if (term > state_.term()) become_follower(ctx, term, from);
}

// Stepping down does not restart a timer that runs: only a leader's voice and a granted vote do (figure 2, followers).
void Raft::become_follower(Context& ctx, Term term, NodeId because_of) {
  const Role left = std::exchange(role_, Role::follower);
  const Term left_term = state_.term();
  if (term > left_term) state_.enter(term);
  show(ctx);
  if (left != Role::leader) return;
  ctx.record(kSteppedDown, because_of, left_term, term);
  ctx.cancel_timer(std::exchange(heartbeat_timer_, TimerId{}));
  restart_election_timer(ctx);
}

// Section 5.2: to begin an election, a server increments its term, votes for itself and asks all others.
void Raft::become_candidate(Context& ctx) {
  role_ = Role::candidate;
  state_.enter(state_.term() + 1);
  state_.vote_for(ctx.self());
  votes_.clear();
  show(ctx);
  ctx.record(kCampaignStarted, kNoNode, term());
  restart_election_timer(ctx);
  when_durable(ctx, AskForVotes{});
}

// Section 5.2: a new leader makes itself heard at once, so that no further election begins.
void Raft::become_leader(Context& ctx) {
  role_ = Role::leader;
  show(ctx);
  ctx.record(kBecameLeader, kNoNode, term(), static_cast<std::int64_t>(votes_.count()));
  ctx.cancel_timer(std::exchange(election_timer_, TimerId{}));
  on_heartbeat_timer(ctx);
}

void Raft::show(Context& ctx) const {
  constexpr Name names[] = {kFollower, kCandidate, kLeader};
  ctx.expose(kRole, names[static_cast<std::size_t>(role_)]);
  ctx.expose(kTerm, state_.term());
  ctx.expose(kVotedFor, state_.voted_for());
}

bool Raft::is_durable() const { return state_.is_durable(); }

void Raft::when_durable(Context& ctx, Promise promise) {
  state_.persist(ctx);
  if (is_durable()) {
    std::visit([&](const auto& what) { fulfil(ctx, what); }, promise);
  } else {
    waiting_.push_back({state_.latest_sync(), state_.term(), std::move(promise)});
  }
}

void Raft::on_synced(Context& ctx, SyncId sync) {
  state_.on_synced(sync);
  while (!waiting_.empty() && waiting_.front().sync == sync) {
    const Waiting waiting = std::move(waiting_.front());
    waiting_.pop_front();
    if (waiting.term == state_.term()) std::visit([&](const auto& what) { fulfil(ctx, what); }, waiting.promise);
  }
}

}  // namespace orrery
