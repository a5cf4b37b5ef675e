#include "checkers/commit_liveness.h"

#include <algorithm>

#include "checkers/election_liveness.h"
#include "checkers/log_records.h"

namespace orrery {

Duration commit_liveness_bound(DurationRange election_timeout) {
  const Duration election = election_liveness_bound(election_timeout);
  return election == Duration::max() ? election : election * 2;
}

CommitLiveness::CommitLiveness(std::vector<NodeId> nodes, Duration bound)
    : nodes_(std::move(nodes)), bound_(bound), health_(nodes_.size()), last_(nodes_.size()) {}

std::string CommitLiveness::claim() const {
  if (bound_ == Duration::max()) return "not judged: election timeouts without spread bound nothing";
  return "a majority that is up, connected and undisturbed commits what is appended within " + to_text(bound_) +
         ": twice the bound of election-liveness";
}

void CommitLiveness::on_batch(const RecordBatch& batch) {
  if (bound_ == Duration::max()) return;
  for (const Record& record : batch.records) {
    if (record.time > deadline_) expire();
    if (health_.take(record, nodes_) == GroupHealth::Effect::disturbs) begin_interval(record);
    if (record.kind != RecordKind::event) continue;
    if (const auto server = nodes_.position(record.node)) take_event(record, *server);
  }
}

void CommitLiveness::on_finish(Instant end) {
  if (end > deadline_) expire();
}

void CommitLiveness::take_event(const Record& record, std::size_t server) {
  if (record.name == replicated_log::kEntryAppended.id()) {
    last_[server] = record.a;
    if (is_waiting_ || record.a <= committed_) return;
    is_waiting_ = true;
    begin_interval(record);
  } else if (record.name == replicated_log::kEntriesCommitted.id()) {
    commit(record, server);
  } else if (record.name == replicated_log::kLogTruncated.id() || record.name == replicated_log::kLogRecalled.id()) {
    last_[server] = record.a;
  } else if (record.name == replicated_log::kSnapshotInstalled.id()) {
    last_[server] = std::max(last_[server], record.a);
    begin_interval(record);
  }
}

void CommitLiveness::commit(const Record& record, std::size_t server) {
  if (record.a <= committed_) return;
  committed_ = record.a;
  exercise();
  is_waiting_ = record.a < last_[server];
  begin_interval(record);
}

void CommitLiveness::begin_interval(const Record& record) {
  deadline_ = Instant::max();
  if (!is_waiting_ || !health_.is_able()) return;
  since_ = record;
  judged_from_ = std::max(record.time, health_.calm_from());
  deadline_ = judged_from_ + bound_;
}

void CommitLiveness::expire() {
  Record at = since_;
  at.time = deadline_;
  exercise();
  violate(at, "nothing is committed beyond entry " + std::to_string(committed_) + " within " + to_text(bound_) +
                  " of " + to_text(judged_from_) + ", though a majority was up and undisturbed");
  deadline_ = Instant::max();
}

}  // namespace orrery
