#include "engine/simgrid_routes.h"

#include <algorithm>
#include <array>
#include <simgrid/s4u/Host.hpp>

#include "core/check.h"
#include "engine/simgrid_probe.h"

namespace orrery {
namespace {

using Crossings = LinkTable::Crossings;

// A star around a switch in every zone, and the paths between zones: a message crosses its sender's uplink, the path,
// and its addressee's downlink, each once.
class BuiltRoutes final : public Routes {
 public:
  BuiltRoutes(const PlatformSpec& spec, const ZonePaths& paths, const BuiltPlatform& built, const LinkTable& links)
      : zone_count_(paths.zone_count()),
        closed_({kLoopbackLatency, kLoopbackBandwidth}, zone_count_),
        zone_links_(links.crossings(built.zone_links)) {
    for (std::size_t i = 0; i < spec.hosts.size(); ++i) {
      const HostSpec& host = spec.hosts[i];
      const std::uint32_t zone = paths.zone_of(host);
      const std::array<simgrid::s4u::Link*, 3> own{built.uplinks[i], built.downlinks[i], built.loopbacks[zone]};
      const Crossings crossings = links.crossings(own);
      closed_.add_host({host.latency.nanoseconds(), host.bandwidth}, zone);
      hosts_.push_back({zone, crossings[0].link, crossings[1].link, crossings[2].link});
    }
    for (std::uint32_t from = 0; from < zone_count_; ++from)
      for (std::uint32_t to = 0; to < zone_count_; ++to) {
        const ZonePaths::Path& path = paths.path(from, to);
        closed_.add_zone_pair({path.latency.nanoseconds(), path.bandwidth});
        ways_.push_back(path.links);
      }
  }

  Platform::Route quiet(HostIndex from, HostIndex to) override { return closed_(from, to); }
  const ClosedRoutes* closed() const override { return &closed_; }

  const Crossings& crossings(HostIndex from, HostIndex to) override {
    const Host& a = host(from);
    const Host& b = host(to);
    crossings_.clear();
    if (from == to) {
      crossings_.push_back({a.loopback, 1});
      return crossings_;
    }
    crossings_.push_back({a.up, 1});
    for (const ZonePaths::DirectedLink link : ways_[a.zone * zone_count_ + b.zone])
      crossings_.push_back(zone_links_[link]);
    crossings_.push_back({b.down, 1});
    return crossings_;
  }

  bool joined(HostIndex, HostIndex) override { return true; }

 private:
  struct Host {
    std::uint32_t zone, up, down, loopback;
  };

  const Host& host(HostIndex index) const { return hosts_[static_cast<std::uint32_t>(index)]; }

  std::size_t zone_count_;
  ClosedRoutes closed_;
  Crossings zone_links_;  // by DirectedLink: distinct links, so one crossing each
  std::vector<Host> hosts_;
  std::vector<std::vector<ZonePaths::DirectedLink>> ways_;  // zone_count_ squared, row by row
  Crossings crossings_;
};

// Asking SimGrid for a route takes up to 1.5 us, so each pair is asked once.
class FileRoutes final : public Routes {
 public:
  FileRoutes(std::vector<simgrid::s4u::Host*> hosts, const LinkTable& links)
      : hosts_(std::move(hosts)), links_(links), rows_(hosts_.size()), probe_(hosts_) {}

  Platform::Route quiet(HostIndex from, HostIndex to) override { return pair(from, to).quiet; }
  const Crossings& crossings(HostIndex from, HostIndex to) override { return pair(from, to).crossings; }

  // A host is always joined to itself: where SimGrid has no way, by our own loopback.
  bool joined(HostIndex from, HostIndex to) override { return from == to || is_routed(from, to); }

  void on_run() override { probe_.rest(); }

 private:
  struct Pair {
    Platform::Route quiet;
    Crossings crossings;
    bool known = false;
  };

  const Pair& pair(HostIndex from, HostIndex to) {
    std::vector<Pair>& row = rows_[static_cast<std::uint32_t>(from)];
    if (row.empty()) row.resize(hosts_.size());
    Pair& pair = row[static_cast<std::uint32_t>(to)];
    if (!pair.known) find(pair, from, to);
    return pair;
  }

  // Asked in a child first, as asking SimGrid for a route that it lacks may crash.
  bool is_routed(HostIndex from, HostIndex to) { return probe_.has_route(from, to); }

  void find(Pair& pair, HostIndex from, HostIndex to) {
    pair.known = true;
    if (!is_routed(from, to)) {
      ORRERY_CHECK(from == to, "a pair of hosts that check_route has let pass");
      pair.quiet = {kLoopbackLatency, kLoopbackBandwidth};
      return;
    }
    std::vector<simgrid::s4u::Link*> way;
    double latency = 0;
    hosts_[static_cast<std::uint32_t>(from)]->route_to(hosts_[static_cast<std::uint32_t>(to)], way, &latency);
    pair.crossings = links_.crossings(way);
    pair.quiet = links_.quiet(latency, pair.crossings);
  }

  std::vector<simgrid::s4u::Host*> hosts_;
  const LinkTable& links_;
  std::vector<std::vector<Pair>> rows_;  // by sender, filled when it first sends
  RouteProbe probe_;
};

}  // namespace

std::unique_ptr<Routes> built_routes(const PlatformSpec& spec, const ZonePaths& paths, const BuiltPlatform& built,
                                     const LinkTable& links) {
  return std::make_unique<BuiltRoutes>(spec, paths, built, links);
}

std::unique_ptr<Routes> file_routes(std::vector<simgrid::s4u::Host*> hosts, const LinkTable& links) {
  return std::make_unique<FileRoutes>(std::move(hosts), links);
}

}  // namespace orrery
