// Who led, for how long no one did, and what it took to elect the next.
//
// Read from what every elected kind shows: the field `role`, and the events `campaign_started` and `became_leader` with
// the term in a.
#pragma once

#include "run/gauge.h"
#include "run/measure.h"

namespace orrery {

class LeadershipMeasure final : public Measure {
 public:
  LeadershipMeasure(NodeSet nodes, Window window);
  static bool computes(std::string_view metric);

  std::span<const RecordKind> kinds() const override;
  void on_record(const Record& record) override;
  void on_finish(Instant end) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  void on_role(const Record& record);
  void on_event(const Record& record);
  void stop_leading(NodeId node, Instant when);

  std::vector<bool> leads_;  // by node, as far as one was needed
  Gauge leaders_;            // how many lead
  Instant lost_;             // when the last leader was lost; the start of the run before the first
  std::int64_t elections_ = 0;
  std::int64_t campaigns_ = 0;
  std::int64_t split_votes_ = 0;
  Histogram election_time_;
  std::int64_t latest_campaign_ = 0;  // its term; 0 before the first
  std::int64_t candidates_ = 0;       // of that term
  std::int64_t latest_win_ = 0;
};

}  // namespace orrery
