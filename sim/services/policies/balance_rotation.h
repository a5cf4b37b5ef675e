// Hosts in turn. Each balancer draws once, at its first pick, where in the turn it begins: or all callers of a target
// would begin with the same host, and go from host to host together.
#pragma once

#include <vector>

#include "services/policies/balancer.h"

namespace orrery {

class RoundRobin final : public Balancer {
 public:
  std::optional<HostId> pick(std::uint64_t key, const HostSet& hosts, RandomStream& random) override;

 private:
  std::optional<std::uint64_t> next_;
};

// Smooth weighted round robin, as nginx has it: each turn every host gains its weight, and the one that has most is
// picked and pays the sum of all weights. In whole numbers, so that in every round of that many turns each host is
// picked exactly as often as its weight says, which Envoy's schedule by earliest deadline does too, in another order.
class WeightedRoundRobin final : public Balancer {
 public:
  std::optional<HostId> pick(std::uint64_t key, const HostSet& hosts, RandomStream& random) override;

 private:
  HostId turn(const HostSet& hosts);

  std::optional<std::uint64_t> version_;
  std::vector<std::int64_t> credit_;  // of the eligible hosts, in their order; adds up to 0
};

}  // namespace orrery
