#include "engine/platform_check.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "engine/platform_paths.h"

namespace orrery {
namespace {

bool is_positive(double value) { return std::isfinite(value) && value > 0; }

std::string host_error(const HostSpec& host) {
  if (!is_positive(host.speed))
    return fmt::format("host '{}': its speed must be above 0 flop/s, found {}", host.name, host.speed);
  if (!is_positive(host.bandwidth))
    return fmt::format("host '{}': the bandwidth of its uplink must be above 0 bytes/s, found {}", host.name,
                       host.bandwidth);
  if (host.latency < Duration{})
    return fmt::format("host '{}': the latency of its uplink must not be negative, found {}", host.name,
                       to_text(host.latency));
  if (!std::isfinite(host.disk_bandwidth) || host.disk_bandwidth < 0)
    return fmt::format("host '{}': the bandwidth of its disk must not be negative (0: no disk), found {}", host.name,
                       host.disk_bandwidth);
  return {};
}

std::string link_error(const ZoneLinkSpec& link, const std::set<std::string_view>& zones) {
  for (const std::string& end : {link.from, link.to})
    if (!zones.contains(end))
      return fmt::format("the link from '{}' to '{}' joins zone '{}', which is not declared", link.from, link.to, end);
  if (link.from == link.to) return fmt::format("a link joins zone '{}' to itself", link.from);
  if (!is_positive(link.bandwidth))
    return fmt::format("the link from '{}' to '{}': its bandwidth must be above 0 bytes/s, found {}", link.from,
                       link.to, link.bandwidth);
  if (link.latency < Duration{})
    return fmt::format("the link from '{}' to '{}': its latency must not be negative, found {}", link.from, link.to,
                       to_text(link.latency));
  return {};
}

}  // namespace

std::string platform_spec_error(const PlatformSpec& spec) {
  if (spec.hosts.empty()) return "the network has no host";

  std::set<std::string_view> zones;
  for (const std::string& zone : spec.zones) {
    if (zone.empty()) return "a zone has no name";
    if (!zones.insert(zone).second) return fmt::format("two zones are named '{}'", zone);
  }

  std::set<std::string_view> hosts;
  for (const HostSpec& host : spec.hosts) {
    if (host.name.empty()) return "a host has no name";
    if (!hosts.insert(host.name).second) return fmt::format("two hosts are named '{}'", host.name);
    if (!zones.contains(host.zone))
      return fmt::format("host '{}' is in zone '{}', which is not declared", host.name, host.zone);
    if (std::string error = host_error(host); !error.empty()) return error;
  }

  std::set<std::pair<std::string_view, std::string_view>> joined;
  for (const ZoneLinkSpec& link : spec.links) {
    if (std::string error = link_error(link, zones); !error.empty()) return error;
    if (!joined.insert(std::minmax<std::string_view>(link.from, link.to)).second)
      return fmt::format("two links join zones '{}' and '{}'", link.from, link.to);
  }

  // Every message has a way: a network that falls apart is a fault of the scenario's, not of the platform's.
  const ZonePaths paths(spec);
  const std::uint32_t first = paths.zone_of(spec.hosts.front());
  for (const HostSpec& host : spec.hosts)
    if (!paths.joined(first, paths.zone_of(host)))
      return fmt::format("no links lead from zone '{}' to zone '{}'", spec.hosts.front().zone, host.zone);
  return {};
}

}  // namespace orrery
