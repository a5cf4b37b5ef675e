#include "faults/configuration.h"

namespace orrery {

const Parameters endpoint_options{{"endpoint", ParameterType::text, "", "",
                                   "which instance of the group that the nodes call: backend-3, or a selector that "
                                   "picks one such as `any backend`"}};

namespace {

FaultUndo set_each(FaultEffects& effects, const FaultHit& hit, Name order) {
  for (const NodeId node : hit.nodes) effects.set_endpoint(node, order, hit.peer);
  return {};
}

}  // namespace

FaultUndo strike_configure(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  for (const NodeId node : hit.nodes) effects.configure(node, hit.set);
  return {};
}

FaultUndo strike_add_endpoint(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  return set_each(effects, hit, kAddEndpoint);
}

FaultUndo strike_remove_endpoint(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  return set_each(effects, hit, kRemoveEndpoint);
}

}  // namespace orrery
