// Client operations: how many ended, how many of them well, how long those took.
#pragma once

#include <map>
#include <utility>

#include "run/measure.h"

namespace orrery {

class OperationsMeasure final : public Measure {
 public:
  using Measure::Measure;
  static bool computes(std::string_view metric);

  std::span<const RecordKind> kinds() const override;
  void on_record(const Record& record) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  std::map<std::pair<NodeId, std::int64_t>, Instant> open_;  // invoked and not ended, from any time of the run
  std::int64_t ended_ = 0;
  std::int64_t succeeded_ = 0;
  Histogram latency_;
};

}  // namespace orrery
