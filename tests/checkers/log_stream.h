// The Records of a replicated log, made by hand in the words of the paper.
#pragma once

#include "checkers/election_records.h"
#include "checkers/log_records.h"
#include "checkers/record_stream.h"

namespace orrery::test {

// Servers are n1, n2 ...; a client is a node with a number beyond theirs.
class LogStream : public RecordStream {
 public:
  using RecordStream::RecordStream;

  // What an entry holds is told by `content`.
  LogStream& appends(int node, std::int64_t index, std::int64_t term, std::int64_t content = 0) {
    return says(node, replicated_log::kEntryAppended, {index, term, content});
  }
  LogStream& truncates(int node, std::int64_t last) { return says(node, replicated_log::kLogTruncated, {last}); }
  LogStream& commits(int node, std::int64_t index, std::int64_t term) {
    return says(node, replicated_log::kEntriesCommitted, {index, term});
  }
  LogStream& leads(int node, std::int64_t term) { return says(node, election::kBecameLeader, {term}); }
  LogStream& applies(int node, std::int64_t index, std::int64_t state, int client = 0, std::int64_t number = 0) {
    return says(node, replicated_log::kEntryApplied, {index, number, state}, client);
  }
  // The handler that applied the entry skips it.
  LogStream& skips(int node, std::int64_t index, int client, std::int64_t number) {
    also(node, replicated_log::kDuplicateSkipped, {index, number}, client);
    return *this;
  }
  // A crash, and a restart with a log that ends with entry `last` of `term`; `snapshot` is covered by `state`.
  LogStream& comes_back(int node, std::int64_t last, std::int64_t term, std::int64_t snapshot = 0,
                        std::int64_t state = 0) {
    happens(RecordKind::crashed, node).happens(RecordKind::restarted, node, Name(), 1);
    says(node, replicated_log::kLogRecalled, {last, snapshot, state});
    if (last > snapshot) also(node, replicated_log::kEntryRecalled, {last, term});
    return *this;
  }
  LogStream& comes_back_without_disk(int node) {
    happens(RecordKind::crashed, node).happens(RecordKind::restarted, node, Name(), 0);
    return says(node, replicated_log::kLogRecalled, {});
  }
  LogStream& takes_snapshot(int node, std::int64_t index, std::int64_t term, std::int64_t state = 0) {
    return says(node, replicated_log::kSnapshotTaken, {index, term, state});
  }
  LogStream& installs_snapshot(int node, std::int64_t index, std::int64_t term, std::int64_t state = 0) {
    return says(node, replicated_log::kSnapshotInstalled, {index, term, state});
  }

 private:
  LogStream& says(int node, Name name, Figures figures, int peer = 0) {
    event(node, name, figures, peer);
    return *this;
  }
};

}  // namespace orrery::test
