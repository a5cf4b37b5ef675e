#include "models/ribbon.h"

#include <algorithm>

namespace orrery::gui {

namespace {

using run_file::Event;

// More changes than this are not told apart on any screen, and would not fit in memory for long.
constexpr std::size_t kMost = 500'000;

RecordId next(RecordId event) { return RecordId{static_cast<std::uint64_t>(event) + 1}; }

void sortById(std::vector<Event>& events) {
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.record.id < b.record.id; });
}

}  // namespace

std::vector<Event> eventsOf(const run_file::RunFile& file, std::span<const RecordKind> kinds, RecordId first,
                            RecordId last, std::size_t limit) {
  std::vector<Event> found;
  for (const RecordKind kind : kinds)
    for (Event& event : file.events_of(kind, kNoName, first, limit)) {
      if (event.record.id >= last) break;
      found.push_back(std::move(event));
    }
  sortById(found);
  return found;
}

std::span<const RibbonPiece> piecesBetween(const std::vector<RibbonPiece>& pieces, Instant from, Instant to) {
  const auto first =
      std::partition_point(pieces.begin(), pieces.end(), [&](const RibbonPiece& piece) { return piece.to < from; });
  const auto last =
      std::partition_point(first, pieces.end(), [&](const RibbonPiece& piece) { return piece.from <= to; });
  return {pieces.data() + (first - pieces.begin()), static_cast<std::size_t>(last - first)};
}

const RibbonPiece* pieceAt(const std::vector<RibbonPiece>& pieces, Instant time) {
  const auto beyond =
      std::partition_point(pieces.begin(), pieces.end(), [&](const RibbonPiece& piece) { return piece.from <= time; });
  if (beyond == pieces.begin()) return nullptr;
  const RibbonPiece& piece = *std::prev(beyond);
  return time < piece.to ? &piece : nullptr;
}

Ribbons::Ribbons(const run_file::RunFile& file, NameId field) : file_(file), field_(field) { update(); }

void Ribbons::update() {
  pieces_.resize(file_.info().nodes.size());
  const RecordId last = file_.last();
  if (last <= read_) return;
  std::vector<Event> events = file_.events_of(RecordKind::state, field_, next(read_), kMost);
  for (Event& crash : file_.events_of(RecordKind::crashed, kNoName, next(read_), kMost))
    events.push_back(std::move(crash));
  sortById(events);
  for (const Event& event : events) {
    const Record& record = event.record;
    if (record.id > last || index(record.node) >= pieces_.size()) continue;
    std::vector<RibbonPiece>& pieces = pieces_[index(record.node)];
    if (!pieces.empty() && pieces.back().to == Instant::max()) pieces.back().to = record.time;
    if (record.kind == RecordKind::state) {
      pieces.push_back({record.time, Instant::max(), record.a, ValueType{record.c}, record.id});
      isEmpty_ = false;
    }
  }
  read_ = last;
}

Outages::Outages(const run_file::RunFile& file) : file_(file) { update(); }

void Outages::update() {
  outages_.resize(file_.info().nodes.size());
  const RecordId last = file_.last();
  if (last <= read_) return;
  constexpr RecordKind kinds[] = {RecordKind::crashed, RecordKind::restarted, RecordKind::paused, RecordKind::resumed};
  for (const Event& event : eventsOf(file_, kinds, next(read_), next(last), kMost)) {
    const Record& record = event.record;
    if (index(record.node) >= outages_.size()) continue;
    std::vector<Outage>& outages = outages_[index(record.node)];
    // A crash ends a pause as well as a resumption does.
    if (!outages.empty() && outages.back().to == Instant::max()) outages.back().to = record.time;
    if (record.kind == RecordKind::crashed)
      outages.push_back({Outage::Kind::down, record.time, Instant::max(), record.id});
    else if (record.kind == RecordKind::paused)
      outages.push_back({Outage::Kind::paused, record.time, Instant::max(), record.id});
  }
  read_ = last;
}

}  // namespace orrery::gui
