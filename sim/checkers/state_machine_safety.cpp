#include "checkers/state_machine_safety.h"

#include <algorithm>
#include <limits>

#include "checkers/log_records.h"

namespace orrery {

StateMachineSafety::StateMachineSafety(std::vector<NodeId> nodes) : nodes_(std::move(nodes)), servers_(nodes_.size()) {}

std::string StateMachineSafety::claim() const {
  return "servers apply the same committed entries in the same order (Raft, figure 3: state machine safety)";
}

void StateMachineSafety::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (record.kind != RecordKind::event && record.kind != RecordKind::restarted) continue;
    const auto server = nodes_.position(record.node);
    if (!server) continue;
    if (record.kind == RecordKind::event)
      take(record, *server);
    else
      // Without its disk it comes back with nothing.
      servers_[*server] = record.a == 0 ? Server() : Server{0, servers_[*server].snapshot, servers_[*server].has_log};
  }
}

void StateMachineSafety::take(const Record& record, std::size_t position) {
  Server& server = servers_[position];
  if (record.name == replicated_log::kEntryApplied.id()) {
    apply(record, position);
  } else if (record.name == replicated_log::kEntryAppended.id()) {
    server.has_log = true;
  } else if (record.name == replicated_log::kEntriesCommitted.id()) {
    committed_ = std::max(committed_, record.a);
  } else if (record.name == replicated_log::kLogRecalled.id()) {
    if (record.b > 0) compare_snapshot(record, position, record.b);
    server = {record.b, record.b, record.a > 0};
  } else if (record.name == replicated_log::kSnapshotTaken.id()) {
    compare_snapshot(record, position, record.a);
    server.snapshot = record.a;
    forget();
  } else if (record.name == replicated_log::kSnapshotInstalled.id()) {
    compare_snapshot(record, position, record.a);
    server = {record.a, record.a, true};
    forget();
  }
}

void StateMachineSafety::apply(const Record& record, std::size_t position) {
  Server& server = servers_[position];
  const std::string entry = "entry " + std::to_string(record.a);
  if (record.a != server.applied + 1)
    violate(record, nodes_.name(position) + " applies " + entry + " after entry " + std::to_string(server.applied));
  server.applied = record.a;
  if (record.a > committed_)
    violate(record, nodes_.name(position) + " applies " + entry + " before any leader takes it for committed");
  // After a gap there is nothing to compare with, nor to keep.
  if (record.a == first_ + static_cast<std::int64_t>(applied_.size())) applied_.emplace_back();
  std::optional<Applied>* place = place_of(record.a);
  if (place == nullptr) return;
  if (!place->has_value()) {
    *place = Applied{record.peer, record.b, record.c, position};
    return;
  }
  const Applied& known = **place;
  exercise();
  if (known.client != record.peer || known.number != record.b)
    violate(record,
            nodes_.name(position) + " and " + nodes_.name(known.server) + " apply different requests as " + entry);
  else if (known.digest != record.c)
    violate(record,
            nodes_.name(position) + " and " + nodes_.name(known.server) + " are in different states after " + entry);
}

void StateMachineSafety::compare_snapshot(const Record& record, std::size_t position, std::int64_t index) {
  const std::optional<Applied>* known = place_of(index);
  if (known == nullptr || !known->has_value()) return;
  exercise();
  if ((*known)->digest == record.c) return;
  violate(record, nodes_.name(position) + "'s snapshot up to entry " + std::to_string(index) +
                      " is not the state that " + nodes_.name((*known)->server) + " was in after it");
}

std::optional<StateMachineSafety::Applied>* StateMachineSafety::place_of(std::int64_t index) {
  if (index < first_ || index >= first_ + static_cast<std::int64_t>(applied_.size())) return nullptr;
  return &applied_[static_cast<std::size_t>(index - first_)];
}

void StateMachineSafety::forget() {
  std::int64_t needed = std::numeric_limits<std::int64_t>::max();
  for (const Server& server : servers_)
    if (server.has_log) needed = std::min(needed, server.snapshot);
  // The state at a snapshot's end stays: it may yet be installed or recalled.
  for (; first_ < needed && !applied_.empty(); ++first_) applied_.pop_front();
}

}  // namespace orrery
