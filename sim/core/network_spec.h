// The network of a scenario as plain data: what the engine builds its SimGrid platform from.
//
// Built platforms are zones, each a star of hosts around a switch; a host reaches its switch by its own uplink, and a
// link joins two zones. A message from a to b crosses a's uplink, the zone links between them, and b's uplink.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/distribution.h"
#include "core/ids.h"
#include "core/time.h"

namespace orrery {

struct HostSpec {
  std::string name;
  std::string zone;
  Duration latency;           // of its uplink, one way
  double bandwidth = 0;       // of its uplink, bytes per second, each direction
  double speed = 0;           // flop per second
  double disk_bandwidth = 0;  // bytes per second, reading and writing
};

// Joins two zones, both ways, shared by all that crosses it in one direction.
struct ZoneLinkSpec {
  std::string from, to;
  Duration latency;
  double bandwidth = 0;
};

struct PlatformSpec {
  std::vector<std::string> zones;
  std::vector<HostSpec> hosts;
  std::vector<ZoneLinkSpec> links;
  std::string file;  // a SimGrid platform XML; when set, the lists above are empty
};

// How the stream transport behaves (retransmission: RFC 6298 with Linux's least timeout of 200 ms).
struct StreamSpec {
  Duration retransmit_after;  // first retransmission timeout; doubles at each loss in a row
  Duration retransmit_limit;  // where the doubling stops
  Duration reset_after;       // a stream that delivered nothing for so long is reset
};

// A message of more bytes is a bulk transfer: a SimGrid Comm that shares links with others.
inline constexpr std::int64_t kBulkThreshold = 64 * 1024;

// What happens on a link or between two nodes on top of the platform's own delay. Several may apply at once: delays
// add, chances combine as independent, the least bandwidth holds.
struct LinkCondition {
  bool cut = false;                   // nothing passes
  double loss = 0;                    // chance that a message is lost, 0..1
  double duplication = 0;             // chance that a datagram arrives twice
  double reordering = 0;              // chance that a datagram is held back
  Distribution reordering_delay;      // by how much
  std::optional<Distribution> delay;  // extra latency, seconds
  std::optional<double> bandwidth;    // bytes per second
};

}  // namespace orrery
