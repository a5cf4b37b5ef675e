#include "models/breaker_history.h"

#include <algorithm>

#include "services/call_observed.h"

namespace orrery::gui {

namespace {

using run_file::Event;

constexpr Name kChanges[] = {calls::kBreakerReached,  calls::kBreakerOpened,  calls::kBreakerProbing,
                             calls::kBreakerReopened, calls::kBreakerOverdue, calls::kBreakerClosed};
constexpr std::size_t kMost = 500'000;  // changes of a run

RecordId next(RecordId event) { return RecordId{static_cast<std::uint64_t>(event) + 1}; }

BreakerState stateBehind(NameId change) {
  if (change == calls::kBreakerProbing.id()) return BreakerState::halfOpen;
  return change == calls::kBreakerClosed.id() ? BreakerState::closed : BreakerState::open;
}

}  // namespace

std::string_view textOf(BreakerState state) {
  switch (state) {
    case BreakerState::closed: return "closed";
    case BreakerState::open: return "open";
    case BreakerState::halfOpen: return "half-open";
  }
  return "?";
}

BreakerHistory::BreakerHistory(const run_file::RunFile& file)
    : file_(file),
      bucket_(std::max(Duration::nanoseconds(1), file.info().end.since_start() / std::int64_t{kBuckets})),
      counts_(file.info().nodes.size()) {
  readChanges();
}

BreakerLane& BreakerHistory::laneOf(const Record& record) {
  std::string on;
  const auto& nodes = file_.info().nodes;
  if (index(record.peer) < nodes.size())
    on = record.c >= calls::kEndpointsOwn ? nodes[index(record.peer)].name : nodes[index(record.peer)].group;
  const auto known = std::find_if(lanes_.begin(), lanes_.end(),
                                  [&](const BreakerLane& lane) { return lane.node == record.node && lane.on == on; });
  if (known != lanes_.end()) return *known;
  const auto place =
      std::find_if(lanes_.begin(), lanes_.end(), [&](const BreakerLane& lane) { return lane.node > record.node; });
  return *lanes_.insert(place, BreakerLane{record.node, on, {{Instant::start(), Instant::max()}}});
}

void BreakerHistory::change(const Event& event) {
  const Record& record = event.record;
  if (record.kind == RecordKind::crashed) {
    // A breaker is lost with its node's memory.
    for (BreakerLane& lane : lanes_)
      if (lane.node == record.node) lane.pieces.back().to = record.time;
    return;
  }
  if (record.kind == RecordKind::restarted) {
    for (BreakerLane& lane : lanes_)
      if (lane.node == record.node)
        lane.pieces.push_back({record.time, Instant::max(), BreakerState::closed, record.id});
    return;
  }
  reachedRates_.follow(record);
  if (record.name == calls::kBreakerReached.id()) return;
  BreakerLane& lane = laneOf(record);
  if (lane.pieces.back().to == Instant::max()) lane.pieces.back().to = record.time;
  BreakerPiece& piece = lane.pieces.emplace_back();
  piece.from = record.time;
  piece.to = Instant::max();
  piece.state = stateBehind(record.name);
  piece.event = record.id;
  if (piece.state == BreakerState::halfOpen) return;
  piece.calls = record.a;
  piece.failed = record.b;
  piece.slow = record.c % calls::kEndpointsOwn;
  if (piece.state == BreakerState::open) piece.why = reachedRates_.text(record).value_or("");
}

void BreakerHistory::readChanges() {
  std::vector<Event> events;
  const auto add = [&](std::vector<Event> found) {
    for (Event& event : found)
      if (event.record.id <= file_.last()) events.push_back(std::move(event));
  };
  for (const Name name : kChanges) add(file_.events_of(RecordKind::event, name.id(), next(changesRead_), kMost));
  for (const RecordKind kind : {RecordKind::crashed, RecordKind::restarted})
    add(file_.events_of(kind, kNoName, next(changesRead_), kMost));
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.record.id < b.record.id; });
  for (const Event& event : events) change(event);
  changesRead_ = file_.last();
}

bool BreakerHistory::readOn(std::size_t count) {
  if (changesRead_ < file_.last()) readChanges();
  bool isMore = false;
  const Name names[] = {calls::kBreakerHeard, calls::kBreakerRefused};
  for (std::size_t i = 0; i < 2; ++i) {
    const std::vector<Event> events = file_.events_of(RecordKind::event, names[i].id(), next(countsRead_[i]), count);
    for (const Event& event : events) {
      if (index(event.record.node) >= counts_.size()) continue;
      std::vector<CallCounts>& counts = counts_[index(event.record.node)];
      if (counts.empty()) counts.resize(kBuckets + 1);
      CallCounts& here = counts[static_cast<std::size_t>(
          std::min(event.record.time.since_start() / bucket_, static_cast<std::int64_t>(kBuckets)))];
      if (i == 0) {
        ++here.heard;
        if (event.record.a != 0) ++here.failed;
      } else {
        ++here.refused;
      }
    }
    if (events.size() == count) isMore = true;
    if (!events.empty()) countsRead_[i] = events.back().record.id;
  }
  return isMore;
}

}  // namespace orrery::gui
