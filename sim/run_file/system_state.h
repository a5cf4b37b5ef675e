// What can be seen of a system at one moment: followed through the events of a run, by the writer of a run file for its
// keyframes and by its reader from there on.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/record.h"
#include "core/sink.h"

namespace orrery::run_file {

struct ShownField {
  NameId name;
  std::int64_t value = 0;
  ValueType type = ValueType::integer;
  RecordId event;  // which set it to that
  Instant since;
};

struct NodeState {
  bool up = false;
  bool paused = false;
  Instant since;                   // when it started or crashed last
  std::vector<ShownField> fields;  // in the order in which they were shown first

  // nullptr where the node is down or has not shown the field since it last started.
  const ShownField* field(NameId name) const;
};

struct PendingTimer {
  NodeId node = kNoNode;
  NameId name;
  Instant set_at;
  Instant due;
};

struct SystemState {
  explicit SystemState(std::size_t node_count) : nodes(node_count) {}

  // Events come in order, each before what its handler did to timers.
  void apply(const Record& record);
  void apply(const TimerChange& change, Instant when);

  std::vector<NodeState> nodes;
  std::map<std::uint64_t, PendingTimer> timers;  // by number
};

}  // namespace orrery::run_file
