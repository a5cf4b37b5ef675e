// Selectors: which nodes an expression such as `leader of server` or `most load of shard` means at an instant.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/random.h"
#include "core/world_control.h"

namespace orrery {

// INSTANCE, or [PICK] [ROLE of] GROUP.
struct Selector {
  enum class Pick : std::uint8_t { all, any, each, number, most, least };
  std::string instance;    // "server-3"; then the rest is unset
  std::string group;       // "server"
  std::string role;        // "leader"; empty: whatever the role
  Pick pick = Pick::all;
  std::int64_t number = 0;      // of Pick::number
  std::string field;            // of Pick::most and Pick::least: an exposed integer field

  std::string text() const;     // as it would be written in a scenario
};

// One way or both ways between two selections.
struct LinkSelector {
  Selector from, to;
  bool both_ways = true;

  std::string text() const;
};

// The field whose value is a node's role, as `leader of server` asks for it.
inline constexpr Name kRoleField{"role"};

// The nodes meant, in the order of their ids. Nodes that are down never match a role. `any` and numbers draw from `random`.
std::vector<NodeId> resolve(const Selector& selector, const WorldControl& world, RandomStream& random);

}  // namespace orrery
