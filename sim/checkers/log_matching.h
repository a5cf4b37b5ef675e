// Log matching: if two logs contain an entry with the same index and term, then the logs are identical in all entries
// up through the given index (Ongaro & Ousterhout 2014, figure 3).
#pragma once

#include "checkers/checked_nodes.h"
#include "checkers/server_logs.h"
#include "core/checker.h"

namespace orrery {

// Reads the events of log_records.h. Put to the test by every entry that is appended; a crash is no excuse.
class LogMatching final : public Checker {
 public:
  explicit LogMatching(std::vector<NodeId> nodes);

  std::string name() const override { return "log-matching"; }
  std::string claim() const override;
  std::string counts() const override { return "every entry that is appended to a log"; }
  void on_start(const RunInfo& info) override { nodes_.on_start(info); }
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;

 private:
  void report(const Record& record, std::size_t server, LogEntry last, ServerLogs::Clash clash);

  CheckedNodes nodes_;
  ServerLogs logs_;
};

}  // namespace orrery
