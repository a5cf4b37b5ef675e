// The Context that the World hands to its nodes: one object, lent to whichever node's handler is running.
#pragma once

#include "engine/world_impl.h"

namespace orrery {

class WorldContext final : public Context {
 public:
  explicit WorldContext(WorldImpl& world) : world_(world) {}

  // The handlers called from now on are this node's.
  WorldContext& lend_to(NodeId node) {
    self_ = node;
    slot_ = &world_.nodes_[index(node)];
    return *this;
  }

  NodeId self() const override { return self_; }
  std::span<const NodeId> group(std::string_view name) const override { return world_.group(name); }
  std::span<const NodeId> peers() const override { return world_.groups_[slot().group].nodes; }
  Instant clock() const override { return node_clock().local(world_.now()); }
  Instant wall_clock() const override { return node_clock().wall(world_.now()); }
  TimerId set_timer(Name what, Duration after) override;
  void reset_timer(TimerId& timer, Name what, Duration after) override;
  void cancel_timer(TimerId timer) override;
  RandomStream& random(Name purpose) override;
  Storage& storage() override;
  WorkId start(Work work, double amount) override;
  double service_slowness() const override;
  double outage() const override;
  double load() const override { return slot().extras == nullptr ? 1 : slot().extras->load; }
  using Context::expose;
  void expose(Field field, std::int64_t value) override;
  void record(Name event, NodeId peer, std::int64_t a, std::int64_t b, std::int64_t c) override;
  std::int64_t invoke(Name operation, std::int64_t key, std::int64_t value) override;
  void complete(std::int64_t number, Outcome outcome, std::int64_t value) override;

 protected:
  PayloadPool& payloads() override { return world_.payloads_; }
  void send_payload(NodeId to, Payload payload, Bytes size, Transport transport) override;
  std::int64_t intern(Name value) override { return static_cast<std::int64_t>(world_.names_.intern(value)); }

 private:
  WorldImpl::NodeSlot& slot() const { return *slot_; }
  const NodeClock& node_clock() const { return slot_->extras == nullptr ? true_clock_ : slot_->extras->clock; }
  Instant deadline(Duration after) const;

  WorldImpl& world_;
  NodeId self_ = kNoNode;
  WorldImpl::NodeSlot* slot_ = nullptr;  // of self_; the World's nodes stay where they are
  const NodeClock true_clock_;
};

}  // namespace orrery
