// What a space-time diagram shows of a stretch of time: messages and marks where they can be told apart, otherwise how
// dense they are.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "models/message_shape.h"
#include "models/timeline_axis.h"
#include "run_file/run_file.h"

namespace orrery::gui {

struct Arrow {
  RecordId ends{};    // the arrival, or the loss
  RecordId sentBy{};  // the event whose handler sent it
  NodeId from = kNoNode, to = kNoNode;
  Instant sent, arrives;
  NameId name{};
  MessageShape shape = MessageShape::request;
  int attempt = 1;
  bool isLost = false;
};

struct EventMark {
  RecordId event{};
  Instant time;
  NodeId node = kNoNode;
  RecordKind kind{};
  NameId name{};
  Instant since;  // of a timer: when it was set; otherwise `time`
};

// The share of a stretch's events that a node had in one of the columns of time, against the densest: 0..1.
struct Density {
  std::size_t columns = 0;
  std::vector<float> share;  // by node, then column
};

struct SpaceTimePicture {
  TimeSpan span;
  std::vector<Arrow> arrows;
  std::vector<EventMark> marks;
  bool isGathered = false;  // too much to tell apart: `density` stands for arrows and marks
  Density density;
};

// What is not drawn, by the names of groups and messages as a scenario's `show.hide` has them; "heartbeat" means every
// keep-alive.
using Hidden = std::set<std::string>;

// Refers to the file, which must outlive it. What a call costs does not grow with the run: dense stretches are judged
// by a sample of their events.
class SpaceTime {
 public:
  explicit SpaceTime(const run_file::RunFile& file) : file_(file) {}
  void setHidden(Hidden hidden);
  const Hidden& hidden() const { return hidden_; }
  bool isShown(NodeId node) const;

  // Valid until the next call.
  const SpaceTimePicture& between(const TimeSpan& span);
  // The file has come further.
  void forget() { isKnown_ = false; }

  static constexpr std::size_t kToldApart = 12'000;  // events; more are gathered

 private:
  void readAll(RecordId first, RecordId last);
  void gather(RecordId first, RecordId last);
  void add(const run_file::Event& event);

  const run_file::RunFile& file_;
  Hidden hidden_;
  SpaceTimePicture picture_;
  bool isKnown_ = false;
};

}  // namespace orrery::gui
