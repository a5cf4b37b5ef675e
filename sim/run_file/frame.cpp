#include "run_file/frame.h"

#include <algorithm>
#include <limits>

namespace orrery::run_file {

namespace {

RecordId next(RecordId event) { return RecordId{static_cast<std::uint64_t>(event) + 1}; }

bool is_message(const Record& record) {
  return record.kind == RecordKind::delivered || record.kind == RecordKind::dropped;
}

MessageUnderWay message_of(const Record& record) {
  return {record.id,   record.cause, record.peer,
          record.node, record.name,  Instant::nanoseconds(record.a),
          record.time, record.b,     record.kind == RecordKind::dropped};
}

}  // namespace

FrameReader::FrameReader(const RunFile& file) : file_(file), frame_{{}, {}, SystemState(0), {}} { load(RecordId{}); }

const Frame& FrameReader::after(RecordId event) {
  event = std::min(event, file_.last());
  const bool is_known = frame_.event <= event && event <= stretch_.last;
  if (!is_known) load(event);
  go_forward(event);
  return frame_;
}

const Frame& FrameReader::at(Instant time) {
  const auto& events = stretch_.events;
  RecordId event;
  if (!events.empty() && events.front().record.time <= time && time < events.back().record.time) {
    const auto beyond = std::upper_bound(events.begin(), events.end(), time,
                                         [](Instant t, const Event& one) { return t < one.record.time; });
    event = std::prev(beyond)->record.id;
  } else {
    event = file_.last_until(time);
  }
  after(event);
  frame_.time = std::max(frame_.time, std::min(time, std::max(file_.reached(), frame_.time)));
  return frame_;
}

void FrameReader::load(RecordId event) {
  RunFile::Keyframe keyframe = file_.keyframe_before(event);
  if (keyframe.event != stretch_.first || stretch_.is_open) {
    const auto end = file_.keyframe_after(event);
    stretch_.first = keyframe.event;
    stretch_.last = end.value_or(file_.last());
    stretch_.is_open = !end;
    stretch_.events = file_.events(next(keyframe.event),
                                   static_cast<std::size_t>(stretch_.last) - static_cast<std::size_t>(keyframe.event));
    stretch_.timers = file_.timer_changes(keyframe.event, next(stretch_.last));
    stretch_.messages.clear();
    for (const Event& one : stretch_.events)
      if (is_message(one.record)) stretch_.messages.push_back(message_of(one.record));
    if (end)
      for (const Event& one : file_.under_way(*end)) stretch_.messages.push_back(message_of(one.record));
  }
  frame_.event = keyframe.event;
  frame_.time = Instant::start();
  if (const auto at = file_.event(keyframe.event)) frame_.time = at->record.time;
  frame_.state = std::move(keyframe.state);
  // What the keyframe's own handler did to timers is in the keyframe already.
  next_timer_ =
      static_cast<std::size_t>(std::find_if(stretch_.timers.begin(), stretch_.timers.end(),
                                            [&](const TimerChange& change) { return change.event > keyframe.event; }) -
                               stretch_.timers.begin());
}

void FrameReader::go_forward(RecordId event) {
  const auto catch_up_timers = [&] {
    for (; next_timer_ < stretch_.timers.size() && stretch_.timers[next_timer_].event <= frame_.event; ++next_timer_)
      frame_.state.apply(stretch_.timers[next_timer_], frame_.time);
  };
  while (frame_.event < event) {
    const std::size_t at = static_cast<std::size_t>(frame_.event) - static_cast<std::size_t>(stretch_.first);
    const Record& record = stretch_.events.at(at).record;
    frame_.state.apply(record);
    frame_.event = record.id;
    frame_.time = record.time;
    catch_up_timers();
  }
  if (const std::size_t shown = static_cast<std::size_t>(frame_.event) - static_cast<std::size_t>(stretch_.first);
      shown > 0)
    frame_.time = stretch_.events[shown - 1].record.time;
  frame_.messages.clear();
  for (const MessageUnderWay& message : stretch_.messages)
    if (message.sent_by <= frame_.event && frame_.event < message.ends) frame_.messages.push_back(message);
}

}  // namespace orrery::run_file
