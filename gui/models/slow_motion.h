// When the window slows down by itself, so that what a scenario is about can be followed with the eye.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/time.h"

namespace orrery::run_file {
class RunFile;
}

namespace orrery::gui {

// Simulated nanoseconds that pass in a millisecond of wall time: a million is as fast as life.
using Rate = std::int64_t;

class SlowMotion {
 public:
  struct Moment {
    RecordId event;
    Instant time;
    std::string told = {};  // what happens, in few words: "became leader, server-3"
  };

  // What happens at the names of a scenario's `slow_motion`: "fault", or domain events.
  static SlowMotion of(const run_file::RunFile& file, const std::vector<std::string>& names);
  // Moments in order; a message typically takes `messageDelay`.
  SlowMotion(std::vector<Moment> moments, Duration messageDelay);
  SlowMotion() = default;

  // The fastest rate at which this instant is to be shown.
  Rate limit(Instant time) const;
  // For what it is that slow at this instant: of those that limit it so the nearest, rather one to come; nullptr where
  // nothing is slowed down.
  const Moment* reason(Instant time) const;
  // The next instant at which the limit changes; the greatest one where it does no more.
  Instant nextChange(Instant time) const;
  // The first of the moments behind an event; nullptr where there is none.
  const Moment* after(RecordId event) const;

 private:
  // Those whose approach, or what follows it, this instant belongs to.
  std::span<const Moment> around(Instant time) const;
  Rate limitOf(const Moment& moment, Instant time) const;

  std::vector<Moment> moments_;
  // Around a moment single messages are followed; on the way to it, timers.
  Duration near_, approach_;
  Rate nearRate_ = 0, approachRate_ = 0;
};

}  // namespace orrery::gui
