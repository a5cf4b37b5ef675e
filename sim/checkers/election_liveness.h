// Election liveness: a majority that is up, connected and left in peace elects a leader within a bound.
#pragma once

#include <map>
#include <optional>

#include "checkers/checked_nodes.h"
#include "core/checker.h"
#include "core/parameters.h"

namespace orrery {

// The bound for a group with this election timeout: 5 x high x (1 + low / (high - low)). The second factor is there
// because a narrow range makes candidates collide more often (the paper's section 9.3); for 150ms..300ms the bound is 3
// s, ten timeouts in a row, each of which would have to end in a split vote. Without any spread nothing bounds the time
// that an election takes: Duration::max(), and nothing is judged.
Duration election_liveness_bound(DurationRange election_timeout);

// There is a leader while a node that is up and not paused has the role `leader` in a term that a majority of the group
// is in: a deposed leader that has not heard of it yet is none.
//
// A leaderless interval is judged as long as a majority is up and not paused and no fault is active that may come
// between them. It begins when the leader is lost, a node of the group starts, crashes, restarts, is paused or resumed,
// or a fault begins or ends, whichever is the latest. It holds when a leader is there within the bound, and is not
// counted when the next disturbance comes first. A fault of an unknown verb counts as one that may come between; crash,
// restart and pause show in the nodes' own Records, and skew does not touch timers. Network conditions that hold for
// the whole run are no Records: the bound then judges whether the timeouts suit them.
class ElectionLiveness final : public Checker {
 public:
  ElectionLiveness(std::vector<NodeId> nodes, Duration bound);

  std::string name() const override { return "election-liveness"; }
  std::string claim() const override;
  void on_start(const RunInfo& info) override { nodes_.on_start(info); }
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  struct View {
    bool is_up = false;
    bool is_paused = false;
    bool is_leader = false;
    std::int64_t term = 0;
  };
  bool take(const Record& record);  // true where it disturbs the election
  bool take_fault(const Record& record);
  bool take_node(const Record& record, View& view);
  bool has_leader() const;
  bool is_judged() const;
  void begin_interval(const Record& record);
  void expire();

  CheckedNodes nodes_;
  const Duration bound_;
  std::vector<View> views_;
  std::map<NameId, int> active_faults_;  // by the fault's name; those that may come between nodes
  bool had_leader_ = false;
  std::optional<Record> since_;  // what the leaderless interval at hand began with; nothing: none is judged
  Instant deadline_ = Instant::max();
};

}  // namespace orrery
