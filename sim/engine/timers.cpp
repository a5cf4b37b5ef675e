#include "engine/timers.h"

namespace orrery {

TimerId Timers::set(NodeId node, std::uint32_t& list, NameId what, Instant local_deadline, const NodeClock& clock,
                    RecordId cause) {
  std::uint32_t index;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  Slot& slot = slots_[index];
  slot.node = node;
  slot.previous = kNone;
  slot.next = list;
  if (list != kNone) slots_[list].previous = index;
  list = index;
  slot.event_time = Instant::max();  // no event yet: any deadline is earlier
  const TimerId id{index, slot.generation};
  reset(id, what, local_deadline, clock, cause);
  return id;
}

void Timers::replace_event(std::uint32_t index) {
  Slot& slot = slots_[index];
  slot.version = (slot.version + 1) & kVersionMask;
  slot.event_time = slot.deadline;
  fabric_.schedule(slot.deadline, slot.sequence, EventType::timer, index, slot.version);
}

void Timers::cancel(TimerId timer, std::uint32_t& list) {
  if (is_pending(timer)) release(timer.slot, list);
}

void Timers::cancel_all(std::uint32_t& list) {
  while (list != kNone) release(list, list);
}

void Timers::release(std::uint32_t index, std::uint32_t& list) {
  Slot& slot = slots_[index];
  if (slot.previous == kNone)
    list = slot.next;
  else
    slots_[slot.previous].next = slot.next;
  if (slot.next != kNone) slots_[slot.next].previous = slot.previous;
  slot.node = kNoNode;
  ++slot.generation;
  slot.version = (slot.version + 1) & kVersionMask;
  free_.push_back(index);
}

TimerChange Timers::as_set(TimerId timer, RecordId event) const {
  const Slot& slot = slots_[timer.slot];
  return {event, slot.node, slot.what, slot.number, slot.deadline, {}};
}

std::vector<TimerChange> Timers::all_as_set(std::uint32_t list, RecordId event) const {
  std::vector<TimerChange> changes;
  for (std::uint32_t index = list; index != kNone; index = slots_[index].next)
    changes.push_back(as_set({index, slots_[index].generation}, event));
  return changes;
}

void Timers::remap(std::uint32_t list, const NodeClock& clock) {
  for (std::uint32_t index = list; index != kNone; index = slots_[index].next)
    aim(index, clock.truth(slots_[index].local_deadline));
}

NodeId Timers::owner_if_due(const Event& event) {
  Slot& slot = slots_[event.slot];
  if (slot.node == kNoNode || event_version(event) != slot.version) return kNoNode;
  if (event.sequence != slot.sequence || slot.deadline.nanoseconds() != event.time) {
    slot.event_time = slot.deadline;
    fabric_.schedule(slot.deadline, slot.sequence, EventType::timer, event.slot, slot.version);
    return kNoNode;
  }
  return slot.node;
}

Timers::Due Timers::due(std::uint32_t index) const {
  const Slot& slot = slots_[index];
  return {{index, slot.generation}, slot.node, slot.what, slot.set_at, slot.cause, slot.number};
}

Timers::Due Timers::take(std::uint32_t index, std::uint32_t& list) {
  const Due taken = due(index);
  release(index, list);
  return taken;
}

Timers::Due Timers::hold(std::uint32_t index) {
  slots_[index].event_time = Instant::max();  // its event is spent: whatever it is set to needs a new one
  return due(index);
}

}  // namespace orrery
