// Election safety: at most one leader can be elected in a given term (Ongaro & Ousterhout 2014, figure 3).
#pragma once

#include <map>
#include <optional>

#include "checkers/checked_nodes.h"
#include "core/checker.h"

namespace orrery {

// Reads the fields `role` and `term`. A handler changes them one after the other, so that a node is judged by what a
// handler has left behind, never by what shows in between. Leaders of a term are remembered to the end of the run: that
// the first one has crashed meanwhile excuses nobody.
class ElectionSafety final : public Checker {
 public:
  explicit ElectionSafety(std::vector<NodeId> nodes);

  std::string name() const override { return "election-safety"; }
  std::string claim() const override;
  std::string counts() const override { return "every server that becomes leader of a term"; }
  void on_start(const RunInfo& info) override { nodes_.on_start(info); }
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  struct View {
    bool is_leader = false;
    std::int64_t term = 0;
    std::optional<std::int64_t> judged_as_leader_of;  // so that a reign counts once
  };
  void take(const Record& record, std::size_t node);
  void judge();

  CheckedNodes nodes_;
  std::vector<View> views_;
  std::map<std::int64_t, std::size_t> leader_of_;  // by term
  std::optional<std::size_t> changed_;             // node to be judged when its handler is over
  Record last_change_;
};

}  // namespace orrery
