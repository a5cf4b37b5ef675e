#include "faults/orders.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "faults/selector.h"

namespace orrery {

const Parameters transfer_options{
    {"to", ParameterType::text, "none", "",
     "who is to lead: an instance, or a selector that picks one such as `any follower of server`; `none` leaves the "
     "choice to the leader"}};

namespace {

constexpr Name kLeader{"leader"};

bool hears(const FaultEffects& effects, NodeId node) { return effects.world().is_up(node) && !effects.is_paused(node); }

std::string_view group_name(const WorldControl& world, NodeId node) { return group_of_instance(world.node_name(node)); }

// Those of the node's group that lead it, or believe that they do, and hear an order.
std::vector<NodeId> leaders_beside(const FaultEffects& effects, NodeId node) {
  const WorldControl& world = effects.world();
  std::vector<NodeId> leaders;
  for (const NodeId other : world.group(group_name(world, node)))
    if (hears(effects, other) && world.field(other, kRoleField.id()) == static_cast<std::int64_t>(kLeader.id()))
      leaders.push_back(other);
  return leaders;
}

void order_leaders(FaultEffects& effects, const FaultHit& hit, Name order) {
  for (const NodeId node : hit.nodes)
    for (const NodeId leader : leaders_beside(effects, node)) effects.world().order(leader, order, node);
}

}  // namespace

FaultUndo strike_transfer(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  for (const NodeId node : hit.nodes) effects.world().order(node, kTransferLeadership, hit.peer);
  return {};
}

std::string objection_to_transfer(const FaultEffects& effects, const FaultHit& hit) {
  if (std::any_of(hit.nodes.begin(), hit.nodes.end(), [&](NodeId node) { return hears(effects, node); })) return {};
  return fmt::format("{} is down or paused, and hears no order", effects.world().node_name(hit.nodes.front()));
}

FaultUndo strike_join(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  order_leaders(effects, hit, kAddServer);
  return {};
}

FaultUndo strike_leave(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  order_leaders(effects, hit, kRemoveServer);
  return {};
}

std::string objection_to_change(const FaultEffects& effects, const FaultHit& hit) {
  for (const NodeId node : hit.nodes)
    if (leaders_beside(effects, node).empty())
      return fmt::format("no leader of '{}' is there to hear the order", group_name(effects.world(), node));
  return {};
}

}  // namespace orrery
