// How the circuit breakers of a run went: the states of each, and what they heard and kept back over time.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "run/reached_rates.h"
#include "run_file/run_file.h"

namespace orrery::gui {

enum class BreakerState { closed, open, halfOpen };

struct BreakerPiece {
  Instant from;
  Instant to;  // Instant::max(): still so
  BreakerState state = BreakerState::closed;
  RecordId event = {};  // which began it; 0: it began closed
  // In its window at that change; none while it probes: those would be of before it opened.
  std::int64_t calls = 0, failed = 0, slow = 0;
  std::string why = {};  // "the failure rate, 62%, reached the threshold, 50%"; empty: no rate did
};

struct BreakerLane {
  NodeId node = kNoNode;  // whose breaker
  std::string on;         // "database", an endpoint's name, or empty: on several groups
  std::vector<BreakerPiece> pieces;
};

struct CallCounts {
  std::uint32_t heard = 0, failed = 0, refused = 0;
};

// Refers to the file, which must outlive it. Read in pieces, so that a long run freezes nothing.
class BreakerHistory {
 public:
  explicit BreakerHistory(const run_file::RunFile& file);

  // Reads on; false where all that the file holds is read.
  bool readOn(std::size_t events);

  const std::vector<BreakerLane>& lanes() const { return lanes_; }
  // Of all breakers of a node, by equal parts of the run.
  const std::vector<CallCounts>& counts(NodeId node) const { return counts_.at(index(node)); }
  Duration bucket() const { return bucket_; }

  static constexpr std::size_t kBuckets = 2000;

 private:
  void readChanges();
  void change(const run_file::Event& event);
  BreakerLane& laneOf(const Record& record);

  const run_file::RunFile& file_;
  Duration bucket_;
  RecordId changesRead_{};
  ReachedRates reachedRates_;
  std::array<RecordId, 2> countsRead_{};  // of what was heard, of what was refused
  std::vector<BreakerLane> lanes_;
  std::vector<std::vector<CallCounts>> counts_;  // by node
};

// "closed", "open", "half-open"
std::string_view textOf(BreakerState state);

}  // namespace orrery::gui
