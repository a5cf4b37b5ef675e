// What faults and the platform's own profiles do to the World.
#include <algorithm>

#include "core/check.h"
#include "engine/world_context.h"
#include "engine/world_impl.h"

namespace orrery {

void WorldImpl::schedule(Instant when, std::function<void()> action) {
  ORRERY_CHECK(when >= now(), "an action to be scheduled for a time that is not past");
  if (cause_ != kNoCause)
    action = [this, cause = cause_, later = std::move(action)] {
      cause_ = cause;
      later();
    };
  fabric_.schedule_urgent(when, EventType::control, actions_.add(std::move(action)));
}

std::optional<NodeId> WorldImpl::find_node(std::string_view name) const {
  const auto found = std::find_if(info_.nodes.begin(), info_.nodes.end(),
                                  [&](const RunInfo::NodeInfo& node) { return node.name == name; });
  if (found == info_.nodes.end()) return std::nullopt;
  return NodeId{static_cast<std::uint32_t>(found - info_.nodes.begin())};
}

std::span<const NodeId> WorldImpl::group(std::string_view name) const {
  for (const Group& group : groups_)
    if (group.name == name) return group.nodes;
  return {};
}

std::optional<std::int64_t> WorldImpl::field(NodeId node, NameId field) const {
  const auto& extras = nodes_[index(node)].extras;
  if (extras == nullptr) return std::nullopt;
  for (const auto& exposed : extras->exposed)
    if (exposed.field == field) return exposed.value;
  return std::nullopt;
}

void WorldImpl::crash(NodeId node) {
  NodeSlot& slot = nodes_[index(node)];
  if (!slot.up) return;
  take_down(node);
  if (!slot.alone_on_host) return;
  slot.host_turned_off = true;
  platform_->turn_off(slot.host);
  fabric_.interrupt();
}

// Everything that the process held in memory is gone; what it had sent is still on its way.
void WorldImpl::take_down(NodeId node) {
  NodeSlot& slot = nodes_[index(node)];
  slot.up = false;
  ++slot.epoch;
  slot.paused = 0;
  timers_.cancel_all(slot.timers);
  Disk::CrashLoss loss{};
  std::vector<Deferred> deferred;
  if (slot.extras != nullptr) {
    slot.extras->exposed.clear();
    deferred.swap(slot.extras->deferred);
    if (slot.extras->disk != nullptr) loss = slot.extras->disk->crash();
  }
  emit(RecordKind::crashed, node, Name(), kNoNode, static_cast<std::int64_t>(loss.kept),
       static_cast<std::int64_t>(loss.lost));
  for (const Deferred& event : deferred)
    if (event.letter) drop(*event.letter, drop_reason::node_down);
  network_.on_crash(node);
  for (const HeavyWork& work : work_) {
    if (work.node != node) continue;
    platform_->cancel(work.activity);
    fabric_.interrupt();
  }
  slot.node.reset();
}

void WorldImpl::restart(NodeId node, bool keep_disk) {
  NodeSlot& slot = nodes_[index(node)];
  if (slot.up) return;
  if (slot.host_turned_off || !platform_->is_on(slot.host)) {
    platform_->turn_on(slot.host);
    fabric_.interrupt();
  }
  slot.host_turned_off = slot.down_with_host = false;
  if (!keep_disk && slot.extras != nullptr && slot.extras->disk != nullptr) slot.extras->disk->wipe();
  if (!slot.started) return start_node(node, false);
  const RecordId fault = cause_;
  cause_ = emit(RecordKind::restarted, node, Name(), kNoNode, keep_disk ? 1 : 0);
  start_node(node, true);
  cause_ = fault;
}

void WorldImpl::pause(NodeId node) {
  NodeSlot& slot = nodes_[index(node)];
  if (!slot.up) return;
  if (slot.paused++ == 0) emit(RecordKind::paused, node);
}

void WorldImpl::resume(NodeId node) {
  NodeSlot& slot = nodes_[index(node)];
  if (slot.paused == 0 || --slot.paused > 0) return;
  std::vector<Deferred> deferred;
  if (slot.extras != nullptr) deferred.swap(slot.extras->deferred);
  emit(RecordKind::resumed, node, Name(), kNoNode, static_cast<std::int64_t>(deferred.size()));
  const RecordId fault = cause_;
  const std::uint32_t epoch = slot.epoch;
  for (Deferred& event : deferred)
    if (slot.up && slot.epoch == epoch) replay(node, std::move(event));
  cause_ = fault;
}

void WorldImpl::set_slowness(NodeId node, Resource resource, double factor) {
  ORRERY_CHECK(factor >= 0, "a slowness that is a number, and not negative");
  switch (resource) {
    case Resource::service: extras(node).service_slowness = factor; break;
    case Resource::cpu: extras(node).compute_slowness = factor; break;
    case Resource::disk:
      extras(node).disk_slowness = factor;
      disk(node).set_slowness(factor);
      break;
    case Resource::network: network_.set_slowness(node, factor); break;
  }
}

void WorldImpl::set_drift(NodeId node, std::int64_t parts_per_billion) {
  NodeClock& clock = extras(node).clock;
  clock.set_drift(now(), parts_per_billion);
  timers_.remap(nodes_[index(node)].timers, clock);
  if (log_.is_following_timers())
    for (const TimerChange& change : timers_.all_as_set(nodes_[index(node)].timers, cause_)) log_.change_timer(change);
}

std::int64_t WorldImpl::drift(NodeId node) const { return clock(node).drift(); }
void WorldImpl::set_skew(NodeId node, Duration skew) { extras(node).clock.set_skew(skew); }
Duration WorldImpl::skew(NodeId node) const { return clock(node).skew(); }
void WorldImpl::stall_disk(NodeId node, bool stalled) { disk(node).stall(stalled); }

bool WorldImpl::order(NodeId node, Name order, NodeId peer) {
  NodeSlot& slot = nodes_[index(node)];
  if (!slot.up || slot.paused > 0) return false;
  const RecordId fault = cause_;
  cause_ = emit(RecordKind::ordered, node, order, peer);
  slot.node->on_order(context_->lend_to(node), order, peer);
  cause_ = fault;
  return true;
}

bool WorldImpl::configure(NodeId node, std::span<const ConfigurationChange> changes) {
  NodeSlot& slot = nodes_[index(node)];
  if (!slot.up || slot.paused > 0) return false;
  const RecordId fault = cause_;
  cause_ = emit(RecordKind::ordered, node, "configure");
  slot.node->on_configure(context_->lend_to(node), changes);
  cause_ = fault;
  return true;
}

ConditionId WorldImpl::add_condition(std::string_view owner, std::vector<NodeId> from, std::vector<NodeId> to,
                                     LinkCondition condition) {
  return network_.conditions().add(owner, from, to, std::move(condition));
}

void WorldImpl::remove_condition(ConditionId condition) { network_.conditions().remove(condition); }

void WorldImpl::record_fault(RecordKind kind, Name fault, Name verb, std::span<const NodeId> hit, Description whom) {
  const auto verb_id = static_cast<std::int64_t>(names_.intern(verb));
  cause_ = kNoCause;
  log_.describe_next(std::move(whom));
  cause_ =
      emit(kind, kNoNode, fault, hit.empty() ? kNoNode : hit.front(), verb_id, static_cast<std::int64_t>(hit.size()));
}

void WorldImpl::on_host_state(HostIndex host, bool on) {
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    NodeSlot& slot = nodes_[i];
    if (slot.host != host) continue;
    if (!on && slot.up) {
      take_down(NodeId{i});
      slot.down_with_host = true;
    } else if (on && slot.down_with_host) {
      restart(NodeId{i}, true);
    }
  }
}

}  // namespace orrery
