#include "services/request_queue.h"

#include <cmath>

#include "core/check.h"

namespace orrery {

namespace {

QueueDiscipline discipline_of(std::string_view word) {
  if (word == "fifo") return QueueDiscipline::fifo;
  if (word == "lifo") return QueueDiscipline::lifo;
  ORRERY_CHECK(word == "codel", "a discipline of the table");
  return QueueDiscipline::codel;
}

}  // namespace

RequestQueue::RequestQueue(const ParameterValues& values)
    : discipline_(discipline_of(values.word("queue.discipline"))),
      target_(values.duration("queue.target")),
      interval_(values.duration("queue.interval")) {
  if (values.has("queue.limit")) limit_ = values.integer("queue.limit");
}

std::optional<RequestQueue::Next> RequestQueue::take(Instant now) {
  if (waiting_.empty()) {
    above_since_end_.reset();
    is_dropping_ = false;
    return std::nullopt;
  }
  Next next;
  if (discipline_ == QueueDiscipline::lifo) {
    next.waiting = waiting_.back();
    waiting_.pop_back();
    return next;
  }
  next.waiting = waiting_.front();
  waiting_.pop_front();
  next.is_dropped = discipline_ == QueueDiscipline::codel && codel_drops(next.waiting.since, now);
  return next;
}

bool RequestQueue::has_waited_too_long(Instant since, Instant now) {
  if (now - since < target_ || waiting_.empty()) {
    above_since_end_.reset();
    return false;
  }
  if (!above_since_end_) above_since_end_ = now + interval_;
  return now >= *above_since_end_;
}

bool RequestQueue::codel_drops(Instant since, Instant now) {
  const bool too_long = has_waited_too_long(since, now);
  if (is_dropping_) {
    if (!too_long) is_dropping_ = false;
    if (!too_long || now < drop_next_) return false;
    ++drops_;
    drop_next_ = next_drop(drop_next_);
    return true;
  }
  if (!too_long) return false;
  is_dropping_ = true;
  // Dropping that ended a moment ago goes on at the rate that it had reached.
  constexpr std::int64_t kMoment = 16;  // intervals
  const std::int64_t delta = drops_ - last_drops_;
  drops_ = delta > 1 && now - drop_next_ < kMoment * interval_ ? delta : 1;
  last_drops_ = drops_;
  drop_next_ = next_drop(now);
  return true;
}

// sqrt is exact on every processor.
Instant RequestQueue::next_drop(Instant from) const {
  return from + Duration::from_seconds(interval_.seconds() / std::sqrt(static_cast<double>(drops_)));
}

}  // namespace orrery
