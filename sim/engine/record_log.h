// Numbers the Records of a run and hands them to the sinks in batches.
#pragma once

#include <cstdint>
#include <vector>

#include "core/sink.h"

namespace orrery {

class RecordLog {
 public:
  static constexpr std::size_t kBatch = 1024;  // 64 KiB of Records: what XXH3 hashes at full speed, and fits L2

  void add_sink(Sink& sink) {
    sinks_.push_back(&sink);
    describing_ = describing_ || sink.wants_descriptions();
  }
  void start(const RunInfo& info) {
    buffer_.reserve(kBatch);
    for (Sink* sink : sinks_) sink->on_start(info);
  }
  // Gives the Record its number.
  RecordId add(Record record) {
    record.id = RecordId{++count_};
    buffer_.push_back(record);
    if (buffer_.size() == kBatch) flush();
    return record.id;
  }
  // True where a sink asks what messages hold: then describe() is to be called for the Record that comes next.
  bool is_describing() const { return describing_; }
  void describe_next(Description description) {
    descriptions_.push_back({RecordId{count_ + 1}, std::move(description)});
  }
  void flush();
  void finish(Instant end) {
    flush();
    for (Sink* sink : sinks_) sink->on_finish(end);
  }

 private:
  std::vector<Sink*> sinks_;
  std::vector<Record> buffer_;
  std::vector<RecordBatch::Described> descriptions_;
  std::uint64_t count_ = 0;
  bool describing_ = false;
};

}  // namespace orrery
