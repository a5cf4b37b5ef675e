// Orrery's place in SimGrid's loop: a model that updates last, takes part in every step as the ns-3 binding does, and
// drains the EventSource up to the instant that the engine's own events allow.
//
// One step of the loop: the other models say when their next event is; we hand over what happened, drain up to there,
// and say how far we got; profile events of that instant fire, and we are asked again; the clock moves; the models are
// brought up to date, and last of all we carry out what was asked of SimGrid; the end of activities is told.
#pragma once

#include <simgrid/forward.h>
#include <simgrid/kernel/resource/Model.hpp>

#include "core/time.h"
#include "engine/platform.h"

namespace orrery {

class SimgridModel final : public simgrid::kernel::resource::Model {
 public:
  // What the model calls while it runs.
  class Turn {
   public:
    virtual ~Turn() = default;
    // Hands over what SimGrid did since the last call. `after_profile_event`: a profile may have changed something.
    virtual void before_events(bool after_profile_event) = 0;
    virtual bool has_requests() const = 0;
    // The clock stands at the instant of the event that asked.
    virtual void carry_out() = 0;
    // Nothing runs after this: the last that is carried out.
    virtual void finish() = 0;
  };

  SimgridModel();

  // Takes part in the engine's loop from now on, up to and including `end`. All three outlive the engine's run.
  void begin(Turn& turn, EventSource& source, Instant end);
  // Lets the run end at the instant that the source has reached.
  void stop() { stopping_ = true; }

  // `horizon`: seconds to the next event of SimGrid's, negative where it has none. How far we got, in seconds.
  double next_occurring_event(double horizon) override;
  void update_actions_state(double now, double delta) override;
  // Not idempotent: to compute when the next event is, is to handle the events up to it.
  bool next_occurring_event_is_idempotent() override { return false; }

 private:
  enum class Phase { idle, running, closing, over };

  double reached() const;

  Turn* turn_ = nullptr;
  EventSource* source_ = nullptr;
  Instant end_;
  Phase phase_ = Phase::idle;
  simgrid::kernel::timer::Timer* end_timer_ = nullptr;
  bool end_passed_ = false;  // SimGrid's clock has come to the end
  bool stopping_ = false;
  bool asked_before_ = false;  // in this step of the loop
};

}  // namespace orrery
