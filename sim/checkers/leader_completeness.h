// Leader completeness: if a log entry is committed in a given term, then that entry will be present in the logs of the
// leaders for all higher-numbered terms (Ongaro & Ousterhout 2014, figure 3).
#pragma once

#include <map>

#include "checkers/checked_nodes.h"
#include "checkers/server_logs.h"
#include "core/checker.h"

namespace orrery {

// Reads the events of log_records.h and `became_leader`. It is put to the test whenever a server becomes leader after
// an earlier term has committed something, and whenever something is committed: what was committed before must be below
// it. So it judges durability as well: an entry that is told to be committed outlives the crash of any minority, or a
// later leader lacks it. Lost disks are no excuse.
class LeaderCompleteness final : public Checker {
 public:
  explicit LeaderCompleteness(std::vector<NodeId> nodes);

  std::string name() const override { return "leader-completeness"; }
  std::string claim() const override;
  std::string counts() const override {
    return "every entry that a server takes for committed, and every new leader of a later term";
  }
  void on_start(const RunInfo& info) override { nodes_.on_start(info); }
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;

 private:
  struct Committed {
    LogEntry last;
    std::int64_t entry_term = 0;
  };
  void commit(const Record& record, std::size_t server);
  void judge_leader(const Record& record, std::size_t server);
  bool holds(LogEntry log, LogEntry committed) const;

  CheckedNodes nodes_;
  ServerLogs logs_;
  // By the term in which it was committed: what had been committed by then. Later terms have committed more.
  std::map<std::int64_t, Committed> committed_;
};

}  // namespace orrery
