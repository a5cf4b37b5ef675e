// One response to each request: an ambassador answers everything that it has accepted, and nothing twice.
#pragma once

#include <cstdint>
#include <vector>

#include "checkers/checked_nodes.h"
#include "checkers/proxy_records.h"
#include "core/checker.h"

namespace orrery {

// Counts the requests that a proxy has accepted, the ends that it has logged, and the answers that reach its callers:
// of one life of the proxy never more ends than requests, nor more answers than ends. That none is left unanswered is
// held by RouteTimeout, where there is a timeout. Put to the test by every answer that arrives.
class OneResponse final : public Checker {
 public:
  // `callers` are the nodes that call the proxies.
  OneResponse(std::vector<NodeId> proxies, std::vector<NodeId> callers);

  std::string name() const override { return "one-response"; }
  std::string claim() const override;
  void on_start(const RunInfo& info) override;
  void on_batch(const RecordBatch& batch) override;

 private:
  struct Counts {
    std::int64_t accepted = 0, ended = 0, answers = 0;
  };
  void read_proxy(const Record& record, std::size_t position);

  CheckedNodes proxies_, callers_;
  std::vector<Counts> counts_;
};

}  // namespace orrery
