// The way between two zones of a built platform: the links of least latency in all, of these the fewest, and of these
// the one whose last zones were declared first. Worked out here and given to SimGrid as explicit routes, so that the
// closed form for small messages and SimGrid's own routing cannot differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "core/network_spec.h"
#include "core/time.h"

namespace orrery {

class ZonePaths {
 public:
  // A link in one of its directions: twice its position in PlatformSpec::links, plus 1 from `to` to `from`.
  using DirectedLink = std::uint32_t;

  struct Path {
    std::vector<DirectedLink> links;
    Duration latency;
    double bandwidth = 0;  // bytes per second: that of the narrowest link; infinite where there is none
    bool joined = false;
  };

  // Zones and the ends of links must exist; what else may be wrong with `spec` does not matter. `spec` must outlive
  // this.
  explicit ZonePaths(const PlatformSpec& spec);

  std::uint32_t zone_count() const { return zone_count_; }
  std::uint32_t zone_of(const HostSpec& host) const { return zones_.at(host.zone); }
  // False where no links lead from one to the other.
  bool joined(std::uint32_t from, std::uint32_t to) const { return path(from, to).joined; }
  const Path& path(std::uint32_t from, std::uint32_t to) const {
    return paths_[static_cast<std::size_t>(from) * zone_count_ + to];
  }

 private:
  struct Edge {
    std::uint32_t to;
    DirectedLink link;
  };
  void find_from(std::uint32_t source, const std::vector<std::vector<Edge>>& edges, const PlatformSpec& spec);

  std::uint32_t zone_count_;
  std::map<std::string_view, std::uint32_t> zones_;
  std::vector<Path> paths_;  // zone_count_ squared, row by row
};

}  // namespace orrery
