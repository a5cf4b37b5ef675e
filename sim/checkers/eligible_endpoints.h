// Calls go where they may: to an endpoint that its ambassador believes to be down, or that it has ejected, only in
// panic (Envoy, panic threshold; outlier detection), to one that is no member never.
#pragma once

#include <set>
#include <vector>

#include "checkers/checked_nodes.h"
#include "checkers/proxy_records.h"
#include "checkers/request_ages.h"
#include "core/checker.h"

namespace orrery {

// Follows what each proxy says of its endpoints and holds every attempt and hedge against it, but for those at requests
// from before a change of its policies, which go by what was known under those. Put to the test by those that are sent
// while some endpoint is down, ejected or no member.
class EligibleEndpoints final : public Checker {
 public:
  explicit EligibleEndpoints(std::vector<NodeId> proxies);

  std::string name() const override { return "eligible-endpoints"; }
  std::string claim() const override;
  bool reads_traffic() const override { return false; }
  void on_start(const RunInfo& info) override { proxies_.on_start(info); }
  void on_batch(const RecordBatch& batch) override;

 private:
  struct Proxy {
    std::set<NodeId> down, ejected, removed;
    bool is_in_panic = false;
  };
  void read(const Record& record, std::size_t position);
  void send(const Record& record, std::size_t position);

  CheckedNodes proxies_;
  RequestAges ages_;
  std::vector<Proxy> state_;
};

}  // namespace orrery
