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
  void on_fault(const Record& record, const FaultVictims& victims) override;
  void on_finish(Instant end) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  struct InForce {
    FaultVictims victims;
    bool is_isolation = false;  // it cuts its victims off from everybody
    Instant since;
  };
  void on_trip(const Record& record);
  // Whether the fault is one of whom the breaker is on, or lies between the two.
  bool concerns(const InForce& fault, const Record& trip) const;
  void close(std::pair<NodeId, NodeId> breaker, Instant at);

  std::vector<std::uint32_t> group_of_;                      // by node
  std::map<NameId, std::vector<InForce>> faults_;            // by the fault's id, the earliest strike first
  std::map<std::pair<NodeId, NodeId>, Instant> open_since_;  // by the breaker's node and whom it is on
  std::int64_t trips_ = 0;
  std::int64_t false_trips_ = 0;
  std::int64_t reopened_ = 0;
  std::int64_t closed_ = 0;
  Duration open_time_;
  Histogram time_to_trip_;
};

}  // namespace orrery
