// Keyframes: now and then the state of the whole system, so that that of any time is found without reading from the
// start.
#pragma once

#include <cstdint>
#include <vector>

#include "core/record.h"
#include "run_file/sqlite.h"
#include "run_file/system_state.h"

namespace orrery::run_file {

class KeyframeRows {
 public:
  explicit KeyframeRows(Database& database);

  // Whether one belongs before this event.
  bool is_due(RecordId event) const { return static_cast<std::uint64_t>(event) - 1 >= next_; }
  // The state after `event`, at its time.
  void write(const SystemState& state, RecordId event, Instant when);
  // Of a message that was delivered or dropped: the keyframes between its sending and that show it under way.
  void note_under_way(const Record& record);

 private:
  Statement keyframe_, node_, field_, timer_, message_;
  std::vector<RecordId> written_;
  std::uint64_t next_ = 0;
};

}  // namespace orrery::run_file
