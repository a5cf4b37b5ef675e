#include "engine/platform_paths.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

namespace orrery {

ZonePaths::ZonePaths(const PlatformSpec& spec)
    : zone_count_(static_cast<std::uint32_t>(spec.zones.size())), paths_(spec.zones.size() * spec.zones.size()) {
  for (std::uint32_t zone = 0; zone < zone_count_; ++zone) zones_.emplace(spec.zones[zone], zone);
  std::vector<std::vector<Edge>> edges(zone_count_);
  for (std::uint32_t i = 0; i < spec.links.size(); ++i) {
    const std::uint32_t from = zones_.at(spec.links[i].from);
    const std::uint32_t to = zones_.at(spec.links[i].to);
    edges[from].push_back({to, 2 * i});
    edges[to].push_back({from, 2 * i + 1});
  }
  for (std::uint32_t source = 0; source < zone_count_; ++source) find_from(source, edges, spec);
}

// Dijkstra's algorithm over (latency, hops). A zone's way is settled when it leaves the frontier, in the order of
// (latency, hops, position), which makes the choice among equals that of the file's order.
void ZonePaths::find_from(std::uint32_t source, const std::vector<std::vector<Edge>>& edges, const PlatformSpec& spec) {
  using Cost = std::pair<std::int64_t, std::size_t>;
  constexpr Cost kUnreached{std::numeric_limits<std::int64_t>::max(), 0};
  std::vector<Cost> cost(zone_count_, kUnreached);
  std::set<std::pair<Cost, std::uint32_t>> frontier;

  Path* row = &paths_[static_cast<std::size_t>(source) * zone_count_];
  row[source] = {{}, Duration{}, std::numeric_limits<double>::infinity(), true};
  cost[source] = {0, 0};
  frontier.insert({cost[source], source});
  while (!frontier.empty()) {
    const std::uint32_t near = frontier.begin()->second;
    frontier.erase(frontier.begin());
    for (const Edge& edge : edges[near]) {
      const ZoneLinkSpec& link = spec.links[edge.link / 2];
      const Cost through{cost[near].first + link.latency.nanoseconds(), cost[near].second + 1};
      if (through >= cost[edge.to]) continue;
      frontier.erase({cost[edge.to], edge.to});
      cost[edge.to] = through;
      frontier.insert({through, edge.to});
      Path path = row[near];
      path.links.push_back(edge.link);
      path.latency += link.latency;
      path.bandwidth = std::min(path.bandwidth, link.bandwidth);
      row[edge.to] = std::move(path);
    }
  }
}

}  // namespace orrery
