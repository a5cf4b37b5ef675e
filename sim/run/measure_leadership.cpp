#include "run/measure_leadership.h"

#include <algorithm>

#include "core/check.h"
#include "faults/selector.h"

namespace orrery {

namespace {

constexpr Name kLeader{"leader"};
constexpr Name kCampaignStarted{"campaign_started"};
constexpr Name kBecameLeader{"became_leader"};

}  // namespace

LeadershipMeasure::LeadershipMeasure(NodeSet nodes, Window window)
    : Measure(std::move(nodes), window), leaders_(window, 0) {}

bool LeadershipMeasure::computes(std::string_view metric) {
  return metric == "leaderless_time" || metric == "elections" || metric == "campaigns" || metric == "split_votes" ||
         metric == "election_time";
}

std::span<const RecordKind> LeadershipMeasure::kinds() const {
  static constexpr RecordKind kKinds[] = {RecordKind::state, RecordKind::event, RecordKind::crashed};
  return kKinds;
}

void LeadershipMeasure::on_record(const Record& record) {
  if (!nodes().contains(record.node)) return;
  if (record.kind == RecordKind::crashed) return stop_leading(record.node, record.time);
  if (record.kind == RecordKind::event) return on_event(record);
  if (record.name == kRoleField.id()) on_role(record);
}

void LeadershipMeasure::on_role(const Record& record) {
  const bool leads_now = NameId{static_cast<std::uint32_t>(record.a)} == kLeader.id();
  if (!leads_now) return stop_leading(record.node, record.time);

  if (index(record.node) >= leads_.size()) leads_.resize(index(record.node) + 1);
  if (leads_[index(record.node)]) return;
  leads_[index(record.node)] = true;
  if (window().contains(record.time)) {
    ++elections_;
    if (leaders_.value() == 0) election_time_.add((record.time - lost_).nanoseconds());
  }
  leaders_.set(record.time, leaders_.value() + 1);
}

void LeadershipMeasure::stop_leading(NodeId node, Instant when) {
  if (index(node) >= leads_.size() || !leads_[index(node)]) return;
  leads_[index(node)] = false;
  leaders_.set(when, leaders_.value() - 1);
  if (leaders_.value() == 0) lost_ = when;
}

void LeadershipMeasure::on_event(const Record& record) {
  if (record.name == kBecameLeader.id()) latest_win_ = std::max(latest_win_, record.a);
  if (record.name != kCampaignStarted.id()) return;
  if (window().contains(record.time)) ++campaigns_;
  if (record.a == latest_campaign_) ++candidates_;
  if (record.a <= latest_campaign_) return;
  const bool earlier_vote_was_split = candidates_ > 1 && latest_win_ < latest_campaign_;
  if (earlier_vote_was_split && window().contains(record.time)) ++split_votes_;
  latest_campaign_ = record.a;
  candidates_ = 1;
}

void LeadershipMeasure::on_finish(Instant end) { leaders_.advance(end); }

std::optional<double> LeadershipMeasure::figure(std::string_view metric, std::string_view statistic) const {
  if (metric == "leaderless_time") return static_cast<double>(leaders_.time_at_zero().nanoseconds());
  if (metric == "elections") return static_cast<double>(elections_);
  if (metric == "campaigns") return static_cast<double>(campaigns_);
  if (metric == "split_votes") return static_cast<double>(split_votes_);
  ORRERY_CHECK(metric == "election_time", "a metric of leadership");
  return statistic_of(election_time_, statistic);
}

}  // namespace orrery
