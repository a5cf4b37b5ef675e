// Consistent hashing (Karger et al., STOC 1997) with many points a host, as Envoy builds its ring: a host has points in
// proportion to its weight, hashes of its name and a number.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "services/policies/host_set.h"

namespace orrery {

std::string hash_ring_contradiction(const ParameterValues& arguments);

class HashRing {
 public:
  struct Point {
    std::uint64_t hash;
    HostId host;
  };

  // At least so many points and at most so many, 1 <= min <= max. The lightest host gets whole points, as many as its
  // share of `min` rounds up to, and the others in proportion, unless that is above `max`. Of more hosts
  // than `max` some get none.
  HashRing(std::int64_t points_min, std::int64_t points_max);

  void build(const HostSet& hosts);
  // The host of the first point from the key on, around the ring.
  HostId at(std::uint64_t key) const;
  std::span<const Point> points() const { return points_; }

 private:
  std::int64_t min_, max_;
  std::vector<Point> points_;  // by hash, of equals by host
};

}  // namespace orrery
