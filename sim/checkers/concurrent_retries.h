// Retries are within their budget: at no time are more under way at an ambassador than its policies allow (Envoy,
// max_retries and retry_budget).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checkers/checked_nodes.h"
#include "checkers/request_ages.h"
#include "core/checker.h"

namespace orrery {

// How many may be under way at once: `most`, or a share of the requests that are active where that is more.
struct CheckedBudget {
  std::int64_t most = 3;
  double share = 0;             // fraction
  std::int64_t tries_each = 1;  // that a request can have under way at once, hedges included: each counts as active
};

// A retry is under way from `retry_admitted` to the next one of its request or to the request's end. It is held against
// the budget of the moment at which it is admitted; requests whose pauses Envoy would not count are counted as active,
// which can only excuse. Put to the test by every retry that is admitted. Where an operator has set another budget, the
// proxy is not followed until it is the first one again.
class ConcurrentRetries final : public Checker {
 public:
  ConcurrentRetries(std::vector<NodeId> proxies, const CheckedBudget& budget);

  std::string name() const override { return "concurrent-retries"; }
  std::string claim() const override;
  bool reads_traffic() const override { return false; }
  void on_start(const RunInfo& info) override { proxies_.on_start(info); }
  void on_batch(const RecordBatch& batch) override;

 private:
  struct Proxy {
    std::int64_t active = 0;                                    // requests forwarded and not ended
    std::map<std::int64_t, std::int64_t> open;                  // those by the number of their operation
    std::set<std::pair<std::int64_t, std::int64_t>> under_way;  // operation and client
    bool has_other_budget = false;
  };
  void read(const Record& record, std::size_t position);
  void admit(const Record& record, std::size_t position);

  CheckedNodes proxies_;
  const CheckedBudget budget_;
  RequestAges ages_;
  std::vector<Proxy> state_;
};

}  // namespace orrery
