// Rounds of messages by which a leader proves that it still leads (dissertation, section 6.4). Messages carry the
// number of the latest round; whoever answers one had not left this leader when the round began.
#pragma once

#include <cstdint>

#include "core/check.h"
#include "core/ring.h"
#include "core/time.h"

namespace orrery::raft {

class Rounds {
 public:
  using Number = std::int64_t;  // from 1; 0: none

  Number latest() const { return confirmed_ + static_cast<Number>(began_.size()); }
  void begin(Instant now) { began_.push_back(now); }
  // A majority has answered this round, and so those before it.
  void confirm(Number round) {
    ORRERY_CHECK(round <= latest(), "only rounds that have begun to be confirmed");
    for (; confirmed_ < round; ++confirmed_) {
      confirmed_began_ = began_.front();
      began_.pop_front();
    }
  }
  Number confirmed() const { return confirmed_; }
  // When the latest confirmed round began, by the leader's own clock.
  Instant confirmed_began() const { return confirmed_began_; }

 private:
  Number confirmed_ = 0;
  Instant confirmed_began_;
  Ring<Instant> began_;  // the rounds after that
};

}  // namespace orrery::raft
