// Election liveness: a majority that is up, connected and left in peace elects a leader within a bound.
#pragma once

#include <optional>

#include "checkers/checked_nodes.h"
#include "checkers/group_health.h"
#include "core/checker.h"
#include "core/parameters.h"

namespace orrery {

// The bound for a group with this election timeout: 5 x high x (1 + low / (high - low)). The second factor is there
// because a narrow range makes candidates collide more often (the paper's section 9.3); for 150ms..300ms the bound is 3
// s, ten timeouts in a row, each of which would have to end in a split vote. Without any spread nothing bounds the time
// that an election takes: Duration::max(), and nothing is judged.
Duration election_liveness_bound(DurationRange election_timeout);

// Reads the fields `role` and `term`, `configuration_adopted`, and what happens to the nodes and between them;
// group_health.h says when there is a leader and when a majority is able to elect one.
//
// A leaderless interval is judged as long as a majority is able. It begins when the leader is lost, a node of the group
// starts, crashes, restarts, is paused, resumed or ordered to do something, adopts other members, or a fault begins or
// ends that may come between nodes, whichever is the latest. It holds when a leader is there within the bound, and is
// not counted when the next disturbance comes first. Network conditions that hold for the whole run are no Records: the
// bound then judges whether the timeouts suit them.
class ElectionLiveness final : public Checker {
 public:
  ElectionLiveness(std::vector<NodeId> nodes, Duration bound);

  std::string name() const override { return "election-liveness"; }
  std::string claim() const override;
  std::string counts() const override {
    return "every wait for a leader that ends, and every one that grows longer than the bound";
  }
  void on_start(const RunInfo& info) override { nodes_.on_start(info); }
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  void begin_interval(const Record& record);
  void expire();

  CheckedNodes nodes_;
  const Duration bound_;
  GroupHealth health_;
  bool had_leader_ = false;
  Instant judged_from_;          // from when on the bound counts
  std::optional<Record> since_;  // what the leaderless interval at hand began with; nothing: none is judged
  Instant deadline_ = Instant::max();
};

}  // namespace orrery
