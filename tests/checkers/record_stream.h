// Records made by hand, for a checker to read.
#pragma once

#include <string>
#include <vector>

#include "core/checker.h"

namespace orrery::test {

// Each call is one event with a handler of its own, at the instant that was set last.
class RecordStream {
 public:
  RecordStream(Checker& checker, std::size_t nodes) : checker_(checker) {
    for (std::size_t i = 1; i <= nodes; ++i) info_.nodes.push_back({"n" + std::to_string(i), "server", "raft", "host"});
    checker_.on_start(info_);
  }

  RecordStream& at(Duration time) {
    now_ = Instant::at(time);
    return *this;
  }
  RecordStream& happens(RecordKind kind, int node, Name name = Name(), std::int64_t a = 0, int peer = 0) {
    begin_handler();
    emit(kind, node, name, a, peer);
    return *this;
  }
  struct Figures {
    std::int64_t a = 0, b = 0, c = 0;
  };
  // A domain event; `peer` is a node's number, 0 for none.
  RecordStream& event(int node, Name name, Figures figures, int peer = 0) {
    begin_handler();
    return also(node, name, figures, peer);
  }
  // One more domain event of the same handler.
  RecordStream& also(int node, Name name, Figures figures, int peer = 0) {
    emit(RecordKind::event, node, name, figures.a, peer, figures.b, figures.c);
    return *this;
  }
  // Client operations.
  RecordStream& invokes(int node, std::int64_t number, Name operation, std::int64_t key, std::int64_t value = 0) {
    begin_handler();
    emit(RecordKind::invoked, node, operation, number, 0, key, value);
    return *this;
  }
  RecordStream& completes(int node, std::int64_t number, RecordKind outcome, std::int64_t value = 0) {
    begin_handler();
    emit(outcome, node, Name(), number, 0, 0, value);
    return *this;
  }
  RecordStream& starts(int node) { return happens(RecordKind::started, node); }
  RecordStream& fault(RecordKind kind, Name fault, Name verb) {
    return happens(kind, 0, fault, static_cast<std::int64_t>(verb.id()));
  }
  // A handler leaves the node with this role and term; what did not change makes no Record.
  RecordStream& becomes(int node, Name role, std::int64_t term) {
    begin_handler();
    emit(RecordKind::state, node, "role", static_cast<std::int64_t>(role.id()));
    emit(RecordKind::state, node, "term", term);
    return *this;
  }
  RecordStream& ends() {
    checker_.on_finish(now_);
    return *this;
  }

 private:
  static NodeId id(int node) { return node == 0 ? kNoNode : NodeId{static_cast<std::uint32_t>(node - 1)}; }
  void begin_handler() { cause_ = RecordId{++records_}; }
  void emit(RecordKind kind, int node, Name name, std::int64_t a, int peer = 0, std::int64_t b = 0,
            std::int64_t c = 0) {
    const Record record{.time = now_,
                        .id = RecordId{++records_},
                        .cause = cause_,
                        .kind = kind,
                        .node = id(node),
                        .name = name.id(),
                        .peer = id(peer),
                        .a = a,
                        .b = b,
                        .c = c};
    checker_.on_batch({std::span(&record, 1), {}});
  }

  Checker& checker_;
  RunInfo info_;
  Instant now_;
  RecordId cause_ = kNoCause;
  std::uint64_t records_ = 0;
};

// The ids of the first `count` nodes.
inline std::vector<NodeId> first_nodes(std::size_t count) {
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < count; ++i) nodes.push_back(NodeId{static_cast<std::uint32_t>(i)});
  return nodes;
}

}  // namespace orrery::test
