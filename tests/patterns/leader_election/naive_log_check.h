// The properties of figure 3 of the Raft paper, held against Records by keeping everything and comparing all of it:
// slow and plain, to be a second opinion beside the checkers that runs use.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/sink.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery::test {

class NaiveLogCheck final : public Sink {
 public:
  void on_batch(const RecordBatch& batch) override {
    for (const Record& record : batch.records) take(record);
  }
  const std::vector<std::string>& surprises() const { return surprises_; }
  std::size_t committed() const { return committed_.size(); }

 private:
  using Held = std::pair<std::int64_t, std::int64_t>;                    // term and digest of an entry
  using Effect = std::tuple<std::uint32_t, std::int64_t, std::int64_t>;  // client, number and the state it left
  struct Committed {
    Held held;
    std::int64_t by;  // the term of the first leader to say so
  };
  struct Server {
    std::map<std::int64_t, Held> log;  // by index, as the Records tell it
    std::int64_t applied = 0;
  };

  void take(const Record& record) {
    if (record.kind != RecordKind::event) return;
    Server& server = servers_[record.node];
    if (record.name == raft::kEntryAppended.id()) append(server, record);
    if (record.name == raft::kLogTruncated.id()) server.log.erase(server.log.upper_bound(record.a), server.log.end());
    if (record.name == raft::kLogRecalled.id()) {
      // What had been cut off may be back, and a snapshot may stand for another history: only the last entry is told.
      server.log.clear();
      server.applied = record.b;
    }
    if (record.name == raft::kEntryRecalled.id()) recall(server, record);
    if (record.name == raft::kBecameLeader.id()) judge_leader(server, record);
    if (record.name == raft::kEntriesCommitted.id()) commit(server, record);
    if (record.name == raft::kEntryApplied.id()) apply(server, record);
    if (record.name == raft::kSnapshotInstalled.id()) install(server, record);
  }

  // Log matching: whoever has an entry of this index and term has the same before it.
  void append(Server& server, const Record& record) {
    server.log[record.a] = {record.b, record.c};
    Held before{0, 0};
    if (const auto found = server.log.find(record.a - 1); found != server.log.end()) before = found->second;
    if (record.a > 1 && !server.log.contains(record.a - 1)) return;
    const std::tuple<Held, Held> link{server.log[record.a], before};
    const auto [known, is_new] = links_.try_emplace({record.a, record.b}, link);
    if (!is_new && known->second != link) wrong(record, "an entry that is not what another log holds there");
  }
  // The chain that ends with this entry is known from when it was appended.
  void recall(Server& server, const Record& record) {
    Held at{record.b, record.c};
    for (std::int64_t index = record.a; index >= 1; --index) {
      server.log[index] = at;
      const auto link = links_.find({index, at.first});
      if (link == links_.end()) return;
      at = std::get<1>(link->second);
    }
  }
  // Leader completeness: what was committed is in the log of every leader of a later term. A late vote may elect one of
  // an earlier term meanwhile.
  void judge_leader(const Server& server, const Record& record) {
    for (const auto& [index, committed] : committed_) {
      if (committed.by >= record.a || index <= server.applied) continue;
      const auto own = server.log.find(index);
      if (own == server.log.end() || own->second != committed.held)
        wrong(record, "a leader without entry " + std::to_string(index) + ", which is committed");
    }
  }
  void commit(const Server& server, const Record& record) {
    for (const auto& [index, held] : server.log) {
      if (index > record.a) break;
      const auto [known, is_new] = committed_.try_emplace(index, Committed{held, record.b});
      if (!is_new && known->second.held != held) wrong(record, "an entry committed where another one was");
    }
  }
  // State machine safety: at one index all apply the same, in order, and only what is committed.
  void apply(Server& server, const Record& record) {
    if (record.a != server.applied + 1) wrong(record, "an entry applied out of turn");
    server.applied = record.a;
    if (committed_.empty() || record.a > committed_.rbegin()->first)
      wrong(record, "an entry applied before it is committed");
    const Effect effect{index(record.peer), record.b, record.c};
    if (const auto [known, is_new] = effects_.try_emplace(record.a, effect); !is_new && known->second != effect)
      wrong(record, "an entry applied that is not what another server applied there");
  }
  void install(Server& server, const Record& record) {
    server.applied = record.a;
    if (const auto own = server.log.find(record.a); own == server.log.end() || own->second.first != record.b)
      server.log.clear();
    const auto known = effects_.find(record.a);
    if (known != effects_.end() && std::get<2>(known->second) != record.c)
      wrong(record, "a snapshot that is not the state which others had there");
  }
  void wrong(const Record& record, const std::string& what) {
    surprises_.push_back("n" + std::to_string(index(record.node) + 1) + ", entry " + std::to_string(record.a) + ": " +
                         what);
  }

  std::map<NodeId, Server> servers_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::tuple<Held, Held>> links_;  // by index and term: it, and before
  std::map<std::int64_t, Committed> committed_;
  std::map<std::int64_t, Effect> effects_;
  std::vector<std::string> surprises_;
};

}  // namespace orrery::test
