// Messages and timers: what arrived, what was lost, how long it took.
#pragma once

#include "core/name.h"
#include "run/measure.h"

namespace orrery {

class TrafficMeasure final : public Measure {
 public:
  using Measure::Measure;
  static bool computes(std::string_view metric);

  std::span<const RecordKind> kinds() const override;
  void on_record(const Record& record) override { on_records({&record, 1}); }
  // The same for Records in a row; those of other kinds are passed over.
  void on_records(std::span<const Record> records);
  void on_finish(Instant end) override { length_ = window().length(end); }
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  static constexpr Name kCall{"Call"};  // services/service_call.h

  Duration length_;  // of the window in this run
  std::int64_t requests_ = 0;
  std::int64_t delivered_ = 0;
  std::int64_t dropped_ = 0;
  std::int64_t bytes_ = 0;
  std::int64_t timers_ = 0;
  Histogram delay_;
};

}  // namespace orrery
