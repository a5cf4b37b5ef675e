// What faults may do to a running world, and what selectors may ask of it. The engine's World implements it; tests use
// a fake one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/description.h"
#include "core/ids.h"
#include "core/network_spec.h"
#include "core/parameters.h"
#include "core/record.h"
#include "core/time.h"

namespace orrery {

enum class ConditionId : std::uint32_t {};

// What a slow-down acts on.
enum class Resource : std::uint8_t { service, cpu, disk, network };

class WorldControl {
 public:
  virtual ~WorldControl() = default;

  virtual Instant now() const = 0;
  virtual Instant end() const = 0;
  virtual std::uint64_t seed() const = 0;
  // Runs `action` at `when`, before every other event of that instant; actions of one instant in the order of the
  // calls. What it does has the cause that the call has.
  virtual void schedule(Instant when, std::function<void()> action) = 0;

  virtual std::size_t node_count() const = 0;
  virtual const std::string& node_name(NodeId node) const = 0;
  virtual std::optional<NodeId> find_node(std::string_view name) const = 0;
  virtual std::span<const NodeId> group(std::string_view name) const = 0;
  virtual bool is_up(NodeId node) const = 0;
  // The value of an exposed field; nothing where the node has not exposed it since it last started.
  virtual std::optional<std::int64_t> field(NodeId node, NameId field) const = 0;

  virtual void crash(NodeId node) = 0;                    // nothing if it is down
  virtual void restart(NodeId node, bool keep_disk) = 0;  // nothing if it is up
  virtual void pause(NodeId node) = 0;                    // pauses nest
  virtual void resume(NodeId node) = 0;
  // Sets by how much (> 0) the resource is slower than it should be; 1 is its own speed.
  virtual void set_slowness(NodeId node, Resource resource, double factor) = 0;
  virtual void set_drift(NodeId node, std::int64_t parts_per_billion) = 0;
  virtual std::int64_t drift(NodeId node) const = 0;
  virtual void set_skew(NodeId node, Duration skew) = 0;
  virtual Duration skew(NodeId node) const = 0;
  virtual void stall_disk(NodeId node, bool stalled) = 0;  // stalls nest
  // Sets by how much (> 0) the node offers more load than it was set to, where it is a client; 1 is what it was set to.
  virtual void set_load(NodeId node, double factor) = 0;
  // Sets the share (0 to 1) of requests that the node answers with an error, where it is a service.
  virtual void set_outage(NodeId node, double share) = 0;
  // Gives the node an operator's order at once. Nobody hears it where the node is down or paused: then false.
  virtual bool order(NodeId node, Name order, NodeId peer) = 0;
  // Changes the node's configuration at once; as with an order, nobody hears it where the node is down or paused.
  virtual bool configure(NodeId node, std::span<const ConfigurationChange> changes) = 0;

  // Holds for messages from any of `from` to any of `to`, but for a node's own to itself, until it is removed. `owner`
  // (a fault's id, say) names the draws that it asks for, so that another condition more or less changes none of them.
  virtual ConditionId add_condition(std::string_view owner, std::vector<NodeId> from, std::vector<NodeId> to,
                                    LinkCondition condition) = 0;
  virtual void remove_condition(ConditionId condition) = 0;

  // Emits fault_began or fault_ended; what the world does until the action ends has it as its cause. `whom` is told to
  // every sink as the Record's description: of faults on nodes one item "hit" a node; of faults on a link the items
  // "from" and "to", each a node or, where all of it is meant, a group, and "way": "->" or "<->".
  virtual void record_fault(RecordKind kind, Name fault, Name verb, std::span<const NodeId> hit, Description whom) = 0;
};

}  // namespace orrery
