#include "faults/configuration.h"

namespace orrery {

const Parameters endpoint_options{{"endpoint", ParameterType::text, "", "",
                                   "which instance of the group that the nodes call: backend-3, or a selector that "
                                   "picks one such as `any backend`"}};

namespace {

FaultUndo order_each(FaultEffects& effects, const FaultHit& hit, Name order) {
  for (const NodeId node : hit.nodes) effects.world().order(node, order, hit.peer);
  return {};
}

}  // namespace

FaultUndo strike_configure(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  for (const NodeId node : hit.nodes) effects.world().configure(node, hit.set);
  return {};
}

FaultUndo strike_add_endpoint(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  return order_each(effects, hit, kAddEndpoint);
}

FaultUndo strike_remove_endpoint(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  return order_each(effects, hit, kRemoveEndpoint);
}

}  // namespace orrery
