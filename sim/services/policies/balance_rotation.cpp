#include "services/policies/balance_rotation.h"

namespace orrery {

std::optional<HostId> RoundRobin::pick(std::uint64_t, const HostSet& hosts, RandomStream& random) {
  const auto eligible = hosts.eligible();
  if (eligible.empty()) return {};
  if (!next_) next_ = random.below(eligible.size());
  return eligible[(*next_)++ % eligible.size()];
}

std::optional<HostId> WeightedRoundRobin::pick(std::uint64_t, const HostSet& hosts, RandomStream& random) {
  const auto eligible = hosts.eligible();
  if (eligible.empty()) return {};
  if (version_ != hosts.version()) {
    // A new round begins: credit that was earned among other hosts or weights means nothing among these.
    const bool is_first = !version_;
    version_ = hosts.version();
    credit_.assign(eligible.size(), 0);
    if (is_first)
      for (std::uint64_t skipped = random.below(eligible.size()); skipped > 0; --skipped) turn(hosts);
  }
  return turn(hosts);
}

HostId WeightedRoundRobin::turn(const HostSet& hosts) {
  const auto eligible = hosts.eligible();
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
