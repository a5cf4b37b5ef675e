#include "models/space_time.h"

#include <algorithm>

namespace orrery::gui {

namespace {

using run_file::Event;

constexpr std::size_t kColumns = 240;
// Events that are looked at in each column.
constexpr std::size_t kSample = 64;

RecordId next(RecordId event) { return RecordId{static_cast<std::uint64_t>(event) + 1}; }

bool isMessage(RecordKind kind) { return kind == RecordKind::delivered || kind == RecordKind::dropped; }

// What has a mark of its own: faults have the timeline, changes of state the lifeline.
bool isMarked(RecordKind kind) {
  return kind == RecordKind::event || kind == RecordKind::timer_fired || kind == RecordKind::ordered ||
         kind == RecordKind::invoked || kind == RecordKind::ok || kind == RecordKind::failed ||
         kind == RecordKind::info;
}

}  // namespace

void SpaceTime::setHidden(Hidden hidden) {
  hidden_ = std::move(hidden);
  isKnown_ = false;
}

bool SpaceTime::isShown(NodeId node) const {
  const auto& nodes = file_.info().nodes;
  return index(node) < nodes.size() && !hidden_.contains(nodes[index(node)].group);
}

const SpaceTimePicture& SpaceTime::between(const TimeSpan& span) {
  if (isKnown_ && picture_.span == span) return picture_;
  picture_ = SpaceTimePicture();
  picture_.span = span;
  const RecordId first = next(file_.last_until(span.from - Duration::nanoseconds(1)));
  const RecordId last = file_.last_until(span.to());
  const std::size_t count = last < first ? 0 : static_cast<std::size_t>(last) - static_cast<std::size_t>(first) + 1;
  if (count > kToldApart)
    gather(first, last);
  else
    readAll(first, last);
  isKnown_ = true;
  return picture_;
}

void SpaceTime::readAll(RecordId first, RecordId last) {
  if (first <= last)
    for (const Event& event : file_.events(first, static_cast<std::size_t>(last) - static_cast<std::size_t>(first) + 1))
      add(event);
  // Those that leave the picture at its right edge: they end behind it, but most of them soon.
  constexpr std::size_t kBehind = 256;
  for (const Event& event : file_.events(next(last), kBehind))
    if (isMessage(event.record.kind) && Instant::nanoseconds(event.record.a) <= picture_.span.to()) add(event);
}

void SpaceTime::add(const Event& event) {
  const Record& record = event.record;
  if (record.node != kNoNode && !isShown(record.node)) return;
  if (isMessage(record.kind)) {
    if (!isShown(record.peer)) return;
    const std::string name(file_.name(record.name));
    const MessageShape shape = shapeOf(name, event.details);
    if (hidden_.contains(name) || (shape == MessageShape::heartbeat && hidden_.contains("heartbeat"))) return;
    picture_.arrows.push_back({record.id, record.cause, record.peer, record.node, Instant::nanoseconds(record.a),
                               record.time, record.name, shape, attemptOf(event.details),
                               record.kind == RecordKind::dropped});
  } else if (isMarked(record.kind) && record.node != kNoNode) {
    const bool isTimer = record.kind == RecordKind::timer_fired;
    picture_.marks.push_back({record.id, record.time, record.node, record.kind, record.name,
                              isTimer ? Instant::nanoseconds(record.a) : record.time});
  }
}

void SpaceTime::gather(RecordId first, RecordId last) {
  picture_.isGathered = true;
  Density& density = picture_.density;
  density.columns = kColumns;
  const std::size_t nodes = file_.info().nodes.size();
  density.share.assign(nodes * kColumns, 0);
  const TimeSpan& span = picture_.span;
  std::uint64_t from = static_cast<std::uint64_t>(first);
  float most = 0;
  for (std::size_t column = 0; column < kColumns && from <= static_cast<std::uint64_t>(last); ++column) {
    const auto share = static_cast<std::int64_t>(column) + 1;
    const Instant until = span.from + Duration::nanoseconds(span.length.nanoseconds() / std::int64_t{kColumns} * share);
    const std::uint64_t to =
        column + 1 == kColumns ? static_cast<std::uint64_t>(last) : static_cast<std::uint64_t>(file_.last_until(until));
    if (to < from) continue;
    const std::size_t here = static_cast<std::size_t>(to - from + 1);
    const std::size_t looked = std::min(here, kSample);
    const float weight = static_cast<float>(here) / static_cast<float>(looked);
    for (const Event& event : file_.events(RecordId{from}, looked)) {
      if (event.record.node == kNoNode || !isShown(event.record.node)) continue;
      float& cell = density.share[index(event.record.node) * kColumns + column];
      cell += weight;
      most = std::max(most, cell);
    }
    from = to + 1;
  }
  if (most > 0)
    for (float& cell : density.share) cell /= most;
}

}  // namespace orrery::gui
