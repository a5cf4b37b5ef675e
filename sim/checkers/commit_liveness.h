// Commit liveness: a majority that is up, connected and left in peace commits what is appended within a bound.
#pragma once

#include <cstdint>
#include <vector>

#include "checkers/checked_nodes.h"
#include "checkers/group_health.h"
#include "core/checker.h"
#include "core/parameters.h"

namespace orrery {

// The bound for a group with this election timeout: twice election_liveness_bound(), once for the leader that it may
// take to be elected and once for its entry. Duration::max(): nothing is judged.
Duration commit_liveness_bound(DurationRange election_timeout);

// Reads the events of log_records.h beside what ElectionLiveness reads. An entry waits from the time it is appended,
// anywhere, until a leader has committed all that its own log holds; a new leader has something to commit, since it
// appends an entry of its own (Raft, section 8). While something waits and a majority is able, commitment must advance
// within the bound of the last time it did, of the first entry that waits, of the last disturbance and of the last
// snapshot that brought a server up, whichever is the latest. Every advance is a test.
class CommitLiveness final : public Checker {
 public:
  CommitLiveness(std::vector<NodeId> nodes, Duration bound);

  std::string name() const override { return "commit-liveness"; }
  std::string claim() const override;
  std::string counts() const override {
    return "every entry that is committed, and every wait that grows longer than the bound";
  }
  void on_start(const RunInfo& info) override { nodes_.on_start(info); }
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  void take_event(const Record& record, std::size_t server);
  void commit(const Record& record, std::size_t server);
  void begin_interval(const Record& record);
  void expire();

  CheckedNodes nodes_;
  const Duration bound_;
  GroupHealth health_;
  std::vector<std::int64_t> last_;  // by server: the last index of its log
  std::int64_t committed_ = 0;
  bool is_waiting_ = false;
  Instant judged_from_;  // from when on the bound counts
  Record since_{};       // what the interval at hand began with
  Instant deadline_ = Instant::max();
};

}  // namespace orrery
