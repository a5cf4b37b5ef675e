// What stands out in a run: its faults, the sentences of its story, changes of role, violations. The timeline shows
// these, and playback goes from one to the next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/name.h"
#include "core/time.h"
#include "run/phrases.h"

namespace orrery::run_file {
class RunFile;
}

namespace orrery::gui {

enum class MarkKind { fault, faultOver, role, note, violation };

struct Mark {
  RecordId event{};
  Instant time;
  MarkKind kind = MarkKind::note;
  NodeId node = kNoNode;
  Tone tone = Tone::plain;
  std::string text;  // "server-4 becomes leader of term 2 with 3 votes"
};

// One strike of a fault, from when it struck until it was undone.
struct FaultSpan {
  RecordId began{};
  std::optional<RecordId> ended;  // nothing: in force to the end
  Instant from;
  std::optional<Instant> to;
  NameId id, verb;
  std::string text;              // "leader-dies: crash hits server-2, the leader"
  std::vector<NodeId> hit;       // of a fault on nodes
  std::vector<NodeId> fromSide;  // of a fault on links, and of one that cuts nodes off
  std::vector<NodeId> toSide;
  bool bothWays = false;
  bool cuts = false;  // nothing passes from one side to the other
};

class Marks {
 public:
  // The file must outlive this. May throw SqliteError, as readOn() may.
  explicit Marks(const run_file::RunFile& file);

  // Takes in what the file got since. True where that is anything.
  bool readOn();

  const std::vector<Mark>& all() const { return all_; }
  const std::vector<FaultSpan>& faults() const { return faults_; }

  // The moments next to an event: of what happens at one instant, the last mark. nullptr where there is none.
  const Mark* after(RecordId event) const;
  const Mark* before(RecordId event) const;
  // Those in force once the event has happened.
  std::vector<const FaultSpan*> inForce(RecordId event) const;
  // The story's latest sentence once the event has happened, of several at one instant that of a node; nullptr before
  // the first.
  const Mark* latestNote(RecordId event) const;

 private:
  void readFaults(RecordId first);
  void findSides(FaultSpan& span) const;
  void readChanges(Name field, RecordId first);
  void readNotes(RecordId first, RecordId last);
  void readViolations();

  const run_file::RunFile& file_;
  std::vector<Mark> all_;  // by event
  std::vector<FaultSpan> faults_;
  RecordId read_{};  // everything up to this event is in
  bool hasViolations_ = false;
};

}  // namespace orrery::gui
