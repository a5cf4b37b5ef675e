// Zones and their hosts while a network is being worked out, and the placing of nodes on them.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/network_spec.h"
#include "scenario/fields.h"
#include "scenario/references.h"
#include "scenario/scenario.h"
#include "scenario/system.h"

namespace orrery {

// What a host is like: of the network as a whole, of a zone, of one host.
struct HostFigures {
  Duration latency;
  double bandwidth = 0, speed = 0, disk = 0;  // bytes per second, flop per second, bytes per second
};

struct Zone {
  std::string name;
  Place place;
  HostFigures figures;
  bool makes_hosts = false;        // as nodes are placed in it
  std::vector<std::string> hosts;  // of its own, or made so far
};

class Zones {
 public:
  explicit Zones(LoadContext& load) : load_(load) {}

  void add_zone(Zone zone) { zones_.push_back(std::move(zone)); }
  Zone* find_zone(std::string_view name);
  const std::vector<Zone>& zones() const { return zones_; }
  std::vector<std::string_view> zone_names() const;
  // Reports and adds nothing where a host of this name is there already.
  void add_host(Zone& zone, const std::string& name, const HostFigures& figures, Place place);
  void add_link(const ZoneLinkSpec& link) { links_.push_back(link); }
  const std::vector<ZoneLinkSpec>& links() const { return links_; }

  // Reports each zone that no path joins to the first.
  void check_paths() const;
  // Gives every instance a host, group by group. Empty where that cannot be done (reported).
  std::vector<Scenario::Placement> place(const std::vector<ReadGroup>& groups);
  // The zones and the hosts that the scenario names, with the nodes placed there in their order.
  std::vector<KnownZone> inhabitants(const std::vector<Scenario::Placement>& placements) const;
  PlatformSpec platform() const;

 private:
  // A zone, or a host of one.
  struct Target {
    std::size_t zone;
    std::string host;  // empty: any of the zone's
  };
  std::vector<Target> targets_of(const ReadGroup& group) const;
  std::optional<Target> find_target(std::string_view name) const;

  LoadContext& load_;
  std::vector<Zone> zones_;
  std::vector<HostSpec> hosts_;
  std::set<std::string> host_names_;
  std::vector<ZoneLinkSpec> links_;
};

// Finds whom each instance of the groups with `beside` stands beside, among all placements.
void join_beside(const std::vector<ReadGroup>& groups, std::vector<Scenario::Placement>& placements);

}  // namespace orrery
