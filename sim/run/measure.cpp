#include "run/measure.h"

#include <algorithm>
#include <array>

#include "core/check.h"
#include "run/measure_breakers.h"
#include "run/measure_leadership.h"
#include "run/measure_moved_keys.h"
#include "run/measure_operations.h"
#include "run/measure_proxies.h"
#include "run/measure_recovery.h"
#include "run/measure_services.h"
#include "run/measure_traffic.h"

namespace orrery {

NodeSet::NodeSet(std::size_t node_count, std::span<const NodeId> members) : member_(node_count), count_(node_count) {
  for (const NodeId node : members) {
    ORRERY_CHECK(index(node) < node_count, "a metric to be of nodes that exist");
    member_[index(node)] = true;
  }
  is_all_ = std::find(member_.begin(), member_.end(), false) == member_.end();
}

FaultVictims victims_of(const Description& whom, std::span<const RunInfo::NodeInfo> nodes) {
  FaultVictims victims;
  for (const auto& [role, name] : whom.items()) {
    std::vector<NodeId>* side = role == "hit"    ? &victims.nodes
                                : role == "from" ? &victims.from
                                : role == "to"   ? &victims.to
                                                 : nullptr;
    if (side == nullptr) continue;
    for (std::uint32_t i = 0; i < nodes.size(); ++i)
      if (nodes[i].name == name || nodes[i].group == name) side->push_back(NodeId{i});
  }
  return victims;
}

std::optional<double> statistic_of(const Histogram& histogram, std::string_view statistic) {
  if (histogram.count() == 0) return std::nullopt;
  if (statistic == "mean") return histogram.mean();
  if (statistic == "min") return static_cast<double>(histogram.minimum());
  if (statistic == "max") return static_cast<double>(histogram.maximum());
  struct Named {
    std::string_view name;
    Quantile quantile;
  };
  static constexpr std::array<Named, 4> kQuantiles{
      {{"p50", {50, 100}}, {"p90", {90, 100}}, {"p99", {99, 100}}, {"p99.9", {999, 1000}}}};
  const auto* named = std::find_if(kQuantiles.begin(), kQuantiles.end(),
                                   [&](const Named& candidate) { return candidate.name == statistic; });
  ORRERY_CHECK(named != kQuantiles.end(), "a statistic that the metric table knows");
  return static_cast<double>(histogram.quantile(named->quantile));
}

MeasureFamily family_of(std::string_view metric) {
  if (LeadershipMeasure::computes(metric)) return MeasureFamily::leadership;
  if (OperationsMeasure::computes(metric)) return MeasureFamily::operations;
  if (CallsMeasure::computes(metric)) return MeasureFamily::calls;
  if (BreakersMeasure::computes(metric)) return MeasureFamily::breakers;
  if (RequestsMeasure::computes(metric)) return MeasureFamily::requests;
  if (QueuesMeasure::computes(metric)) return MeasureFamily::queues;
  if (ProxiesMeasure::computes(metric)) return MeasureFamily::proxies;
  if (RecoveryMeasure::computes(metric)) return MeasureFamily::recovery;
  if (MovedKeysMeasure::computes(metric)) return MeasureFamily::moved_keys;
  ORRERY_CHECK(TrafficMeasure::computes(metric), "every metric of the table to have a measure");
  return MeasureFamily::traffic;
}

std::unique_ptr<Measure> make_measure(MeasureFamily family, NodeSet nodes, Window window) {
  switch (family) {
    case MeasureFamily::leadership: return std::make_unique<LeadershipMeasure>(std::move(nodes), window);
    case MeasureFamily::operations: return std::make_unique<OperationsMeasure>(std::move(nodes), window);
    case MeasureFamily::calls: return std::make_unique<CallsMeasure>(std::move(nodes), window);
    case MeasureFamily::requests: return std::make_unique<RequestsMeasure>(std::move(nodes), window);
    case MeasureFamily::queues: return std::make_unique<QueuesMeasure>(std::move(nodes), window);
    case MeasureFamily::breakers: return std::make_unique<BreakersMeasure>(std::move(nodes), window);
    case MeasureFamily::proxies: return std::make_unique<ProxiesMeasure>(std::move(nodes), window);
    case MeasureFamily::recovery: return std::make_unique<RecoveryMeasure>(std::move(nodes), window);
    case MeasureFamily::moved_keys: return std::make_unique<MovedKeysMeasure>(std::move(nodes), window);
    case MeasureFamily::traffic: return std::make_unique<TrafficMeasure>(std::move(nodes), window);
  }
  check_failed("a family of metrics", __FILE__, __LINE__);
}

}  // namespace orrery
