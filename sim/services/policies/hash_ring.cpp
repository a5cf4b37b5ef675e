#include "services/policies/hash_ring.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/check.h"
#include "services/policies/balancer.h"

namespace orrery {

std::string hash_ring_contradiction(const ParameterValues& arguments) {
  if (arguments.integer("min") <= arguments.integer("max")) return {};
  return fmt::format("min ({}) must not be above max ({})", arguments.text("min"), arguments.text("max"));
}

HashRing::HashRing(std::int64_t points_min, std::int64_t points_max) : min_(points_min), max_(points_max) {
  ORRERY_CHECK(points_min >= 1 && points_min <= points_max, "a ring of one point at least");
}

void HashRing::build(const HostSet& hosts) {
  const auto eligible = hosts.eligible();
  ORRERY_CHECK(!eligible.empty(), "a ring of one host at least");
  std::int64_t sum = 0, lightest = std::numeric_limits<std::int64_t>::max();
  for (const HostId host : eligible) {
    sum += hosts.weight(host);
    lightest = std::min(lightest, hosts.weight(host));
  }
  // Points of all hosts up to one are its weights so far times a fraction, rounded up: in whole numbers, exactly.
  std::int64_t per = (lightest * min_ + sum - 1) / sum, weight = lightest;
  if (per * sum > max_ * lightest) {
    per = max_;
    weight = sum;
  }
  points_.clear();
  std::int64_t weights_so_far = 0;
  for (const HostId host : eligible) {
    weights_so_far += hosts.weight(host);
    const auto up_to = static_cast<std::size_t>((weights_so_far * per + weight - 1) / weight);
    for (std::int64_t number = 0; points_.size() < up_to; ++number)
      points_.push_back({key_hash(fmt::format("{}_{}", hosts.name(host), number)), host});
  }
  std::sort(points_.begin(), points_.end(),
            [](const Point& a, const Point& b) { return a.hash != b.hash ? a.hash < b.hash : a.host < b.host; });
}

HostId HashRing::at(std::uint64_t key) const {
  const auto next = std::lower_bound(points_.begin(), points_.end(), key,
                                     [](const Point& point, std::uint64_t hash) { return point.hash < hash; });
  return next == points_.end() ? points_.front().host : next->host;
}

}  // namespace orrery
