#include "scenario/zones.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery {

Zone* Zones::find_zone(std::string_view name) {
  const auto found = std::find_if(zones_.begin(), zones_.end(), [&](const Zone& zone) { return zone.name == name; });
  return found == zones_.end() ? nullptr : &*found;
}

std::vector<std::string_view> Zones::zone_names() const {
  std::vector<std::string_view> names;
  for (const Zone& zone : zones_) names.push_back(zone.name);
  return names;
}

void Zones::add_host(Zone& zone, const std::string& name, const HostFigures& figures, Place place) {
  if (!host_names_.insert(name).second) {
    load_.reporter.error(place, fmt::format("there is a host '{}' already", name));
    return;
  }
  zone.hosts.push_back(name);
  hosts_.push_back({name, zone.name, figures.latency, figures.bandwidth, figures.speed, figures.disk});
}

void Zones::check_paths() const {
  if (zones_.empty()) return;
  std::set<std::string_view> reached{zones_.front().name};
  for (bool grows = true; grows;) {
    grows = false;
    for (const ZoneLinkSpec& link : links_) {
      if (reached.contains(link.from) == reached.contains(link.to)) continue;
      reached.insert(link.from);
      reached.insert(link.to);
      grows = true;
    }
  }
  for (const Zone& zone : zones_)
    if (!reached.contains(zone.name))
      load_.reporter.error(
          zone.place, fmt::format("zone '{}' cannot be reached from zone '{}': no path of links joins them", zone.name,
                                  zones_.front().name));
}

std::optional<Zones::Target> Zones::find_target(std::string_view name) const {
  for (std::size_t at = 0; at < zones_.size(); ++at)
    if (zones_[at].name == name) return Target{at, ""};
  for (std::size_t at = 0; at < zones_.size(); ++at)
    for (const std::string& host : zones_[at].hosts)
      if (!zones_[at].makes_hosts && host == name) return Target{at, host};
  return std::nullopt;
}

std::vector<Zones::Target> Zones::targets_of(const ReadGroup& group) const {
  const auto can_hold = [&](const Target& target) {
    return zones_[target.zone].makes_hosts || !zones_[target.zone].hosts.empty();
  };
  std::vector<Target> targets;
  if (group.group.on.empty()) {
    for (std::size_t at = 0; at < zones_.size(); ++at)
      if (can_hold({at, ""})) targets.push_back({at, ""});
    return targets;
  }
  for (std::size_t i = 0; i < group.group.on.size(); ++i) {
    const std::string& name = group.group.on[i];
    const std::optional<Target> target = find_target(name);
    if (!target) {
      std::vector<std::string_view> known = zone_names();
      for (const Zone& zone : zones_)
        if (!zone.makes_hosts) known.insert(known.end(), zone.hosts.begin(), zone.hosts.end());
      load_.reporter.error(
          group.on_places[i],
          fmt::format("on: there is no zone, region or host {}; there are: {}", in_quotes(name), one_of(known)),
          did_you_mean(name, known));
    } else if (!can_hold(*target)) {
      load_.reporter.error(group.on_places[i], fmt::format("on: zone '{}' has no hosts", name));
    } else {
      targets.push_back(*target);
    }
  }
  return targets;
}

void join_beside(const std::vector<ReadGroup>& groups, std::vector<Scenario::Placement>& placements) {
  for (const ReadGroup& read : groups) {
    if (read.group.beside.empty()) continue;
    std::vector<std::size_t> others;
    for (std::size_t at = 0; at < placements.size(); ++at)
      if (placements[at].group == read.group.beside) others.push_back(at);
    std::size_t instance = 0;
    for (Scenario::Placement& placement : placements)
      if (placement.group == read.group.name && instance < others.size()) placement.beside = others[instance++];
  }
}

std::vector<Scenario::Placement> Zones::place(const std::vector<ReadGroup>& groups) {
  const std::size_t errors_before = load_.reporter.error_count();
  std::vector<Scenario::Placement> placements;
  std::vector<std::size_t> turns(zones_.size(), 0);  // of zones that have hosts of their own, over all groups
  for (const ReadGroup& read : groups) {
    const Group& group = read.group;
    if (!group.beside.empty()) {
      for (int instance = 0; instance < group.count; ++instance)
        placements.push_back({fmt::format("{}-{}", group.name, instance + 1), group.name, "", {}});
      continue;
    }
    const std::vector<Target> targets = targets_of(read);
    if (targets.empty()) continue;
    std::vector<int> placed(zones_.size(), 0);  // of this group
    for (int instance = 0; instance < group.count; ++instance) {
      const Target& target = targets[static_cast<std::size_t>(instance) % targets.size()];
      Zone& zone = zones_[target.zone];
      const std::string node = fmt::format("{}-{}", group.name, instance + 1);
      if (zone.makes_hosts && placed[target.zone]++ % group.per_host == 0)
        add_host(zone, node, zone.figures, read.place);
      if (load_.reporter.error_count() != errors_before) break;
      const std::string& host = !target.host.empty() ? target.host
                                : zone.makes_hosts   ? zone.hosts.back()
                                                     : zone.hosts[turns[target.zone]++ % zone.hosts.size()];
      placements.push_back({node, group.name, host, {}});
    }
  }
  if (load_.reporter.error_count() != errors_before) placements.clear();
  join_beside(groups, placements);
  for (Scenario::Placement& placement : placements)
    if (placement.beside) placement.host = placements[*placement.beside].host;
  return placements;
}

std::vector<KnownZone> Zones::inhabitants(const std::vector<Scenario::Placement>& placements) const {
  std::vector<KnownZone> known;
  const auto add = [&](const std::string& name, const std::vector<std::string>& hosts) {
    KnownZone& zone = known.emplace_back(KnownZone{name, {}});
    const std::set<std::string_view> its(hosts.begin(), hosts.end());
    for (const Scenario::Placement& placement : placements)
      if (its.contains(placement.host)) zone.instances.push_back(placement.node);
  };
  for (const Zone& zone : zones_) add(zone.name, zone.hosts);
  // Hosts that were made for nodes have the nodes' names.
  for (const Zone& zone : zones_)
    for (const std::string& host : zone.hosts)
      if (!zone.makes_hosts) add(host, {host});
  return known;
}

PlatformSpec Zones::platform() const {
  PlatformSpec spec;
  for (const Zone& zone : zones_) spec.zones.push_back(zone.name);
  spec.hosts = hosts_;
  spec.links = links_;
  return spec;
}

}  // namespace orrery
