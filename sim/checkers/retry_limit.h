// Retries are limited: an ambassador makes no more attempts at a request than its policies allow (Envoy, num_retries
// and one).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "checkers/checked_nodes.h"
#include "checkers/proxy_records.h"
#include "core/checker.h"

namespace orrery {

// Counts the attempts that are sent from a request's `forwarded` to its end, hedges not among them, and holds them
// against the policies that were in force when it was forwarded, of the same operation's requests the most generous.
// Put to the test by every attempt that is not a request's first.
class RetryLimit final : public Checker {
 public:
  // `attempts_max` is that of the scenario, in force from each start of a proxy until an operator sets another.
  RetryLimit(std::vector<NodeId> proxies, std::int64_t attempts_max);

  std::string name() const override { return "retry-limit"; }
  std::string claim() const override;
  bool reads_traffic() const override { return false; }
  void on_start(const RunInfo& info) override { proxies_.on_start(info); }
  void on_batch(const RecordBatch& batch) override;

 private:
  struct Open {
    std::int64_t requests = 0;  // forwarded and not ended
    std::int64_t allowed = 0;   // attempts at all of them since the first
    std::int64_t most = 0;      // attempts at any one of them
    std::int64_t made = 0;
  };
  struct Proxy {
    std::int64_t attempts_max = 1;
    std::map<std::int64_t, Open> open;  // by the number of the operation
  };
  void read(const Record& record, std::size_t position);
  void attempt(const Record& record, std::size_t position);

  CheckedNodes proxies_;
  const std::int64_t at_start_;
  std::vector<Proxy> state_;
};

}  // namespace orrery
