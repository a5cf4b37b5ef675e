// The access log and the statistics of an ambassador agree: what is counted was logged, and what was logged is counted.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "checkers/checked_nodes.h"
#include "checkers/proxy_records.h"
#include "core/checker.h"

namespace orrery {

// Reads the log's lines and the fields that count them. A field is shown after the handler whose lines it counts, so
// that it is held against all lines before it; so is, at the end of the run and of each life of a node, what no field
// has told of. Put to the test by every value that is shown.
class AccessLogTotals final : public Checker {
 public:
  explicit AccessLogTotals(std::vector<NodeId> proxies);

  std::string name() const override { return "access-log-totals"; }
  std::string claim() const override;
  bool reads_traffic() const override { return false; }
  void on_start(const RunInfo& info) override { proxies_.on_start(info); }
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  // Since the proxy started last.
  struct Totals {
    std::int64_t accepted = 0;
    std::array<std::int64_t, proxy::kWaysToEnd> logged = {}, shown = {};
    std::int64_t active_shown = 0;
    Record last;
  };
  void read(const Record& record, std::size_t position);
  void hold(const Record& record, std::size_t position, std::string_view what, std::int64_t shown, std::int64_t logged);
  void hold_all(const Record& record, std::size_t position);
  static std::int64_t active(const Totals& totals);

  CheckedNodes proxies_;
  std::vector<Totals> totals_;
};

}  // namespace orrery
