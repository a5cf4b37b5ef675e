// Recorded arrivals: when each came and, where it is known, how large it was and what it asked for.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/message.h"
#include "core/time.h"
#include "core/value_text.h"

namespace orrery {

struct Trace {
  struct Arrival {
    Duration at;            // from the start of the recording, never before the one that stands above it
    Bytes size = 0;         // 0: not recorded
    std::string operation;  // empty: not recorded
  };
  std::vector<Arrival> arrivals;
};

// A CSV file. Its first line names the columns, in any order: `time`, and `size` and `operation` where they were
// recorded. A time is a duration such as 150ms or a number of seconds, a size 2KiB or a number of bytes, an operation a
// name; an empty size or operation was not recorded. Blank lines count for nothing. Errors say file and line.
Read<std::shared_ptr<const Trace>> read_trace(std::string_view file, std::string_view directory);

}  // namespace orrery
