// What waits for a worker of a service, and who is next.
//
//   fifo    first come, first served
//   lifo    the last to come is served first: under overload some wait for ever, but those served are fresh
//   codel   first come, first served, but the head is dropped where waiting has been too long for too long: Nichols &
//           Jacobson, "Controlling Queue Delay" (ACM Queue 2012), as RFC 8289 has it. Two deviations: it is time spent
//           in the queue that is meant, not in a buffer of packets, and no last packet is spared for being less than a
//           full frame; the last request of a queue is never dropped.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/parameters.h"
#include "core/time.h"

namespace orrery {

enum class QueueDiscipline : std::uint8_t { fifo, lifo, codel };

class RequestQueue {
 public:
  struct Waiting {
    std::uint32_t request = 0;  // the service's slot
    Instant since;
  };
  struct Next {
    Waiting waiting;
    bool is_dropped = false;  // true: CoDel throws it away; ask again for the one after it
  };

  RequestQueue() = default;
  // `values` has queue.discipline, queue.limit, queue.target, queue.interval.
  explicit RequestQueue(const ParameterValues& values);

  std::size_t size() const { return waiting_.size(); }
  bool is_full() const { return limit_ && static_cast<std::int64_t>(waiting_.size()) >= *limit_; }
  void push(std::uint32_t request, Instant now) { waiting_.push_back({request, now}); }
  // Takes out the one whose turn it is, or who is to be dropped. Nothing where nobody waits.
  std::optional<Next> take(Instant now);

 private:
  // RFC 8289, section 5.
  bool has_waited_too_long(Instant since, Instant now);
  bool codel_drops(Instant since, Instant now);
  Instant next_drop(Instant from) const;

  QueueDiscipline discipline_ = QueueDiscipline::fifo;
  std::optional<std::int64_t> limit_;
  Duration target_, interval_;
  std::deque<Waiting> waiting_;

  std::optional<Instant> above_since_end_;  // one interval after waiting first was above the target
  bool is_dropping_ = false;
  Instant drop_next_;
  std::int64_t drops_ = 0;       // since dropping began
  std::int64_t last_drops_ = 0;  // when it began last
};

}  // namespace orrery
