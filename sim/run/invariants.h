// The checkers of a run: made for each group of the scenario, fed with what is about that group, reported by name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/checker.h"
#include "core/sink.h"
#include "run/expectations.h"
#include "scenario/scenario.h"

namespace orrery {

// A sink that hands each Record to the checkers of the groups that its node belongs to or calls, and a Record of no
// node (a fault's) to all: what a checker costs does not grow with the number of other groups.
class Invariants final : public Sink {
 public:
  // The scenario must outlive this.
  explicit Invariants(const Scenario& scenario);

  // As one of the checkers does. Traffic goes to the checkers of those groups alone of which one reads it.
  bool reads_traffic() const override { return reads_traffic_; }
  void on_start(const RunInfo& info) override;
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

  const std::vector<std::unique_ptr<Checker>>& checkers() const { return checkers_; }
  // What checkers of one name found in several groups is one finding. Once the run is over.
  std::vector<InvariantFinding> findings() const;

 private:
  // The checkers of one group, and the Records for them that they have not seen yet.
  struct Bundle {
    std::vector<Checker*> checkers;
    std::vector<Record> records;
    bool reads_traffic = false;
  };

  void make_bundle(const NodeKind& kind, const CheckedGroup& group);
  void hand_over(Bundle& bundle);
  std::string node_name(NodeId node) const;  // empty: no node in particular

  const Scenario& scenario_;
  std::vector<std::unique_ptr<Checker>> checkers_;
  std::vector<Bundle> bundles_;
  bool reads_traffic_ = false;                          // any of them
  std::vector<std::vector<std::uint32_t>> bundles_of_;  // by node: positions in bundles_
};

}  // namespace orrery
