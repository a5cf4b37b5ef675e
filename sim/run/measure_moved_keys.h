// Whose keys moved: what a change of endpoints did to the choice of an endpoint by key.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "run/measure.h"

namespace orrery {

// A key's endpoint is the one that the caller's latest first attempt with it went to. The key is that of the operation
// at the client whose it is, so that those Records are read of all nodes.
class MovedKeysMeasure final : public Measure {
 public:
  using Measure::Measure;
  static bool computes(std::string_view metric) { return metric == "moved_keys"; }

  std::span<const RecordKind> kinds() const override;
  bool reads_invocations() const override { return true; }
  void on_record(const Record& record) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  using CallersKey = std::pair<NodeId, std::int64_t>;
  struct Endpoints {
    NodeId before = kNoNode;  // the last one before the window
    NodeId first = kNoNode;   // of the window
  };
  std::map<CallersKey, std::int64_t> keys_;  // of operations not called yet, by their client and number
  std::map<CallersKey, Endpoints> endpoints_;
  std::set<std::pair<NodeId, NodeId>> living_;  // caller and endpoint, of calls in the window
};

}  // namespace orrery
