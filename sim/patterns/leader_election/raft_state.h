// What a Raft server must not forget (figure 2, "persistent state"), and how much of it is on the disk by now.
#pragma once

#include "core/context.h"
#include "patterns/leader_election/raft_messages.h"

namespace orrery::raft {

// Changes are made in memory, written by persist() and durable when the sync that it started has completed. What a
// server says in a term binds it for good, so nothing may leave it while is_durable() is false.
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
  // Writes what has changed since the last call, if anything has, and starts its sync.
  void persist(Context& ctx);
  void on_synced(SyncId sync);

  bool is_durable() const { return !changed_ && !syncing_; }
  // The sync that makes the latest written change durable.
  SyncId latest_sync() const { return latest_sync_; }

 private:
  struct Kept {
    Term term = 0;
    NodeId voted_for = kNoNode;
  };
  // One cell for both: a vote on the disk always belongs to the term beside it, also after a torn crash.
  static constexpr Name kCell{"term-and-vote"};

  Kept kept_;
  bool changed_ = false;
  bool syncing_ = false;
  SyncId latest_sync_{};
};

}  // namespace orrery::raft
