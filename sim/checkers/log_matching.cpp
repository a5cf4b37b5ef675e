#include "checkers/log_matching.h"

#include "checkers/log_records.h"

namespace orrery {

LogMatching::LogMatching(std::vector<NodeId> nodes) : nodes_(std::move(nodes)), logs_(nodes_.size()) {}

std::string LogMatching::claim() const {
  return "logs that hold an entry of the same index and term are equal up to it (Raft, figure 3: log matching)";
}

void LogMatching::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (record.kind != RecordKind::event && record.kind != RecordKind::restarted) continue;
    const auto server = nodes_.position(record.node);
    if (!server) continue;
    if (record.kind == RecordKind::event && record.name == replicated_log::kEntryAppended.id()) exercise();
    const LogEntry last = logs_.last(*server);
    if (const auto clash = logs_.take(record, *server)) report(record, *server, last, *clash);
  }
}

void LogMatching::report(const Record& record, std::size_t server, LogEntry last, ServerLogs::Clash clash) {
  const std::string entry = "entry " + std::to_string(record.a) + " of term " + std::to_string(record.b);
  switch (clash) {
    case ServerLogs::Clash::other_content:
      violate(record, nodes_.name(server) + " holds " + entry + " with another content than a log before it");
      return;
    case ServerLogs::Clash::other_predecessor:
      violate(record,
              nodes_.name(server) + " holds " + entry + ", as another log does, after other entries than there");
      return;
    case ServerLogs::Clash::not_next:
      violate(record, nodes_.name(server) + " appends " + entry + " to a log that ends with entry " +
                          std::to_string(last.index));
      return;
    case ServerLogs::Clash::never_appended:
      violate(record, nodes_.name(server) + " goes on from " + entry + ", which no log has held");
      return;
  }
}

}  // namespace orrery
