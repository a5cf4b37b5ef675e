#include "checkers/election_liveness.h"

#include <algorithm>

#include "checkers/election_records.h"

namespace orrery {

namespace {

// Verbs whose faults leave the ways between live nodes as they are.
constexpr Name kHarmlessVerbs[] = {"crash", "restart", "rolling-restart", "pause", "skew"};

bool may_come_between(NameId verb) {
  return std::none_of(std::begin(kHarmlessVerbs), std::end(kHarmlessVerbs),
                      [&](Name harmless) { return harmless.id() == verb; });
}

}  // namespace

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
    : nodes_(std::move(nodes)), bound_(bound), views_(nodes_.size()) {}

std::string ElectionLiveness::claim() const {
  if (bound_ == Duration::max()) return "not judged: election timeouts without spread bound nothing";
  return "a majority that is up, connected and undisturbed has a leader within " + to_text(bound_);
}

void ElectionLiveness::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (record.time > deadline_) expire();
    switch (record.kind) {
      case RecordKind::state:
      case RecordKind::started:
      case RecordKind::crashed:
      case RecordKind::restarted:
      case RecordKind::paused:
      case RecordKind::resumed:
      case RecordKind::fault_began:
      case RecordKind::fault_ended: break;
      default: continue;
    }
    const bool disturbs = take(record);
    const bool leads = has_leader();
    if (leads && since_) {
      exercise();
      since_.reset();
      deadline_ = Instant::max();
    }
    if (!leads && (disturbs || had_leader_)) begin_interval(record);
    had_leader_ = leads;
  }
}

void ElectionLiveness::on_finish(Instant end) {
  if (end > deadline_) expire();
}

bool ElectionLiveness::take(const Record& record) {
  if (record.kind == RecordKind::fault_began || record.kind == RecordKind::fault_ended) return take_fault(record);
  const auto node = nodes_.position(record.node);
  return node && take_node(record, views_[*node]);
}

bool ElectionLiveness::take_fault(const Record& record) {
  if (!may_come_between(NameId{static_cast<std::uint32_t>(record.a)})) return false;
  int& active = active_faults_[record.name];
  active += record.kind == RecordKind::fault_began ? 1 : -1;
  if (active <= 0) active_faults_.erase(record.name);
  return true;
}

bool ElectionLiveness::take_node(const Record& record, View& view) {
  switch (record.kind) {
    case RecordKind::state:
      if (record.name == election::kRole.id()) view.is_leader = record.a == election::name_value(election::kLeader);
      if (record.name == election::kTerm.id()) view.term = record.a;
      return false;
    case RecordKind::started:
    case RecordKind::restarted: view.is_up = true; return true;
    // A process that ends is no longer paused.
    case RecordKind::crashed: view = {}; return true;
    case RecordKind::paused: view.is_paused = true; return true;
    case RecordKind::resumed: view.is_paused = false; return true;
    default: return false;
  }
}

bool ElectionLiveness::has_leader() const {
  return std::any_of(views_.begin(), views_.end(), [&](const View& leader) {
    if (!leader.is_leader || !leader.is_up || leader.is_paused) return false;
    const auto followed =
        std::count_if(views_.begin(), views_.end(), [&](const View& view) { return view.term == leader.term; });
    return static_cast<std::size_t>(followed) > views_.size() / 2;
  });
}

bool ElectionLiveness::is_judged() const {
  if (bound_ == Duration::max() || !active_faults_.empty()) return false;
  const auto able =
      std::count_if(views_.begin(), views_.end(), [](const View& view) { return view.is_up && !view.is_paused; });
  return static_cast<std::size_t>(able) > views_.size() / 2;
}

void ElectionLiveness::begin_interval(const Record& record) {
  since_.reset();
  deadline_ = Instant::max();
  if (!is_judged()) return;
  since_ = record;
  deadline_ = record.time + bound_;
}

void ElectionLiveness::expire() {
  Record at = *since_;
  at.time = deadline_;
  exercise();
  violate(at, "no leader within " + to_text(bound_) + " of " + to_text(since_->time) +
                  ", though a majority was up and undisturbed");
  since_.reset();
  deadline_ = Instant::max();
}

}  // namespace orrery
