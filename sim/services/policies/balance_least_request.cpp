#include "services/policies/balance_least_request.h"

#include <sleef.h>

#include <algorithm>

namespace orrery {

std::optional<HostId> LeastRequest::pick(std::uint64_t, const HostSet& hosts, RandomStream& random) {
  if (hosts.eligible().empty()) return {};
  if (version_ != hosts.version()) look_at(hosts);
  return weights_differ_ ? pick_due(hosts) : pick_drawn(hosts, random);
}

void LeastRequest::look_at(const HostSet& hosts) {
  version_ = hosts.version();
  const auto eligible = hosts.eligible();
  weights_differ_ = std::any_of(eligible.begin(), eligible.end(),
                                [&](HostId host) { return hosts.weight(host) != hosts.weight(eligible.front()); });
  deadlines_.clear();
  if (!weights_differ_) return;
  for (const HostId host : eligible) deadlines_.push_back(interval(hosts, host));
}

HostId LeastRequest::pick_drawn(const HostSet& hosts, RandomStream& random) const {
  const auto eligible = hosts.eligible();
  HostId best = eligible[random.below(eligible.size())];
  for (std::int64_t choice = 1; choice < choices_; ++choice) {
    const HostId other = eligible[random.below(eligible.size())];
    if (hosts.active(other) < hosts.active(best)) best = other;
  }
  return best;
}

HostId LeastRequest::pick_due(const HostSet& hosts) {
  const auto earliest = std::min_element(deadlines_.begin(), deadlines_.end());
  const HostId host = hosts.eligible()[static_cast<std::size_t>(earliest - deadlines_.begin())];
  // Deadlines count from the last that was due, so that they do not grow without end.
  const double now = *earliest;
  for (double& deadline : deadlines_) deadline -= now;
  *earliest = interval(hosts, host);
  return host;
}

double LeastRequest::interval(const HostSet& hosts, HostId host) const {
  const auto active = static_cast<double>(hosts.active(host) + 1);
  const double load = bias_ == 1.0 ? active : Sleef_cinz_powd1_u10purec(active, bias_);
  return load / static_cast<double>(hosts.weight(host));
}

}  // namespace orrery
