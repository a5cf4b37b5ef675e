// The rows of the table of events: how they are asked for, and read.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "run_file/run_file.h"
#include "run_file/statements.h"

namespace orrery::run_file {

// Columns that hold what an id says, or nothing.
NodeId node_from(const Statement& row, int column);
NameId name_from(const Statement& row, int column);
RecordId event_from(const Statement& row, int column);
std::int64_t number_of(RecordId event);

// The functions are those of RunFile, which says what they find.
class EventRows {
 public:
  // The statements must outlive this.
  explicit EventRows(Statements& statements) : statements_(statements) {}

  std::vector<Event> from(RecordId first, std::size_t count) const;
  std::optional<Event> one(RecordId id) const;
  std::vector<Event> way_back(RecordId from, RecordId first) const;
  RecordId last_until(Instant time, RecordId last) const;
  std::vector<Event> of_kind(RecordKind kind, RecordId first, std::size_t count) const;
  // Of a run of so many nodes.
  std::vector<Event> of_name(RecordKind kind, NameId name, std::size_t node_count, RecordId first,
                             std::size_t count) const;
  void for_each_of(RecordKind kind, const std::function<void(const Event&)>& visit) const;
  std::vector<Event> latest_of(RecordKind kind, NameId name, NodeId node, RecordId until, std::size_t count) const;
  std::vector<Event> changes(NodeId node, NameId field, RecordId first, RecordId last) const;
  std::vector<Event> under_way(RecordId keyframe) const;

 private:
  Statements& statements_;
};

}  // namespace orrery::run_file
