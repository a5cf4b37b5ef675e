#include "faults/selector.h"

#include <algorithm>

namespace orrery {

namespace {

bool has_role(NodeId node, const WorldControl& world, const std::string& role) {
  if (role.empty()) return true;
  return world.is_up(node) && world.field(node, kRoleField.id()) == static_cast<std::int64_t>(name_id(role));
}

// `count` of the candidates, without replacement, in the order of their ids.
std::vector<NodeId> draw(std::vector<NodeId> candidates, std::size_t count, RandomStream& random) {
  std::vector<NodeId> drawn;
  while (drawn.size() < count && !candidates.empty()) {
    const auto at = static_cast<std::ptrdiff_t>(random.below(candidates.size()));
    drawn.push_back(candidates[static_cast<std::size_t>(at)]);
    candidates.erase(candidates.begin() + at);
  }
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

std::vector<NodeId> extreme(const std::vector<NodeId>& candidates, const WorldControl& world,
                            const Selector& selector) {
  std::vector<NodeId> best;
  std::int64_t best_value = 0;
  for (const NodeId node : candidates) {
    const auto value = world.field(node, name_id(selector.field));
    if (!value) continue;
    const bool better = selector.pick == Selector::Pick::most ? *value > best_value : *value < best_value;
    if (!best.empty() && !better) continue;
    best = {node};
    best_value = *value;
  }
  return best;
}

}  // namespace

std::vector<NodeId> resolve(const Selector& selector, const WorldControl& world, RandomStream& random) {
  std::vector<NodeId> candidates;
  if (!selector.instance.empty()) {
    const auto node = world.find_node(selector.instance);
    if (node) candidates.push_back(*node);
    return candidates;
  }
  for (const NodeId node : world.group(selector.group))
    if (has_role(node, world, selector.role)) candidates.push_back(node);
  switch (selector.pick) {
    case Selector::Pick::all:
    case Selector::Pick::each: return candidates;
    case Selector::Pick::any: return draw(std::move(candidates), 1, random);
    case Selector::Pick::number: return draw(std::move(candidates), static_cast<std::size_t>(selector.number), random);
    case Selector::Pick::most:
    case Selector::Pick::least: return extreme(candidates, world, selector);
  }
  return {};
}

}  // namespace orrery
