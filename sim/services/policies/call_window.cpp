#include "services/policies/call_window.h"

#include <algorithm>

#include "core/check.h"

namespace orrery {

void CallCounts::count(CallOutcome outcome, std::int64_t by) {
  calls += by;
  if (outcome.failed) failed += by;
  if (outcome.slow) slow += by;
  if (outcome.failed && outcome.slow) slow_failed += by;
}

CallCounts& CallCounts::operator+=(const CallCounts& other) {
  calls += other.calls;
  failed += other.failed;
  slow += other.slow;
  slow_failed += other.slow_failed;
  return *this;
}

CallCounts& CallCounts::operator-=(const CallCounts& other) {
  calls -= other.calls;
  failed -= other.failed;
  slow -= other.slow;
  slow_failed -= other.slow_failed;
  return *this;
}

CountWindow::CountWindow(std::int64_t size) {
  ORRERY_CHECK(size >= 1, "a window of one call or more");
  ring_.resize(static_cast<std::size_t>(size));
}

void CountWindow::record(CallOutcome outcome) {
  const bool is_full = totals_.calls == static_cast<std::int64_t>(ring_.size());
  if (is_full) totals_.remove(ring_[next_]);
  ring_[next_] = outcome;
  totals_.add(outcome);
  next_ = (next_ + 1) % ring_.size();
}

TimeWindow::TimeWindow(std::int64_t buckets, Duration width) : width_(width) {
  ORRERY_CHECK(buckets >= 1, "a window of one bucket or more");
  ORRERY_CHECK(width > Duration(), "buckets that last");
  ring_.resize(static_cast<std::size_t>(buckets));
}

std::int64_t TimeWindow::bucket_of(Instant now) const {
  ORRERY_CHECK(now >= Instant::start(), "a clock that does not count below zero");
  return now.since_start() / width_;
}

CallCounts TimeWindow::expired_by(std::int64_t bucket) const {
  const auto size = static_cast<std::int64_t>(ring_.size());
  // The slot of a bucket to come still holds the one that it pushes out.
  const std::int64_t count = std::min(bucket - latest_, size);
  CallCounts expired;
  for (std::int64_t i = 1; i <= count; ++i) expired += ring_[slot_of(latest_ + i)];
  return expired;
}

void TimeWindow::record(Instant now, CallOutcome outcome) {
  const std::int64_t bucket = bucket_of(now);
  ORRERY_CHECK(bucket >= latest_, "time that does not go back");
  totals_ -= expired_by(bucket);
  const std::int64_t first_fresh = std::max(latest_, bucket - static_cast<std::int64_t>(ring_.size())) + 1;
  for (std::int64_t fresh = first_fresh; fresh <= bucket; ++fresh) ring_[slot_of(fresh)] = CallCounts();
  latest_ = bucket;
  ring_[slot_of(bucket)].add(outcome);
  totals_.add(outcome);
}

CallCounts TimeWindow::counts(Instant now) const {
  const std::int64_t bucket = bucket_of(now);
  ORRERY_CHECK(bucket >= latest_, "time that does not go back");
  CallCounts left = totals_;
  left -= expired_by(bucket);
  return left;
}

void CallWindow::record(Instant now, CallOutcome outcome) {
  if (auto* of_calls = std::get_if<CountWindow>(&window_))
    of_calls->record(outcome);
  else
    std::get<TimeWindow>(window_).record(now, outcome);
}

CallCounts CallWindow::counts(Instant now) const {
  if (const auto* of_calls = std::get_if<CountWindow>(&window_)) return of_calls->counts();
  return std::get<TimeWindow>(window_).counts(now);
}

}  // namespace orrery
