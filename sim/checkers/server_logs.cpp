#include "checkers/server_logs.h"

#include <algorithm>
#include <limits>

#include "checkers/log_records.h"

namespace orrery {

std::optional<ServerLogs::Clash> ServerLogs::take(const Record& record, std::size_t server) {
  Log& log = logs_[server];
  if (record.kind == RecordKind::restarted && record.a == 0) log = {};
  if (record.kind != RecordKind::event) return std::nullopt;
  if (record.name == replicated_log::kEntryAppended.id()) return append(log, record);
  if (record.name == replicated_log::kLogTruncated.id()) {
    if (record.a < log.last.index) log.last = tree_.at(log.last, std::max<std::int64_t>(record.a, 0));
  } else if (record.name == replicated_log::kLogRecalled.id()) {
    recall(log, record);
  } else if (record.name == replicated_log::kEntryRecalled.id()) {
    return recall_entry(log, record);
  } else if (record.name == replicated_log::kSnapshotTaken.id()) {
    log.snapshot = record.a;
    forget();
  } else if (record.name == replicated_log::kSnapshotInstalled.id()) {
    return install(log, record);
  }
  return std::nullopt;
}

std::optional<ServerLogs::Clash> ServerLogs::append(Log& log, const Record& record) {
  const bool is_next = record.a == log.last.index + 1;
  LogEntry predecessor = log.last;
  if (record.a <= log.last.index) predecessor = tree_.at(log.last, std::max<std::int64_t>(record.a - 1, 0));
  if (record.a > log.last.index + 1) predecessor = {record.a - 1, LogEntry::kUnknown};
  const LogTree::Appended appended = tree_.append(predecessor, record.b, record.c);
  log.last = appended.entry;
  if (!is_next) return Clash::not_next;
  switch (appended.match) {
    case LogTree::Match::agrees: return std::nullopt;
    case LogTree::Match::other_content: return Clash::other_content;
    case LogTree::Match::other_predecessor: return Clash::other_predecessor;
  }
  return std::nullopt;
}

void ServerLogs::recall(Log& log, const Record& record) {
  log.snapshot = record.b;
  log.last = record.a <= log.last.index ? tree_.at(log.last, record.a) : LogEntry{record.a, LogEntry::kUnknown};
  forget();
}

std::optional<ServerLogs::Clash> ServerLogs::recall_entry(Log& log, const Record& record) {
  if (log.last.index == record.a && tree_.term(log.last) == record.b) return std::nullopt;
  if (record.a < tree_.first()) return std::nullopt;
  const auto found = tree_.find(record.a, record.b);
  log.last = found.value_or(LogEntry{record.a, LogEntry::kUnknown});
  if (!found) return Clash::never_appended;
  return std::nullopt;
}

std::optional<ServerLogs::Clash> ServerLogs::install(Log& log, const Record& record) {
  log.snapshot = record.a;
  std::optional<Clash> clash;
  const LogEntry own =
      record.a <= log.last.index ? tree_.at(log.last, record.a) : LogEntry{record.a, LogEntry::kUnknown};
  // What follows upon the snapshot's last entry stays in the log, what follows upon another does not (Raft, figure 13).
  if (tree_.term(own) != record.b) {
    const auto found = tree_.find(record.a, record.b);
    log.last = found.value_or(LogEntry{record.a, LogEntry::kUnknown});
    if (!found && record.a >= tree_.first()) clash = Clash::never_appended;
  }
  forget();
  return clash;
}

void ServerLogs::forget() {
  std::int64_t needed = std::numeric_limits<std::int64_t>::max();
  for (const Log& log : logs_)
    if (log.last.index > 0) needed = std::min(needed, log.snapshot);
  if (needed < std::numeric_limits<std::int64_t>::max()) tree_.discard_before(needed);
}

}  // namespace orrery
