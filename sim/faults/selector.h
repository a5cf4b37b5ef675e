// Selectors: which nodes an expression such as `leader of server` or `most load of shard` means at an instant.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/random.h"
#include "core/value_text.h"
#include "core/world_control.h"

namespace orrery {

// INSTANCE, or [PICK] [ROLE of] GROUP.
struct Selector {
  enum class Pick : std::uint8_t { all, any, each, number, most, least };
  std::string instance;  // "server-3"; then the rest is unset
  std::string group;     // "server"
  std::string role;      // "leader"; empty: whatever the role
  Pick pick = Pick::all;
  std::int64_t number = 0;  // of Pick::number, 1 or more
  std::string field;        // of Pick::most and Pick::least: an exposed integer field

  std::string text() const;  // as it would be written in a scenario
  friend bool operator==(const Selector&, const Selector&) = default;
};

// One way or both ways between two selections.
struct LinkSelector {
  Selector from, to;
  bool both_ways = true;

  std::string text() const;
  friend bool operator==(const LinkSelector&, const LinkSelector&) = default;
};

// The field whose value is a node's role, as `leader of server` asks for it.
inline constexpr Name kRoleField{"role"};

// "leader of server"; only the form is looked at, not whether there is such a group.
Read<Selector> read_selector(std::string_view text);
// "client -> server", "server-1 <-> server-2".
Read<LinkSelector> read_link_selector(std::string_view text);
// The `pick` of the long form, as in { group: shard, pick: most load }: any, each, a number, most FIELD or least FIELD.
tl::expected<void, ValueError> read_pick(std::string_view text, Selector& selector);

// The nodes meant, in the order of their ids; none where nothing matches. Nodes that are down never match a role and
// have no fields. `any` and numbers draw from `random`, without replacement; of fewer matches than the number, all are
// meant. Of equals in a field, the first is the most and the least.
std::vector<NodeId> resolve(const Selector& selector, const WorldControl& world, RandomStream& random);

}  // namespace orrery
