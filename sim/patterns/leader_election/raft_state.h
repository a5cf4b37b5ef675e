// What a Raft server must not forget beside its log (figure 2, "persistent state"): its term and its vote.
#pragma once

#include "core/context.h"
#include "patterns/leader_election/raft_entry.h"

namespace orrery::raft {

// Changes are made in memory and written by save(). What a server says in a term binds it for good, so nothing may
// leave it before what save() wrote is durable.
class PersistentState {
 public:
  Term term() const { return kept_.term; }
  // kNoNode: no vote in this term.
  NodeId voted_for() const { return kept_.voted_for; }

  // Enters a later term, in which this server has no vote yet.
  void enter(Term term);
  // Gives the vote of the current term.
  void vote_for(NodeId candidate);

  // Reads back what the disk has kept: after a crash, before anything else.
  void recall(const Storage& storage);
  // Writes what has changed since the last call; false where nothing has.
  bool save(Context& ctx) {
    if (!changed_) return false;
    write(ctx);
    return true;
  }

 private:
  void write(Context& ctx);

  struct Kept {
    Term term = 0;
    NodeId voted_for = kNoNode;
  };
  // One cell for both: a vote on the disk always belongs to the term beside it, also after a torn crash.
  static constexpr Name kCell{"term-and-vote"};

  Kept kept_;
  bool changed_ = false;
};

}  // namespace orrery::raft
