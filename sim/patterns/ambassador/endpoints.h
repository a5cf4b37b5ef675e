// The endpoints behind an ambassador: which of the group's instances are members, which of them are healthy, and so
// which of them calls may go to. A Balance that is wrapped in `among_eligible` chooses among these alone.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/context.h"
#include "services/attempt_policy.h"
#include "services/policies/host_set.h"

namespace orrery::ambassador {

class Endpoints {
 public:
  // All instances of the group become members.
  void start(Context& ctx, std::string_view group);

  // What is said twice, or of a node that is no instance of the group, changes nothing.
  void add(Context& ctx, NodeId node);
  void remove(Context& ctx, NodeId node);
  // What a health check found.
  void set_health(Context& ctx, NodeId node, bool is_healthy);

  bool is_member(NodeId node) const;
  bool has_members() const { return !hosts_.members().empty(); }
  // Positions in the group, in order.
  const std::vector<std::size_t>& eligible() const { return eligible_; }
  std::size_t size() const { return nodes_.size(); }
  const std::vector<NodeId>& nodes() const { return nodes_; }

 private:
  // nullptr where the node is no instance of the group.
  const HostId* find(NodeId node) const;
  // Works out what follows from the hosts, and tells of panic.
  void refresh(Context& ctx);

  std::vector<NodeId> nodes_;          // of the group
  std::vector<HostId> host_at_;        // by position: its latest
  std::vector<std::size_t> position_;  // by HostId
  std::vector<std::size_t> eligible_;
  HostSet hosts_;
  SetMode mode_ = SetMode::normal;
};

// `endpoints` outlives the balance and has members whenever it picks.
std::unique_ptr<Balance> among_eligible(std::unique_ptr<Balance> balance, const Endpoints& endpoints);

}  // namespace orrery::ambassador
