// What faults have done to the world and not yet undone. Faults of one kind may overlap on a node, and end in any
// order: a node is down while any crash holds it, slow or overloaded by the product of the factors in force, and so on.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/world_control.h"
#include "faults/fault.h"

namespace orrery {

// How many configurations a node has refused since it started, where it refuses any (Envoy's `update_rejected`).
inline constexpr Name kUpdatesRejected{"updates_rejected"};

// 1, 2, 3 ... in the order in which faults strike.
enum class StrikeId : std::uint64_t {};

// One strike of a fault, its target resolved.
struct FaultHit {
  StrikeId strike{};
  std::string owner;             // names the draws of the conditions that it sets
  std::vector<NodeId> nodes;     // of a fault on nodes
  std::vector<NodeId> from, to;  // of a fault on a link
  bool both_ways = false;
  NodeId peer = kNoNode;                          // of Fault::to
  std::span<const ConfigurationChange> set = {};  // of Fault::set
};

class FaultEffects {
 public:
  explicit FaultEffects(WorldControl& world) : world_(world) {}
  FaultEffects(const FaultEffects&) = delete;
  FaultEffects& operator=(const FaultEffects&) = delete;

  WorldControl& world() { return world_; }
  const WorldControl& world() const { return world_; }

  // A node that is down already, and not by a fault, is not held. A crash ends every pause of the node.
  void crash(StrikeId strike, NodeId node, bool keep_disk);
  // Restarts the node when no other crash holds it; its disk is lost if any of the crashes that held it took the disk.
  void end_crash(StrikeId strike, NodeId node);
  // Starts the node whatever holds it down; those crashes no longer have anything to undo.
  void restart(NodeId node, bool keep_disk);

  // A node that is down is not paused.
  void pause(StrikeId strike, NodeId node);
  void end_pause(StrikeId strike, NodeId node);
  bool is_paused(NodeId node) const { return paused_.contains(node); }

  void stall(NodeId node);
  void end_stall(NodeId node);
  bool is_stalled(NodeId node) const { return stalls_.contains(node); }

  void slow(StrikeId strike, NodeId node, Resource resource, double factor);
  void end_slow(StrikeId strike, NodeId node, Resource resource);

  void overload(StrikeId strike, NodeId node, double factor);
  void end_overload(StrikeId strike, NodeId node);

  // Overlapping outages are independent: what gets past one may meet the next.
  void fail(StrikeId strike, NodeId node, double share);
  void end_fail(StrikeId strike, NodeId node);

  // What a control plane tells its proxies (Envoy's xDS): a node that is down or paused learns it when it is back, and
  // one that restarts learns anew, at once and before anything reaches it, what it had accepted.
  void configure(NodeId node, std::span<const ConfigurationChange> changes);
  // `order` adds the endpoint or removes it.
  void set_endpoint(NodeId node, Name order, NodeId endpoint);

  void add_drift(NodeId node, std::int64_t parts_per_billion);
  void add_skew(NodeId node, Duration skew);

 private:
  struct Crashed {
    std::vector<StrikeId> strikes;
    bool keep_disk = true;
  };
  using Changes = std::vector<ConfigurationChange>;
  // What a control plane has set at a node.
  struct Configured {
    Changes accepted;              // of each setting the newest
    std::vector<Changes> unheard;  // while it was down or paused, in order
    std::vector<std::pair<NodeId, Name>> endpoints;
    bool is_behind = false;  // with its endpoints
  };
  void start_again(NodeId node, bool keep_disk);
  void tell_all(NodeId node);
  // What it has not heard so far.
  void catch_up(NodeId node);
  // False where the node does not hear it.
  bool tell(NodeId node, Configured& configured, const Changes& changes);

  // The factors in force on one thing, each with the strike that set it.
  using Factors = std::vector<std::pair<StrikeId, double>>;
  static double without(Factors& factors, StrikeId strike);
  static double product(const Factors& factors);

  WorldControl& world_;
  std::map<NodeId, Crashed> crashed_;
  std::map<NodeId, std::vector<StrikeId>> paused_;
  std::map<NodeId, Configured> configured_;
  std::map<NodeId, int> stalls_;  // 1 or more
  std::map<std::pair<NodeId, Resource>, Factors> slowed_;
  std::map<NodeId, Factors> overloaded_;
  std::map<NodeId, Factors> failing_;  // the shares that get past
};

}  // namespace orrery
