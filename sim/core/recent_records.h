// The latest Records of a run, so that a sink can look causes up without keeping Records of its own.
#pragma once

#include <span>
#include <vector>

#include "core/record.h"

namespace orrery {

class RecentRecords {
 public:
  static constexpr std::size_t kKept = std::size_t{1} << 12;

  // Where the Record of that id is to be written. They come in the order of their ids, which count from 1.
  Record& place(RecordId id) { return ring_[slot(id)]; }
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
  // The `count` Records from `first` on, all of them kept and on one side of the ring's seam.
  std::span<const Record> from(RecordId first, std::size_t count) const {
    return std::span(ring_).subspan(slot(first), count);
  }

 private:
  static std::size_t slot(RecordId id) { return (static_cast<std::uint64_t>(id) - 1) % kKept; }
  std::vector<Record> ring_ = std::vector<Record>(kKept);
};

}  // namespace orrery
