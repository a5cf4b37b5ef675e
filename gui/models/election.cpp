#include "models/election.h"

#include <algorithm>
#include <limits>
#include <map>

#include "checkers/log_records.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery::gui {

namespace {

using run_file::Event;

RecordId next(RecordId event) { return RecordId{static_cast<std::uint64_t>(event) + 1}; }

// What changed a log, the latest first.
std::vector<Event> logEvents(const run_file::RunFile& file, NodeId node, RecordId until, std::size_t entries) {
  struct Asked {
    Name name;
    std::size_t count;
  };
  const Asked asked[] = {{replicated_log::kEntryAppended, entries},
                         {replicated_log::kEntryRecalled, 2},
                         {replicated_log::kLogRecalled, 2},
                         {replicated_log::kLogTruncated, 8},
                         {replicated_log::kSnapshotInstalled, 2}};
  std::vector<Event> found;
  for (const Asked& one : asked)
    for (Event& event : file.latest_of(RecordKind::event, one.name.id(), node, until, one.count))
      found.push_back(std::move(event));
  std::sort(found.begin(), found.end(), [](const Event& a, const Event& b) { return a.record.id > b.record.id; });
  return found;
}

struct Log {
  std::int64_t last = 0;
  std::map<std::int64_t, std::int64_t> terms;  // by index
};

// From the latest event back: what was written later stands, what was cut off later is gone.
Log logAt(const run_file::RunFile& file, NodeId node, RecordId until, std::size_t entries) {
  Log log;
  std::int64_t ceiling = std::numeric_limits<std::int64_t>::max();
  std::int64_t floor = 0;
  for (const Event& event : logEvents(file, node, until, entries)) {
    const Record& record = event.record;
    const bool isEntry =
        record.name == replicated_log::kEntryAppended.id() || record.name == replicated_log::kEntryRecalled.id();
    if (isEntry) {
      if (record.a <= ceiling) {
        log.terms.try_emplace(record.a, record.b);
        log.last = std::max(log.last, record.a);
      }
      continue;
    }
    if (record.name == replicated_log::kSnapshotInstalled.id())
      floor = std::max(floor, record.a);
    else
      ceiling = std::min(ceiling, record.a);
  }
  log.last = std::max(log.last, floor);
  return log;
}

std::int64_t appliedAt(const run_file::RunFile& file, NodeId node, RecordId until) {
  Record latest{};
  for (const Name name : {replicated_log::kEntryApplied, replicated_log::kSnapshotInstalled})
    for (const Event& event : file.latest_of(RecordKind::event, name.id(), node, until, 1))
      if (event.record.id > latest.id) latest = event.record;
  // A restart begins anew from the snapshot.
  for (const Event& event : file.latest_of(RecordKind::event, replicated_log::kLogRecalled.id(), node, until, 1))
    if (event.record.id > latest.id) return event.record.b;
  return latest.a;
}

}  // namespace

std::vector<Vote> votesBetween(const run_file::RunFile& file, const TimeSpan& span, std::size_t limit) {
  std::vector<Vote> votes;
  const RecordId first = next(file.last_until(span.from - Duration::nanoseconds(1)));
  for (const Event& event : file.events_of(RecordKind::event, raft::kVoteGranted.id(), first, limit)) {
    const Record& record = event.record;
    if (record.time > span.to()) break;
    votes.push_back({record.id, record.time, record.node, record.peer, record.a});
  }
  return votes;
}

LogGrid logGridAt(const run_file::RunFile& file, RecordId event, std::span<const NodeId> nodes, std::size_t columns) {
  LogGrid grid;
  grid.columns = columns;
  std::vector<Log> logs;
  std::int64_t last = 0;
  for (const NodeId node : nodes) {
    logs.push_back(logAt(file, node, event, columns));
    last = std::max(last, logs.back().last);
  }
  grid.first = std::max<std::int64_t>(1, last - static_cast<std::int64_t>(columns) + 1);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    LogRow& row = grid.rows.emplace_back(LogRow{nodes[i], logs[i].last, appliedAt(file, nodes[i], event), {}});
    for (std::size_t column = 0; column < columns; ++column) {
      const auto entry = logs[i].terms.find(grid.first + static_cast<std::int64_t>(column));
      row.terms.push_back(entry == logs[i].terms.end() ? 0 : entry->second);
    }
  }
  return grid;
}

}  // namespace orrery::gui
