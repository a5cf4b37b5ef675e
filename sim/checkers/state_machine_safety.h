// State machine safety: if a server has applied a log entry at a given index to its state machine, no other server will
// ever apply a different log entry for the same index (Ongaro & Ousterhout 2014, figure 3).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "checkers/checked_nodes.h"
#include "core/checker.h"

namespace orrery {

// Reads the events of log_records.h. Every server must apply each entry in turn, from its snapshot on, when a leader
// has told that it is committed, and come out with the state that the first to apply it came out with; the states that
// snapshots hold are compared as well. It is put to the test by every comparison of two servers. Entries that all
// servers with a log have in snapshots are forgotten.
class StateMachineSafety final : public Checker {
 public:
  explicit StateMachineSafety(std::vector<NodeId> nodes);

  std::string name() const override { return "state-machine-safety"; }
  std::string claim() const override;
  std::string counts() const override { return "every entry, or snapshot, that a second server applies after a first"; }
  void on_start(const RunInfo& info) override { nodes_.on_start(info); }
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;

 private:
  struct Applied {
    NodeId client = kNoNode;
    std::int64_t number = 0;
    std::int64_t digest = 0;
    std::size_t server = 0;  // the first to apply it
  };
  struct Server {
    std::int64_t applied = 0;
    std::int64_t snapshot = 0;
    bool has_log = false;
  };
  void take(const Record& record, std::size_t server);
  void apply(const Record& record, std::size_t server);
  // Compares the state that a snapshot holds.
  void compare_snapshot(const Record& record, std::size_t server, std::int64_t index);
  std::optional<Applied>* place_of(std::int64_t index);  // nullptr where it is forgotten or not yet reached
  void forget();

  CheckedNodes nodes_;
  std::vector<Server> servers_;
  std::int64_t committed_ = 0;
  std::int64_t first_ = 1;
  std::deque<std::optional<Applied>> applied_;  // from first_ on
};

}  // namespace orrery
