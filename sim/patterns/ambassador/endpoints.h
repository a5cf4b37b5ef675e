// What an ambassador knows of the endpoints behind it: which of the group's instances are members, and which of them
// are healthy. Its route keeps calls away from the others.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/context.h"

namespace orrery::ambassador {

struct Endpoint {
  NodeId node = kNoNode;
  bool is_member = true;
  bool is_healthy = true;  // as far as health checks say
};

class Endpoints {
 public:
  // `tell` hears of every change.
  explicit Endpoints(std::function<void(Context&, const Endpoint&)> tell) : tell_(std::move(tell)) {}

  // All instances of the group become members in good health.
  void start(Context& ctx, std::string_view group);

  // What is said twice, or of a node that is no instance of the group, changes nothing.
  void set_member(Context& ctx, NodeId node, bool is_member);
  // What a health check found.
  void set_health(Context& ctx, NodeId node, bool is_healthy);

  bool is_member(NodeId node) const;
  bool has_members() const;
  // In the order of the group.
  const std::vector<Endpoint>& all() const { return all_; }

 private:
  // nullptr where the node is no instance of the group.
  Endpoint* find(NodeId node);
  void show(Context& ctx) const;

  std::function<void(Context&, const Endpoint&)> tell_;
  std::vector<Endpoint> all_;
};

}  // namespace orrery::ambassador
