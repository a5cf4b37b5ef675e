#include "services/policies/balance_rotation.h"

namespace orrery {

std::optional<HostId> RoundRobin::pick(std::uint64_t, const HostSet& hosts, RandomStream&) {
  const auto eligible = hosts.eligible();
  if (eligible.empty()) return {};
  return eligible[next_++ % eligible.size()];
}

std::optional<HostId> WeightedRoundRobin::pick(std::uint64_t, const HostSet& hosts, RandomStream&) {
  const auto eligible = hosts.eligible();
  if (eligible.empty()) return {};
  if (version_ != hosts.version()) {
    // A new round begins: credit that was earned among other hosts or weights means nothing among these.
    version_ = hosts.version();
    credit_.assign(eligible.size(), 0);
  }
  std::int64_t sum = 0;
  std::size_t most = 0;
  for (std::size_t i = 0; i < eligible.size(); ++i) {
    const std::int64_t weight = hosts.weight(eligible[i]);
    sum += weight;
    credit_[i] += weight;
    if (credit_[i] > credit_[most]) most = i;
  }
  credit_[most] -= sum;
  return eligible[most];
}

}  // namespace orrery
