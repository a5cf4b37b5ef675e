// Heartbeats: AppendEntries of figure 2 without entries (section 5.2).
#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

void Raft::on_heartbeat_timer(Context& ctx) {
  send_heartbeats(ctx);
  ctx.reset_timer(heartbeat_timer_, kHeartbeat, heartbeat_);
}

// A leader's term has been durable since it was a candidate: its heartbeats wait for nothing.
void Raft::send_heartbeats(Context& ctx) {
  for (const NodeId peer : ctx.peers())
    if (peer != ctx.self()) ctx.send(peer, AppendEntries{term()}, transport_);
}

// Figure 2, AppendEntries: a leader of an earlier term is refused, and learns of the later one; whoever hears the
// leader of its own term follows it.
void Raft::on_append_entries(Context& ctx, NodeId leader, const AppendEntries& request) {
  const bool is_current = request.term == term();
  if (is_current) {
    if (role_ != Role::follower) become_follower(ctx, request.term, leader);
    restart_election_timer(ctx);
  }
  when_durable(ctx, Answer<AppendEntriesReply>{leader, {term(), is_current}});
}

void Raft::fulfil(Context& ctx, const Answer<AppendEntriesReply>& answer) {
  ctx.send(answer.to, answer.reply, transport_);
}

}  // namespace orrery
