// Client operations: how many ended, how many of them well, how long those took, and in how many attempts.
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
  void on_finish(Instant end) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  void on_event(const Record& record);
  void on_end(const Record& record);
  void forget(NodeId client);
  std::optional<double> per_second(std::int64_t count) const;

  struct Open {
    Instant intended;         // start
    bool is_partial = false;  // a fallback makes a part of the answer
  };
  // What is invoked and not ended, from any time of the run.
  std::map<std::pair<NodeId, std::int64_t>, Open> open_;
  std::int64_t attempts_ = 0;  // first ones
  std::int64_t retries_ = 0;
  std::int64_t redirects_ = 0;
  Duration length_;  // of the window in this run
  std::int64_t ended_ = 0;
  std::int64_t succeeded_ = 0;
  std::int64_t partial_ = 0;  // of those that succeeded
  Histogram latency_;
};

}  // namespace orrery
