// Requests through ambassadors: how they ended, how many calls to the endpoints they cost, what the proxy added.
#pragma once

#include "run/measure.h"

namespace orrery {

class ProxiesMeasure final : public Measure {
 public:
  using Measure::Measure;
  static bool computes(std::string_view metric);

  std::span<const RecordKind> kinds() const override;
  void on_record(const Record& record) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  std::int64_t downstream_ = 0;
  std::int64_t upstream_ = 0;
  std::int64_t retries_ = 0;
  std::int64_t overflows_ = 0;
  std::int64_t timeouts_ = 0;
  Histogram overhead_;
};

}  // namespace orrery
