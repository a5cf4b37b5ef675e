#include "engine/fabric.h"

namespace orrery {

void Fabric::drain(Instant limit) {
  interrupted_ = stopped_;
  const std::int64_t last = limit.nanoseconds();
  Event event;
  while (!interrupted_ && queue_.pop_until(last, event)) {
    if (event.time != now_) {
      now_ = event.time;
      at_this_instant_ = 0;
    } else if (++at_this_instant_ == kEndlessInstant) {
      endless_ = true;
      stop();
      return handler_.on_endless_instant();
    }
    if (queue_.seen() >= EventHandler::kForesight) handler_.foresee(queue_);
    handler_.on_event(event);
  }
  if (!interrupted_ && now_ < last) {
    now_ = last;
    at_this_instant_ = 0;
  }
}

}  // namespace orrery
