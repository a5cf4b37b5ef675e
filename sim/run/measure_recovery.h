// How long clients suffer from a fault that is over.
#pragma once

#include <vector>

#include "run/measure.h"

namespace orrery {

class RecoveryMeasure final : public Measure {
 public:
  using Measure::Measure;
  static bool computes(std::string_view metric);

  std::span<const RecordKind> kinds() const override;
  bool reads_faults() const override { return true; }
  void on_record(const Record& record) override;
  void on_fault(const Record& record, const FaultVictims& victims) override;
  void on_finish(Instant end) override { end_ = std::min(end, window().end); }
  // Infinite where they do not recover.
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  struct Second {
    std::int64_t ended = 0;
    std::int64_t succeeded = 0;
  };
  std::optional<Instant> fault_over_;
  std::vector<Second> seconds_;  // since then
  Instant end_;
};

}  // namespace orrery
