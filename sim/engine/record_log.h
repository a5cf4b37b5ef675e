// Numbers the Records of a run and hands them to the sinks in batches.
#pragma once

#include <cstdint>
#include <vector>

#include "core/recent_records.h"
#include "core/sink.h"

namespace orrery {

class RecordLog {
 public:
  static constexpr std::size_t kBatch = 1024;  // 64 KiB of Records: what XXH3 hashes at full speed, and fits L2
  static_assert(RecentRecords::kKept % kBatch == 0, "a batch lies in one piece");

  void add_sink(Sink& sink);
  void start(const RunInfo& info);
  // Numbers the Record and writes it where it stays: the path of every event leads through here.
  RecordId add(Instant time, RecordId cause, RecordKind kind, NodeId node, NameId name, NodeId peer, std::int64_t a,
               std::int64_t b, std::int64_t c) {
    const RecordId id{++count_};
    Record& record = recent_.place(id);
    record = {time, id, cause, kind, node, name, peer, a, b, c};
    if (!is_traffic(kind)) apart_ids_.push_back(id);
    if (count_ % kBatch == 0) flush();
    return id;
  }
  const RecentRecords& recent() const { return recent_; }
  // True where a sink asks what messages hold: then describe() is to be called for the Record that comes next.
  bool is_describing() const { return describing_; }
  void describe_next(Description description) {
    descriptions_.push_back({RecordId{count_ + 1}, std::move(description)});
  }
  // True where a sink asks what becomes of timers: then change_timer() is to be called for whatever handlers do to them.
  bool is_following_timers() const { return following_timers_; }
  void change_timer(const TimerChange& change) { timers_.push_back(change); }
  void finish(Instant end);

 private:
  void flush();

  std::vector<Sink*> sinks_;
  RecentRecords recent_;
  // Of the batch at hand, for sinks that read no traffic: which those are, and at its end the Records.
  std::vector<RecordId> apart_ids_;
  std::vector<Record> apart_from_traffic_;
  std::vector<RecordBatch::Described> descriptions_;
  std::vector<TimerChange> timers_;
  std::uint64_t count_ = 0;
  std::uint64_t flushed_ = 0;
  bool describing_ = false;
  bool following_timers_ = false;
};

}  // namespace orrery
