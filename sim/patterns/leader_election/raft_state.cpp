#include "patterns/leader_election/raft_state.h"

#include <utility>

#include "core/check.h"

namespace orrery::raft {

void PersistentState::enter(Term term) {
  ORRERY_CHECK(term > kept_.term, "terms to increase monotonically");
  kept_ = {term, kNoNode};
  changed_ = true;
}

void PersistentState::vote_for(NodeId candidate) {
  if (kept_.voted_for == candidate) return;
  kept_.voted_for = candidate;
  changed_ = true;
}

void PersistentState::recall(const Storage& storage) {
  if (const Kept* kept = storage.read<Kept>(kCell)) kept_ = *kept;
}

void PersistentState::write(Context& ctx) {
  ctx.storage().write(kCell, kept_);
  changed_ = false;
}

}  // namespace orrery::raft
