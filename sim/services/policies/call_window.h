// How the latest calls ended: what a circuit breaker judges by. Two windows keep it, the latest N calls and the latest
// N buckets of time, both with totals that are at hand at any time.
#pragma once

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "core/time.h"

namespace orrery {

// Slow and failed are independent: a call can be both.
struct CallOutcome {
  bool failed = false;
  bool slow = false;
};

struct CallCounts {
  std::int64_t calls = 0;
  std::int64_t failed = 0;
  std::int64_t slow = 0;
  std::int64_t slow_failed = 0;  // counted in both of the above too

  void add(CallOutcome outcome) { count(outcome, 1); }
  void remove(CallOutcome outcome) { count(outcome, -1); }
  CallCounts& operator+=(const CallCounts& other);
  CallCounts& operator-=(const CallCounts& other);
  friend bool operator==(const CallCounts&, const CallCounts&) = default;

 private:
  void count(CallOutcome outcome, std::int64_t by);
};

// The latest `size` calls, in a ring.
class CountWindow {
 public:
  explicit CountWindow(std::int64_t size);  // at least 1

  void record(CallOutcome outcome);
  const CallCounts& counts() const { return totals_; }

 private:
  std::vector<CallOutcome> ring_;
  std::size_t next_ = 0;  // the place of the oldest once the ring is full
  CallCounts totals_;
};

// The calls of the bucket of now and of the `buckets - 1` before it. Buckets are aligned to instant 0 and expire whole,
// so that the window covers between `buckets - 1` and `buckets` widths of time. Time never goes back between two calls.
class TimeWindow {
 public:
  explicit TimeWindow(std::int64_t buckets, Duration width = Duration::seconds(1));  // both at least 1

  void record(Instant now, CallOutcome outcome);
  // As they are at `now`, not before the latest record. Takes as many steps as buckets have expired since then.
  CallCounts counts(Instant now) const;

 private:
  std::int64_t bucket_of(Instant now) const;
  std::size_t slot_of(std::int64_t bucket) const { return static_cast<std::size_t>(bucket) % ring_.size(); }
  // Of the buckets that are no longer in the window once `bucket` is its latest.
  CallCounts expired_by(std::int64_t bucket) const;

  Duration width_;
  std::vector<CallCounts> ring_;  // by slot_of
  std::int64_t latest_ = 0;       // the bucket of the latest record
  CallCounts totals_;             // of the window that ends with it
};

// Either of the two.
class CallWindow {
 public:
  explicit CallWindow(CountWindow window) : window_(std::move(window)) {}
  explicit CallWindow(TimeWindow window) : window_(std::move(window)) {}

  void record(Instant now, CallOutcome outcome);
  CallCounts counts(Instant now) const;

 private:
  std::variant<CountWindow, TimeWindow> window_;
};

}  // namespace orrery
