#include "engine/record_log.h"

namespace orrery {

void RecordLog::add_sink(Sink& sink) {
  sinks_.push_back(&sink);
  describing_ = describing_ || sink.wants_descriptions();
  following_timers_ = following_timers_ || sink.wants_timers();
}

void RecordLog::start(const RunInfo& info) {
  for (Sink* sink : sinks_) sink->on_start(info);
}

void RecordLog::flush() {
  const RecordBatch all{recent_.from(RecordId{flushed_ + 1}, count_ - flushed_), descriptions_, timers_};
  for (const RecordId id : apart_ids_) apart_from_traffic_.push_back(*recent_.find(id));
  const RecordBatch apart{apart_from_traffic_, descriptions_, timers_};
  for (Sink* sink : sinks_) {
    if (sink->reads_traffic())
      sink->on_batch(all);
    else if (!apart.records.empty())
      sink->on_batch(apart);
  }
  flushed_ = count_;
  apart_ids_.clear();
  apart_from_traffic_.clear();
  descriptions_.clear();
  timers_.clear();
}

void RecordLog::finish(Instant end) {
  if (flushed_ < count_) flush();
  for (Sink* sink : sinks_) sink->on_finish(end);
}

}  // namespace orrery
