// Routes on a quiet network, and those of built platforms in closed form: a host's uplink, the way between the zones,
// the other host's uplink. Every message asks for one, so that it is inlined where it is asked.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace orrery {

enum class HostIndex : std::uint32_t {};

// One way. A message of s bytes takes latency + s / bandwidth seconds.
struct Route {
  double latency = 0;    // seconds
  double bandwidth = 0;  // bytes per second
};

class ClosedRoutes {
 public:
  struct Leg {
    std::int64_t latency;  // nanoseconds: sums of them are exact
    double bandwidth;
  };

  // `loopback` joins a host to itself.
  ClosedRoutes(Route loopback, std::size_t zone_count) : loopback_(loopback), zone_count_(zone_count) {}
  void add_host(Leg uplink, std::uint32_t zone) { hosts_.push_back({uplink, zone}); }
  // Row by row: from the first zone to each, from the second ...
  void add_zone_pair(Leg way) { zone_pairs_.push_back(way); }

  Route operator()(HostIndex from, HostIndex to) const {
    if (from == to) return loopback_;
    const Host& a = hosts_[static_cast<std::uint32_t>(from)];
    const Host& b = hosts_[static_cast<std::uint32_t>(to)];
    const Leg& way = zone_pairs_[a.zone * zone_count_ + b.zone];
    return {static_cast<double>(a.uplink.latency + way.latency + b.uplink.latency) * 1e-9,
            std::min(way.bandwidth, std::min(a.uplink.bandwidth, b.uplink.bandwidth))};
  }

 private:
  struct Host {
    Leg uplink;
    std::uint32_t zone;
  };
  Route loopback_;
  std::size_t zone_count_;
  std::vector<Host> hosts_;
  std::vector<Leg> zone_pairs_;
};

}  // namespace orrery
