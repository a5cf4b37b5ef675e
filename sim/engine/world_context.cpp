#include "engine/world_context.h"

#include "core/check.h"

namespace orrery {

Instant WorldContext::deadline(Duration after) const {
  ORRERY_CHECK(after >= Duration(), "a timer to be set to a time that is not past");
  return clock() + after;
}

TimerId WorldContext::set_timer(Name what, Duration after) {
  const TimerId timer = world_.timers_.set(self_, slot().timers, world_.names_.intern(what), deadline(after),
                                           node_clock(), world_.cause_);
  if (world_.log_.is_following_timers()) world_.log_.change_timer(world_.timers_.as_set(timer, world_.cause_));
  return timer;
}

void WorldContext::reset_timer(TimerId& timer, Name what, Duration after) {
  if (!world_.timers_.belongs(timer, self_)) {
    timer = set_timer(what, after);
    return;
  }
  const bool followed = world_.log_.is_following_timers();
  const std::uint64_t replaced = followed ? world_.timers_.as_set(timer, world_.cause_).number : 0;
  world_.timers_.reset(timer, world_.names_.intern(what), deadline(after), node_clock(), world_.cause_);
  if (!followed) return;
  TimerChange change = world_.timers_.as_set(timer, world_.cause_);
  change.replaces = replaced;
  world_.log_.change_timer(change);
}

void WorldContext::cancel_timer(TimerId timer) {
  if (!world_.timers_.belongs(timer, self_)) return;
  if (world_.log_.is_following_timers()) {
    TimerChange change = world_.timers_.as_set(timer, world_.cause_);
    change.due.reset();
    world_.log_.change_timer(change);
  }
  world_.timers_.cancel(timer, slot().timers);
}

RandomStream& WorldContext::random(Name purpose) {
  if (slot().extras != nullptr)
    for (auto& [known, stream] : slot().extras->streams)
      if (known == purpose.id()) return *stream;
  auto stream = std::make_unique<RandomStream>(world_.seed(), world_.node_name(self_), purpose.text());
  return *world_.extras(self_).streams.emplace_back(purpose.id(), std::move(stream)).second;
}

Storage& WorldContext::storage() {
  Disk& disk = world_.disk(self_);
  disk.set_cause(world_.cause_);
  return disk;
}

WorkId WorldContext::start(Work work, double amount) {
  ORRERY_CHECK(amount >= 0, "an amount of work that is not negative");
  Platform& platform = *world_.platform_;
  const WorldImpl::Extras& extras = world_.extras(self_);
  const bool computes = work == Work::compute;
  const double slowed = amount * (computes ? extras.compute_slowness : extras.disk_slowness);
  const ActivityId activity = computes ? platform.start_compute(slot().host, slowed)
                                       : platform.start_disk(slot().host, slowed, work == Work::disk_write);
  world_.fabric_.interrupt();
  const WorkId id{++world_.work_count_};
  world_.work_.push_back({activity, id, self_, slot().epoch, work, world_.now(), world_.cause_});
  return id;
}

double WorldContext::service_slowness() const { return slot().extras == nullptr ? 1 : slot().extras->service_slowness; }

double WorldContext::outage() const { return slot().extras == nullptr ? 0 : slot().extras->outage; }

void WorldContext::expose(Field field, std::int64_t value) {
  auto& exposed = world_.extras(self_).exposed;
  const auto show = [&](std::int64_t old) {
    world_.emit(RecordKind::state, self_, field.name, kNoNode, value, old, static_cast<std::int64_t>(field.type));
  };
  for (auto& known : exposed) {
    if (known.field != field.name.id()) continue;
    if (known.value != value) show(std::exchange(known.value, value));
    return;
  }
  exposed.push_back({field.name.id(), value});
  show(0);
}

void WorldContext::record(Name event, NodeId peer, std::int64_t a, std::int64_t b, std::int64_t c) {
  world_.emit(RecordKind::event, self_, event, peer, a, b, c);
}

std::int64_t WorldContext::invoke(Name operation, std::int64_t key, std::int64_t value) {
  const std::int64_t number = ++world_.operation_count_;
  world_.emit(RecordKind::invoked, self_, operation, kNoNode, number, key, value);
  return number;
}

void WorldContext::complete(std::int64_t number, Outcome outcome, std::int64_t value) {
  const RecordKind kind = outcome == Outcome::ok       ? RecordKind::ok
                          : outcome == Outcome::failed ? RecordKind::failed
                                                       : RecordKind::info;
  world_.emit(kind, self_, Name(), kNoNode, number, 0, value);
}

void WorldContext::send_payload(NodeId to, Payload payload, Bytes size, Transport transport) {
  ORRERY_CHECK(index(to) < world_.nodes_.size(), "a message to be sent to a node of the scenario");
  world_.memory_.bring_some();
  world_.network_.send(self_, to, std::move(payload), size, transport, world_.cause_);
}

}  // namespace orrery
