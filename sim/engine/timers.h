// All timers of a World. Each keeps one pending event: a timer that is set anew to a later deadline, as an election
// timer is at every heartbeat, leaves its event where it is, and the event moves on only when it comes up too early.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/ids.h"
#include "core/name.h"
#include "core/prefetch.h"
#include "core/sink.h"
#include "core/time.h"
#include "engine/fabric.h"
#include "engine/node_clock.h"

namespace orrery {

class Timers {
 public:
  // What a timer that came due was set with.
  struct Due {
    TimerId id;
    NodeId node;
    NameId what;
    Instant set_at;  // true time
    RecordId cause;
    std::uint64_t number;  // how many timers the world had set before
  };

  explicit Timers(Fabric& fabric) : fabric_(fabric) {}

  // `local_deadline` is by the node's clock; `list` is the head of the node's list of timers.
  TimerId set(NodeId node, std::uint32_t& list, NameId what, Instant local_deadline, const NodeClock& clock,
              RecordId cause);
  // The same timer with a new deadline; it is as if it had been cancelled and set.
  void reset(TimerId timer, NameId what, Instant local_deadline, const NodeClock& clock, RecordId cause) {
    Slot& slot = slots_[timer.slot];
    slot.what = what;
    slot.cause = cause;
    slot.set_at = fabric_.now();
    slot.number = set_count_++;
    slot.local_deadline = local_deadline;
    slot.sequence = fabric_.take_sequence();
    aim(timer.slot, clock.truth(local_deadline));
  }
  void cancel(TimerId timer, std::uint32_t& list);
  void cancel_all(std::uint32_t& list);
  bool is_pending(TimerId timer) const {
    return timer.slot < slots_.size() && slots_[timer.slot].generation == timer.generation &&
           slots_[timer.slot].node != kNoNode;
  }
  // True where `timer` is pending and belongs to `node`.
  bool belongs(TimerId timer, NodeId node) const { return is_pending(timer) && slots_[timer.slot].node == node; }

  // What the sinks that follow timers are told of one that is pending.
  TimerChange as_set(TimerId timer, RecordId event) const;
  // The same of all timers of a list.
  std::vector<TimerChange> all_as_set(std::uint32_t list, RecordId event) const;

  // The node's clock has changed its drift: what was to come at a local time comes at another true time.
  void remap(std::uint32_t list, const NodeClock& clock);

  void prefetch_timer(Prefetcher& memory, std::uint32_t slot) const { memory.ask_for(slots_[slot]); }
  // Whose timer is in the slot; kNoNode where it is free.
  NodeId owner(std::uint32_t slot) const { return slots_[slot].node; }

  // Whose event this is, or kNoNode where it is stale or early (then it has been moved on).
  NodeId owner_if_due(const Event& event);
  // Takes the timer that owner_if_due found out of the table.
  Due take(std::uint32_t slot, std::uint32_t& list);
  // Leaves that timer in the table though its event is spent: its node is paused. It can be cancelled and set anew
  // still.
  Due hold(std::uint32_t slot);
  // True where a held timer was neither cancelled nor set anew meanwhile.
  bool is_still_due(const Due& due) const { return is_pending(due.id) && slots_[due.id.slot].number == due.number; }

  static constexpr std::uint32_t kNone = 0xffffffffu;  // the head of an empty list

 private:
  struct Slot {
    Instant deadline;  // true time
    Instant local_deadline;
    Instant set_at;
    Instant event_time;      // of the one live event
    std::uint64_t sequence;  // its place among the events of its deadline: from when it was set
    std::uint64_t number;
    RecordId cause;
    NodeId node = kNoNode;  // kNoNode: the slot is free
    NameId what = kNoName;
    std::uint32_t generation = 0;
    std::uint32_t version = 0;  // of the live event
    std::uint32_t previous = kNone, next = kNone;
  };
  Due due(std::uint32_t index) const;
  // The live event can wait if it comes no later than the deadline; otherwise a new one takes its place.
  void aim(std::uint32_t index, Instant deadline) {
    Slot& slot = slots_[index];
    slot.deadline = std::max(deadline, fabric_.now());
    if (slot.event_time > slot.deadline) replace_event(index);
  }
  void replace_event(std::uint32_t index);
  void release(std::uint32_t index, std::uint32_t& list);

  Fabric& fabric_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint64_t set_count_ = 0;
};

}  // namespace orrery
