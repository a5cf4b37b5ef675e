// What a run looks like at one moment: the state of its system and the messages that are under way.
#pragma once

#include <cstddef>
#include <vector>

#include "run_file/run_file.h"

namespace orrery::run_file {

struct MessageUnderWay {
  RecordId ends;     // its arrival or its loss
  RecordId sent_by;  // the event whose handler sent it
  NodeId from = kNoNode, to = kNoNode;
  NameId name;
  Instant sent, arrives;
  std::int64_t size = 0;  // bytes on the wire
  bool is_lost = false;   // it will not arrive; `arrives` is when it is given up
};

struct Frame {
  RecordId event;  // the last that has happened
  Instant time;    // of that event, or later where a time was asked for
  SystemState state;
  std::vector<MessageUnderWay> messages;  // by their ends
};

// Goes to any moment of a run at a cost that does not grow with the run's length: from the keyframe before it. A step
// forward costs what happens in it. Refers to the file, which must outlive it.
class FrameReader {
 public:
  explicit FrameReader(const RunFile& file);

  // After the event, which is one of the file's or 0. Valid until the next call.
  const Frame& after(RecordId event);
  // After everything that happens up to the instant, that included.
  const Frame& at(Instant time);

 private:
  // What happens between two keyframes.
  struct Stretch {
    RecordId first;       // the keyframe's event: what is in `events` comes behind it
    RecordId last;        // the next keyframe, or how far the file had come
    bool is_open = true;  // the file may go on with it
    std::vector<Event> events;
    std::vector<TimerChange> timers;
    std::vector<MessageUnderWay> messages;
  };

  void load(RecordId event);
  void go_forward(RecordId event);

  const RunFile& file_;
  Stretch stretch_;
  std::size_t next_timer_ = 0;
  Frame frame_;
};

}  // namespace orrery::run_file
