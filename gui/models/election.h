// What the panel on elections shows: votes, and the log of each server at one moment.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/timeline_axis.h"
#include "run_file/frame.h"
#include "run_file/run_file.h"

namespace orrery::gui {

struct Vote {
  RecordId event{};
  Instant time;
  NodeId voter = kNoNode, candidate = kNoNode;
  std::int64_t term = 0;
};
// Those of a stretch of time, in order, at most `limit`.
std::vector<Vote> votesBetween(const run_file::RunFile& file, const TimeSpan& span, std::size_t limit);

// One server's log, as its own events told it.
struct LogRow {
  NodeId node = kNoNode;
  std::int64_t last = 0;            // index of the last entry; 0: none
  std::int64_t applied = 0;         // up to this index it is in the state machine
  std::vector<std::int64_t> terms;  // of the entries at LogGrid::first and on; 0: none, or none that is known
};
struct LogGrid {
  std::int64_t first = 1;  // index of the leftmost column
  std::size_t columns = 0;
  std::vector<LogRow> rows;
};

// After the event. The rightmost column is the last entry that any of the nodes has.
LogGrid logGridAt(const run_file::RunFile& file, RecordId event, std::span<const NodeId> nodes, std::size_t columns);

}  // namespace orrery::gui
