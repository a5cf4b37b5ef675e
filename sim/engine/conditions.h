// The link conditions in force: which apply to a message from one node to another.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/network_spec.h"
#include "core/world_control.h"

namespace orrery {

class Conditions {
 public:
  explicit Conditions(std::size_t node_count) : node_count_(node_count) {}

  // `owner` names the draws that the condition asks for: the same owner, the same draws.
  ConditionId add(std::string_view owner, const std::vector<NodeId>& from, const std::vector<NodeId>& to,
                  LinkCondition condition);
  void remove(ConditionId id);
  bool any() const { return !active_.empty(); }

  // Calls `visit(stream, condition)` for each that applies, oldest first; `stream` is a hash of its owner. A node's
  // messages to itself meet none.
  template <class Visit>
  void visit(NodeId from, NodeId to, Visit&& visit) const {
    if (from == to) return;
    for (const Active& active : active_)
      if (active.from.test(from) && active.to.test(to)) visit(active.stream, active.condition);
  }
  bool is_cut(NodeId from, NodeId to) const {
    bool cut = false;
    visit(from, to, [&](std::uint64_t, const LinkCondition& condition) { cut = cut || condition.cut; });
    return cut;
  }

 private:
  class NodeSet {
   public:
    NodeSet(std::size_t size, const std::vector<NodeId>& members) : bits_((size + 63) / 64) {
      for (const NodeId node : members) bits_[index(node) / 64] |= std::uint64_t{1} << (index(node) % 64);
    }
    bool test(NodeId node) const { return (bits_[index(node) / 64] >> (index(node) % 64) & 1) != 0; }

   private:
    std::vector<std::uint64_t> bits_;
  };
  struct Active {
    ConditionId id;
    std::uint64_t stream;
    NodeSet from, to;
    LinkCondition condition;
  };

  std::size_t node_count_;
  std::vector<Active> active_;
  std::uint32_t next_id_ = 0;
};

}  // namespace orrery
