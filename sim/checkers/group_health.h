// Whether a group of servers that decides by majorities is able to: who is up, who leads whom, what comes between.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "checkers/checked_nodes.h"
#include "core/record.h"

namespace orrery {

// Members are, to each server, those of the configuration that it has adopted last, also across its crashes; until it
// adopts one, the whole group. So are majorities: what is said of a majority must hold in the configuration of every
// server that is up, so that a change of members cannot be blamed on either side of it.
//
// Faults count as coming between servers while they are active, those of unknown verbs as well. Crash, restart, pause
// and an operator's orders show in the nodes' own Records, skew does not touch timers, and overload is the clients'.
class GroupHealth {
 public:
  explicit GroupHealth(std::size_t servers) : servers_(servers) {}

  enum class Effect : std::uint8_t {
    none,
    changes,   // a role or a term: has_leader() may differ
    disturbs,  // the group may need time to find itself again
  };
  Effect take(const Record& record, const CheckedNodes& nodes);

  // A server that is up and not paused leads a term that a majority of its members is in: a deposed leader that has not
  // heard of it yet is none.
  bool has_leader() const;
  // A majority is up and not paused, and no fault is active that may come between servers. False, so that nothing is
  // judged, once a group of more than 63 servers has others than all of them for members.
  bool is_able() const;
  // From when on streams are not held up any more by such a fault that is over. They retransmit ever more rarely, each
  // pause as long as all before it, and so may stay silent for as long again as the fault lasted.
  Instant calm_from() const { return calm_from_; }

 private:
  struct Server {
    bool is_up = false;
    bool is_paused = false;
    bool is_leader = false;
    std::int64_t term = 0;
    std::optional<std::uint64_t> members;  // a bit a server; nothing: the whole group
  };
  void take_members(const Record& adopted, Server& server);
  Effect take_fault(const Record& record);
  Effect take_field(const Record& record, Server& server);
  template <class Holds>
  bool holds_for_majority(const Server& by, Holds holds) const;

  std::vector<Server> servers_;
  bool are_members_known_ = true;
  std::map<NameId, int> active_faults_;  // by the fault's name; those that may come between nodes
  Instant disturbed_since_;              // without a calm moment in between
  Instant calm_from_;
};

}  // namespace orrery
