#include "faults/breaker_orders.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "core/check.h"

namespace orrery {

const Parameters breaker_order_options{
    {"call", ParameterType::name, "", "", "the group that is called: the breakers of the nodes' calls to it are told"},
    {"state", ParameterType::choice, "", "forced-open|disabled|metrics-only|closed",
     "what they are from then on, with an empty window: forced-open refuses all, disabled admits all and records "
     "nothing, metrics-only admits all, records and never opens, closed is a reset"}};

namespace {

Name order_for(std::string_view state) {
  if (state == "forced-open") return kForceBreakerOpen;
  if (state == "disabled") return kDisableBreaker;
  if (state == "metrics-only") return kMeasureOnly;
  ORRERY_CHECK(state == "closed", "a state that breakers can be told");
  return kResetBreaker;
}

}  // namespace

FaultUndo strike_set_breaker(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  for (const NodeId node : hit.nodes) effects.world().order(node, order_for(options.word("state")), hit.peer);
  return {};
}

std::string objection_to_set_breaker(const FaultEffects& effects, const FaultHit& hit) {
  const WorldControl& world = effects.world();
  const bool any_hears = std::any_of(hit.nodes.begin(), hit.nodes.end(),
                                     [&](NodeId node) { return world.is_up(node) && !effects.is_paused(node); });
  if (any_hears) return {};
  return fmt::format("{} is down or paused, and hears no order", world.node_name(hit.nodes.front()));
}

}  // namespace orrery
