#include "checkers/election_liveness.h"

#include <algorithm>

namespace orrery {

Duration election_liveness_bound(DurationRange election_timeout) {
  const Duration spread = election_timeout.high - election_timeout.low;
  if (spread <= Duration()) return Duration::max();
  constexpr std::int64_t kTimeouts = 5;
  const double collisions = 1 + election_timeout.low.seconds() / spread.seconds();
  const double bound = static_cast<double>(kTimeouts) * election_timeout.high.seconds() * collisions;
  constexpr double kLongest = 1e9;  // seconds: longer than any run, and far from overflow
  return bound < kLongest ? Duration::from_seconds(bound) : Duration::max();
}

ElectionLiveness::ElectionLiveness(std::vector<NodeId> nodes, Duration bound)
    : nodes_(std::move(nodes)), bound_(bound), health_(nodes_.size()) {}

std::string ElectionLiveness::claim() const {
  if (bound_ == Duration::max()) return "not judged: election timeouts without spread bound nothing";
  return "a majority that is up, connected and undisturbed has a leader within " + to_text(bound_) +
         ": 5 x high x (1 + low / (high - low)) of the election timeout";
}

void ElectionLiveness::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (record.time > deadline_) expire();
    const GroupHealth::Effect effect = health_.take(record, nodes_);
    if (effect == GroupHealth::Effect::none) continue;
    const bool leads = health_.has_leader();
    if (leads && since_) {
      exercise();
      since_.reset();
      deadline_ = Instant::max();
    }
    if (!leads && (effect == GroupHealth::Effect::disturbs || had_leader_)) begin_interval(record);
    had_leader_ = leads;
  }
}

void ElectionLiveness::on_finish(Instant end) {
  if (end > deadline_) expire();
}

void ElectionLiveness::begin_interval(const Record& record) {
  since_.reset();
  deadline_ = Instant::max();
  if (bound_ == Duration::max() || !health_.is_able()) return;
  since_ = record;
  judged_from_ = std::max(record.time, health_.calm_from());
  deadline_ = judged_from_ + bound_;
}

void ElectionLiveness::expire() {
  Record at = *since_;
  at.time = deadline_;
  exercise();
  violate(at, "no leader within " + to_text(bound_) + " of " + to_text(judged_from_) +
                  ", though a majority was up and undisturbed");
  since_.reset();
  deadline_ = Instant::max();
}

}  // namespace orrery
