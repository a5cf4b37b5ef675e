// Circuit breakers, at those who hold them: how often they opened, for how long, and with what reason.
#pragma once

#include <map>
#include <utility>

#include "run/measure.h"

namespace orrery {

class BreakersMeasure final : public Measure {
 public:
  using Measure::Measure;
  static bool computes(std::string_view metric);

  std::span<const RecordKind> kinds() const override;
  bool reads_faults() const override { return true; }
  void on_start(const RunInfo& info) override;
  void on_record(const Record& record) override;
  void on_finish(Instant end) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  struct InForce {
    NodeId first;  // kNoNode: on a link
    Instant since;
  };
  void on_trip(const Record& record);
  void close(std::pair<NodeId, NodeId> breaker, Instant at);

  std::vector<std::uint32_t> group_of_;                      // by node
  std::map<NameId, InForce> faults_;                         // by the fault's id
  std::map<std::pair<NodeId, NodeId>, Instant> open_since_;  // by the breaker's node and whom it is on
  std::int64_t trips_ = 0;
  std::int64_t false_trips_ = 0;
  Duration open_time_;
  Histogram time_to_trip_;
};

}  // namespace orrery
