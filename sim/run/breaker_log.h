// When each circuit breaker opened and why, and when it closed again or let all through by order.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "core/sink.h"
#include "run/reached_rates.h"
#include "run/result.h"

namespace orrery {

class BreakerLog final : public Sink {
 public:
  bool reads_traffic() const override { return false; }
  void on_start(const RunInfo& info) override { info_ = info; }
  void on_batch(const RecordBatch& batch) override;

  const std::vector<BreakerFinding>& findings() const { return findings_; }

 private:
  void on_event(const Record& event);
  std::string callee_of(const Record& event) const;

  RunInfo info_;
  ReachedRates reached_rates_;
  std::vector<BreakerFinding> findings_;
  // The findings that are not over, by the breaker's node and whom it is on.
  std::map<std::pair<NodeId, NodeId>, std::size_t> open_;
};

}  // namespace orrery
