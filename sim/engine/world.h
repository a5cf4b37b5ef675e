// A running world: nodes on a SimGrid platform, joined by the fabric. From a configuration to a stream of Records.
// One World a process: SimGrid's engine can be made only once (run/launch.h forks).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "core/network_spec.h"
#include "core/node.h"
#include "core/sink.h"
#include "core/world_control.h"

namespace orrery {

// What a node's disk takes in when its kind does not say: a SATA solid-state disk.
inline constexpr double kDefaultDiskBandwidth = 500e6;

struct NodeConfig {
  std::string name, group, kind, host;               // as RunInfo::NodeInfo
  std::function<std::unique_ptr<Node>()> make = {};  // called at the start and at every restart
  Distribution disk_sync = {};                    // how long a sync takes, in seconds, beside the bytes that it writes
  double disk_bandwidth = kDefaultDiskBandwidth;  // of small writes, bytes per second
};

struct WorldConfig {
  std::uint64_t seed = 1;
  Duration run_for;
  PlatformSpec platform;
  StreamSpec stream;
  bool flow_messages = false;
  std::vector<RunInfo::FaultInfo> faults;  // told to the sinks
  std::vector<NodeConfig> nodes;           // NodeIds are positions in this list; groups are contiguous
};

// How a run ended. A user's mistake that only the world can see (a host that the platform lacks) is an error too.
struct RunEnd {
  Instant when;
  std::string error;  // empty: it reached its end
};

class World : public WorldControl {
 public:
  // Throws nothing. A platform that SimGrid refuses gives its message; call it before anything else of the engine.
  static tl::expected<std::unique_ptr<World>, std::string> create(WorldConfig config);

  // Sinks get every Record of the run; they must outlive it. Before run().
  virtual void add_sink(Sink& sink) = 0;
  // Runs to the end: events at the instant `run_for` are included. Call once.
  virtual RunEnd run() = 0;
  // Ends the run at the instant that is reached, after the event at hand. For sinks of the interactive kind.
  virtual void stop() = 0;
};

}  // namespace orrery
