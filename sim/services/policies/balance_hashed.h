// A balancer by a table of the eligible hosts that is built anew when they change. It draws nothing.
#pragma once

#include <utility>

#include "services/policies/balancer.h"

namespace orrery {

// Table: `void build(const HostSet&)` of one eligible host at least, and `HostId at(std::uint64_t key) const`.
template <class Table>
class HashedBalancer final : public Balancer {
 public:
  explicit HashedBalancer(Table table) : table_(std::move(table)) {}
  std::optional<HostId> pick(std::uint64_t key, const HostSet& hosts, RandomStream&) override {
    if (hosts.eligible().empty()) return {};
    if (version_ != hosts.version()) {
      version_ = hosts.version();
      table_.build(hosts);
    }
    return table_.at(key);
  }

 private:
  Table table_;
  std::uint64_t version_ = 0;
};

}  // namespace orrery
