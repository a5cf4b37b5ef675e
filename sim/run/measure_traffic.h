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
  void on_record(const Record& record) override {
    if (!counts(record)) return;
    if (record.kind == RecordKind::timer_fired) {
      ++timers_;
    } else if (record.kind == RecordKind::dropped) {
      ++dropped_;
    } else {
      ++delivered_;
      bytes_ += record.b;
      if (record.name == kCall.id()) ++requests_;
      delay_.add((record.time - Instant::nanoseconds(record.a)).nanoseconds());
    }
  }
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
