// Two runs held against one another: up to where they are the same, what followed in each, and what it came to.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "run_file/run_file.h"

namespace orrery::gui {

struct RunsCompared {
  // One of the two runs from where they part.
  struct Side {
    std::string parts;                  // the event at which it goes its own way, in a sentence; empty: it has ended
    std::vector<run_file::Note> story;  // from there on
  };
  struct Metric {
    std::string name;  // "p99 latency of client"
    std::string a, b;  // figures with their units; "-": none
  };

  bool areSame = false;      // then the rest is empty
  std::uint64_t common = 0;  // events that both have
  Instant partsAt;
  Side a, b;
  bool areFinished = false;     // both have come to their end: their metrics are known
  std::vector<Metric> metrics;  // those that differ
};

// Reads both files up to where they part. The error is one line. `goesOn` is asked now and then; false ends it, and
// what is found then means nothing.
tl::expected<RunsCompared, std::string> compareRuns(const std::string& a, const std::string& b,
                                                    const std::function<bool()>& goesOn);

}  // namespace orrery::gui
