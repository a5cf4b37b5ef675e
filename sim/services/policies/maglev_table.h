// Consistent hashing by a lookup table: Eisenbud et al., "Maglev" (NSDI 2016), section 3.4, with weights as Envoy has
// them. Every host goes through the table in an order of its own and takes the first entry that is free, in turn.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "services/policies/host_set.h"

namespace orrery {

std::string maglev_contradiction(const ParameterValues& arguments);

class MaglevTable {
 public:
  explicit MaglevTable(std::int64_t entries);  // a prime number

  void build(const HostSet& hosts);
  HostId at(std::uint64_t key) const { return table_[key % table_.size()]; }
  std::span<const HostId> entries() const { return table_; }

 private:
  std::vector<HostId> table_;
};

}  // namespace orrery
