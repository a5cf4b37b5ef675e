// Requests through ambassadors: how they ended, how many calls to the endpoints they cost, what the proxy added.
#pragma once

#include "run/measure_events.h"

namespace orrery {

class ProxiesMeasure final : public EventMeasure {
 public:
  ProxiesMeasure(NodeSet nodes, Window window);
  static bool computes(std::string_view metric);

  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  void on_event(const Record& event, bool is_counted) override;

  std::int64_t retries_ = 0;
  Histogram overhead_;
};

}  // namespace orrery
