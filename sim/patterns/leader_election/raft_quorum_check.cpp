// CheckQuorum: a leader without a majority gives up, so that its clients look for another (dissertation, section 6.2).
// The other half of it, that servers which hear a leader ignore requests for votes, stands where those arrive.
#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery {

using namespace raft;

void Raft::restart_quorum_timer(Context& ctx) {
  ctx.reset_timer(quorum_timer_, kQuorumCheck, settings_.election_timeout.low);
}

// The first check comes an election timeout after the election; a majority has been heard then, or is lost.
void Raft::on_quorum_timer(Context& ctx) {
  if (role_ != Role::leader) return;
  const std::size_t heard = configuration().count_if([&](NodeId member) {
    return member == ctx.self() || ctx.clock() - progress_of(member).heard <= settings_.election_timeout.low;
  });
  if (is_majority(heard, configuration().size())) return restart_quorum_timer(ctx);
  ctx.record(kQuorumLost, kNoNode, term(), static_cast<std::int64_t>(heard));
  become_follower(ctx, term(), kNoNode);
}

}  // namespace orrery
