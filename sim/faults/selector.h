// Selectors: which nodes an expression such as `leader of server` or `most load of shard` means at an instant.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/random.h"
#include "core/value_text.h"
#include "core/world_control.h"

namespace orrery {

// INSTANCE, or [PICK] [ROLE of] GROUP [in ZONE]; several of them joined by `and`.
struct Selector {
  // `others`: on one side of a link, those of the group that the other side does not mean.
  enum class Pick : std::uint8_t { all, any, each, number, most, least, others };
  std::string instance;  // "server-3"; then the rest is unset
  std::string group;     // "server"
  std::string role;      // "leader"; empty: whatever the role
  Pick pick = Pick::all;
  std::int64_t number = 0;  // of Pick::number, 1 or more
  std::string field;        // of Pick::most and Pick::least: an exposed integer field
  std::string zone;         // "eu-west", a zone, region or host; empty: wherever it lives
  // The group's instances in that zone. The text of a selector does not tell: References finds them out.
  std::vector<std::string> members;
  std::vector<Selector> more;  // what is joined to it by `and`; these have no `more` of their own

  // Itself and those joined to it, in the order of the text. The pointers are good as long as the selector.
  std::vector<const Selector*> terms() const;
  std::vector<Selector*> terms();
  // Whether this term alone can mean the node, whatever the node's state.
  bool can_mean(std::string_view node, std::string_view group_of_node) const;
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

// "server" of "server-3".
inline std::string_view group_of_instance(std::string_view instance) { return instance.substr(0, instance.rfind('-')); }

// The field whose value is a node's role, as `leader of server` asks for it.
inline constexpr Name kRoleField{"role"};

// "leader of server", "server-1 and server-4"; only the form is looked at, not whether there is such a group.
Read<Selector> read_selector(std::string_view text);
// "client -> server", "server-1 <-> server-2".
Read<LinkSelector> read_link_selector(std::string_view text);
// The `pick` of the long form, as in { group: shard, pick: most load }: any, each, a number, most FIELD or least FIELD.
tl::expected<void, ValueError> read_pick(std::string_view text, Selector& selector);

// Whether a node may be drawn.
using NodeFilter = std::function<bool(NodeId)>;

// The nodes meant, in the order of their ids; none where nothing matches. Nodes that are down never match a role and
// have no fields. `any` and numbers draw from `random`, without replacement, among the nodes that `may_draw` allows; of
// fewer than the number, all of these are meant. Of equals in a field, the first is the most and the least.
std::vector<NodeId> resolve(const Selector& selector, const WorldControl& world, RandomStream& random,
                            const NodeFilter& may_draw = {});

// Both sides of a link; the side that says `others` comes after the one that it goes by.
struct LinkEnds {
  std::vector<NodeId> from, to;
};
LinkEnds resolve(const LinkSelector& link, const WorldControl& world, RandomStream& random,
                 const NodeFilter& may_draw = {});

}  // namespace orrery
