#include "patterns/ambassador/endpoints.h"

#include <algorithm>

#include "patterns/ambassador/ambassador_observed.h"

namespace orrery::ambassador {

void Endpoints::start(Context& ctx, std::string_view group) {
  for (const NodeId node : ctx.group(group)) all_.push_back({node});
  show(ctx);
}

// One that comes back is believed to be well until it is checked.
void Endpoints::set_member(Context& ctx, NodeId node, bool is_member) {
  Endpoint* endpoint = find(node);
  if (endpoint == nullptr || endpoint->is_member == is_member) return;
  *endpoint = {node, is_member};
  ctx.record(is_member ? kEndpointAdded : kEndpointRemoved, node);
  show(ctx);
  tell_(ctx, *endpoint);
}

void Endpoints::set_health(Context& ctx, NodeId node, bool is_healthy) {
  Endpoint* endpoint = find(node);
  if (endpoint == nullptr || !endpoint->is_member || endpoint->is_healthy == is_healthy) return;
  endpoint->is_healthy = is_healthy;
  ctx.record(is_healthy ? kCheckPassed : kCheckFailed, node);
  show(ctx);
  tell_(ctx, *endpoint);
}

bool Endpoints::is_member(NodeId node) const {
  return std::any_of(all_.begin(), all_.end(),
                     [&](const Endpoint& endpoint) { return endpoint.node == node && endpoint.is_member; });
}

bool Endpoints::has_members() const {
  return std::any_of(all_.begin(), all_.end(), [](const Endpoint& endpoint) { return endpoint.is_member; });
}

Endpoint* Endpoints::find(NodeId node) {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Endpoint& known) { return known.node == node; });
  return found == all_.end() ? nullptr : &*found;
}

void Endpoints::show(Context& ctx) const {
  const auto healthy = std::count_if(
      all_.begin(), all_.end(), [](const Endpoint& endpoint) { return endpoint.is_member && endpoint.is_healthy; });
  ctx.expose(kHealthyEndpoints, static_cast<std::int64_t>(healthy));
}

}  // namespace orrery::ambassador
