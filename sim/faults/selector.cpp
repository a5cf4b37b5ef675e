#include "faults/selector.h"

#include <algorithm>

#include "core/check.h"

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

// The nodes that one term means.
std::vector<NodeId> resolve_term(const Selector& term, const WorldControl& world, RandomStream& random,
                                 const NodeFilter& may_draw) {
  std::vector<NodeId> candidates;
  if (!term.instance.empty()) {
    if (const auto node = world.find_node(term.instance)) candidates.push_back(*node);
    return candidates;
  }
  ORRERY_CHECK(term.zone.empty() || !term.members.empty(), "the instances in a zone to be known before the run");
  for (const NodeId node : world.group(term.group))
    if (term.can_mean(world.node_name(node), term.group) && has_role(node, world, term.role))
      candidates.push_back(node);
  const bool is_drawn = term.pick == Selector::Pick::any || term.pick == Selector::Pick::number;
  if (is_drawn && may_draw) std::erase_if(candidates, [&](NodeId node) { return !may_draw(node); });
  switch (term.pick) {
    case Selector::Pick::all:
    case Selector::Pick::each:
    case Selector::Pick::others: return candidates;
    case Selector::Pick::any: return draw(std::move(candidates), 1, random);
    case Selector::Pick::number: return draw(std::move(candidates), static_cast<std::size_t>(term.number), random);
    case Selector::Pick::most:
    case Selector::Pick::least: return extreme(candidates, world, term);
  }
  return {};
}

bool is_others(const Selector& selector) {
  const std::vector<const Selector*> terms = selector.terms();
  return std::any_of(terms.begin(), terms.end(),
                     [](const Selector* term) { return term->pick == Selector::Pick::others; });
}

// What stands by name stays, whoever the other side is.
std::vector<NodeId> resolve_others(const Selector& selector, const std::vector<NodeId>& taken,
                                   const WorldControl& world, RandomStream& random, const NodeFilter& may_draw) {
  std::vector<NodeId> nodes;
  for (const Selector* term : selector.terms())
    for (const NodeId node : resolve_term(*term, world, random, may_draw))
      if (term->pick != Selector::Pick::others || std::find(taken.begin(), taken.end(), node) == taken.end())
        nodes.push_back(node);
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

}  // namespace

bool Selector::can_mean(std::string_view node, std::string_view group_of_node) const {
  if (!instance.empty()) return node == instance;
  return group_of_node == group &&
         (members.empty() || std::find(members.begin(), members.end(), node) != members.end());
}

std::vector<const Selector*> Selector::terms() const {
  std::vector<const Selector*> all{this};
  for (const Selector& other : more) all.push_back(&other);
  return all;
}

std::vector<Selector*> Selector::terms() {
  std::vector<Selector*> all{this};
  for (Selector& other : more) all.push_back(&other);
  return all;
}

std::vector<NodeId> resolve(const Selector& selector, const WorldControl& world, RandomStream& random,
                            const NodeFilter& may_draw) {
  return resolve_others(selector, {}, world, random, may_draw);
}

LinkEnds resolve(const LinkSelector& link, const WorldControl& world, RandomStream& random,
                 const NodeFilter& may_draw) {
  LinkEnds ends;
  if (is_others(link.from)) {
    ends.to = resolve(link.to, world, random, may_draw);
    ends.from = resolve_others(link.from, ends.to, world, random, may_draw);
  } else {
    ends.from = resolve(link.from, world, random, may_draw);
    ends.to = resolve_others(link.to, ends.from, world, random, may_draw);
  }
  return ends;
}

}  // namespace orrery
