// The power of d choices (Mitzenmacher, IEEE TPDS 2001), as Envoy's least-request balancer has it.
#pragma once

#include <vector>

#include "services/policies/balancer.h"

namespace orrery {

// Where all eligible hosts have the same weight, `choices` of them are drawn, each from all, and the first with the
// fewest calls under way is picked: one draw a choice. Where weights differ nothing is drawn: each host has a deadline,
// the earliest is picked (of equals the one added first), and its next lies 1 / (w / (active + 1)^bias) later.
class LeastRequest final : public Balancer {
 public:
  LeastRequest(std::int64_t choices, double bias) : choices_(choices), bias_(bias) {}
  std::optional<HostId> pick(std::uint64_t key, const HostSet& hosts, RandomStream& random) override;

 private:
  HostId pick_drawn(const HostSet& hosts, RandomStream& random) const;
  HostId pick_due(const HostSet& hosts);
  double interval(const HostSet& hosts, HostId host) const;
  void look_at(const HostSet& hosts);

  std::int64_t choices_;
  double bias_;
  std::uint64_t version_ = 0;
  bool weights_differ_ = false;
  std::vector<double> deadlines_;  // of the eligible hosts, in their order
};

}  // namespace orrery
