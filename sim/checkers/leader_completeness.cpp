#include "checkers/leader_completeness.h"

#include "checkers/election_records.h"
#include "checkers/log_records.h"

namespace orrery {

LeaderCompleteness::LeaderCompleteness(std::vector<NodeId> nodes) : nodes_(std::move(nodes)), logs_(nodes_.size()) {}

std::string LeaderCompleteness::claim() const {
  return "what is committed is in the log of every leader of a later term (Raft, figure 3: leader completeness)";
}

void LeaderCompleteness::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (record.kind != RecordKind::event && record.kind != RecordKind::restarted) continue;
    const auto server = nodes_.position(record.node);
    if (!server) continue;
    logs_.take(record, *server);
    if (record.kind != RecordKind::event) continue;
    if (record.name == replicated_log::kEntriesCommitted.id()) commit(record, *server);
    if (record.name == election::kBecameLeader.id()) judge_leader(record, *server);
  }
}

void LeaderCompleteness::commit(const Record& record, std::size_t server) {
  const LogEntry log = logs_.last(server);
  if (record.a > log.index) {
    violate(record, nodes_.name(server) + " takes entry " + std::to_string(record.a) +
                        " for committed, though its log ends with entry " + std::to_string(log.index));
    return;
  }
  const LogEntry entry = logs_.tree().at(log, record.a);
  if (!committed_.empty()) {
    exercise();
    const Committed& before = std::prev(committed_.end())->second;
    const bool agrees = before.last.index <= entry.index ? holds(entry, before.last) : holds(before.last, entry);
    if (!agrees)
      violate(record, nodes_.name(server) + " commits up to entry " + std::to_string(record.a) +
                          " a log without entry " + std::to_string(before.last.index) + " of term " +
                          std::to_string(before.entry_term) + ", which was committed before");
  }
  // A leader that learns late of what a later one has committed too adds nothing.
  const auto after = committed_.upper_bound(record.b);
  if (after != committed_.begin() && std::prev(after)->second.last.index >= entry.index) return;
  const std::int64_t entry_term = logs_.tree().term(entry).value_or(record.b);
  auto place = committed_.insert_or_assign(record.b, Committed{entry, entry_term}).first;
  for (++place; place != committed_.end() && place->second.last.index <= entry.index;) place = committed_.erase(place);
}

void LeaderCompleteness::judge_leader(const Record& record, std::size_t server) {
  const auto not_earlier = committed_.lower_bound(record.a);
  if (not_earlier == committed_.begin()) return;
  exercise();
  const auto& [term, committed] = *std::prev(not_earlier);
  if (holds(logs_.last(server), committed.last)) return;
  violate(record, nodes_.name(server) + " leads term " + std::to_string(record.a) + " without entry " +
                      std::to_string(committed.last.index) + " of term " + std::to_string(committed.entry_term) +
                      ", committed in term " + std::to_string(term));
}

bool LeaderCompleteness::holds(LogEntry log, LogEntry committed) const {
  if (log.index < committed.index) return false;
  const LogEntry held = logs_.tree().at(log, committed.index);
  // What is forgotten is in the snapshots of all that hold a log.
  return !held.is_known() || !committed.is_known() || held == committed;
}

}  // namespace orrery
