// A run made by hand: Records for sinks to read, without a World.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/sink.h"

namespace orrery::test {

class HandMadeRun {
 public:
  // `count` nodes server-1, server-2 ... of group server.
  explicit HandMadeRun(std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i) {
      const std::string name = "server-" + std::to_string(i);
      info.nodes.push_back({name, "server", "raft", name});
    }
    info.seed = 1;
    info.names = names_.get();
    info.recent = recent_.get();
    info.end = Instant::at(Duration::seconds(10));
  }

  // Further nodes of another group.
  void add_group(const std::string& group, const std::string& kind, std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i)
      info.nodes.push_back({group + "-" + std::to_string(i), group, kind, group});
  }

  // What follows happens at this time.
  HandMadeRun& at(Duration since_start) {
    now_ = Instant::at(since_start);
    return *this;
  }
  // What follows is caused by the Record added last.
  HandMadeRun& because() {
    cause_ = records.empty() ? kNoCause : records.back().id;
    return *this;
  }

  Record& add(RecordKind kind, std::uint32_t node, Name name = {}, std::int64_t a = 0, std::int64_t b = 0,
              std::int64_t c = 0, NodeId peer = kNoNode) {
    if (kind == RecordKind::crashed)
      shown_.erase(shown_.lower_bound({node, kNoName}), shown_.lower_bound({node + 1, kNoName}));
    Record record{};
    record.time = now_;
    record.id = RecordId{records.size() + 1};
    record.cause = cause_;
    record.kind = kind;
    record.node = NodeId{node};
    record.name = names_->intern(name);
    record.peer = peer;
    record.a = a;
    record.b = b;
    record.c = c;
    return records.emplace_back(record);
  }
  Record& role(std::uint32_t node, Name role) { return show(node, "role", role_value(role), ValueType::name); }
  Record& show(std::uint32_t node, Name field, std::int64_t value, ValueType type = ValueType::integer) {
    const std::int64_t old = std::exchange(shown_[{node, field.id()}], value);
    return add(RecordKind::state, node, field, value, old, static_cast<std::int64_t>(type));
  }
  Record& event(std::uint32_t node, Name name, std::int64_t a = 0, std::int64_t b = 0, NodeId peer = kNoNode) {
    return add(RecordKind::event, node, name, a, b, 0, peer);
  }
  // A message sent `delay` ago.
  Record& delivered(std::uint32_t node, std::uint32_t from, Name message, Duration delay, std::int64_t bytes = 128) {
    return add(RecordKind::delivered, node, message, (now_ - delay).nanoseconds(), bytes, 0, NodeId{from});
  }

  // A fault on nodes or, where `from` is not empty, on a link; each side a node or a group.
  Record& fault(RecordKind kind, Name id, Name verb, std::vector<std::string> hit, std::vector<std::string> from = {},
                std::vector<std::string> to = {}) {
    Record& record = add(kind, 0xffffffffu, id, static_cast<std::int64_t>(names_->intern(verb)));
    Description whom;
    for (const std::string& node : hit) whom.add("hit", node);
    for (const std::string& side : from) whom.add("from", side);
    for (const std::string& side : to) whom.add("to", side);
    descriptions_.push_back({record.id, std::move(whom)});
    return record;
  }

  NameTable& names() { return *names_; }

  // The whole run, in batches of `batch_size` Records.
  void play(Sink& sink, std::size_t batch_size = 1000) const {
    for (const Record& record : records) recent_->place(record.id) = record;
    sink.on_start(info);
    const std::span<const Record> all(records);
    for (std::size_t first = 0; first < all.size(); first += batch_size)
      sink.on_batch({all.subspan(first, std::min(batch_size, all.size() - first)), descriptions_});
    sink.on_finish(info.end);
  }

  RunInfo info;
  std::vector<Record> records;

 private:
  std::int64_t role_value(Name role) { return static_cast<std::int64_t>(names_->intern(role)); }

  std::unique_ptr<NameTable> names_ = std::make_unique<NameTable>();
  std::vector<RecordBatch::Described> descriptions_;  // of faults
  std::unique_ptr<RecentRecords> recent_ = std::make_unique<RecentRecords>();
  std::map<std::pair<std::uint32_t, NameId>, std::int64_t> shown_;  // what each node has shown of itself
  Instant now_;
  RecordId cause_ = kNoCause;
};

}  // namespace orrery::test
