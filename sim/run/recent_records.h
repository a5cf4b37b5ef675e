// The latest Records of a run, so that causes can be looked up.
#pragma once

#include <vector>

#include "core/record.h"

namespace orrery {

class RecentRecords {
 public:
  void add(const Record& record) { ring_[slot(record.id)] = record; }
  // nullptr where the Record is not kept any more, or is none.
  const Record* find(RecordId id) const {
    const Record& record = ring_[slot(id)];
    return id != kNoCause && record.id == id ? &record : nullptr;
  }
  // The message, timer or fault that a Record comes from: its nearest cause that is not a completed sync.
  const Record* origin(const Record& record) const {
    const Record* cause = find(record.cause);
    while (cause != nullptr && cause->kind == RecordKind::synced) cause = find(cause->cause);
    return cause;
  }

 private:
  static constexpr std::size_t kKept = std::size_t{1} << 12;
  static std::size_t slot(RecordId id) { return static_cast<std::uint64_t>(id) % kKept; }
  std::vector<Record> ring_ = std::vector<Record>(kKept);
};

}  // namespace orrery
