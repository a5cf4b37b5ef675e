#include "engine/simgrid_model.h"

#include <algorithm>
#include <cmath>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u/Engine.hpp>
#include <utility>

namespace orrery {

SimgridModel::SimgridModel() : Model("Orrery") {}

// The timer bounds the horizon also where nothing else does: without one, SimGrid's clock goes stale while we drain,
// and later profile events are lost. run_until would not do: it may stop 10 us early.
void SimgridModel::begin(Turn& turn, EventSource& source, Instant end) {
  turn_ = &turn;
  source_ = &source;
  end_ = end;
  phase_ = Phase::running;
  end_timer_ = simgrid::kernel::timer::Timer::set(end.seconds(), [this] {
    end_timer_ = nullptr;
    end_passed_ = true;
  });
}

// Seconds from SimGrid's clock to where the source is.
double SimgridModel::reached() const {
  return std::max(0.0, source_->now().seconds() - simgrid::s4u::Engine::get_clock());
}

double SimgridModel::next_occurring_event(double horizon) {
  if (phase_ == Phase::idle || phase_ == Phase::over) return -1;
  // Asked again before the models were brought up to date: only a profile event makes SimGrid do that.
  turn_->before_events(std::exchange(asked_before_, true));

  Instant limit = end_;
  if (horizon >= 0) {
    const double until = simgrid::s4u::Engine::get_clock() + horizon;
    // The seconds are compared first: of a flow that takes for ever they are more than nanoseconds can count.
    if (until < end_.seconds()) limit = std::min(end_, Instant::nanoseconds(std::llround(until * 1e9)));
  }
  if (!stopping_ && !turn_->has_requests()) source_->drain(limit);
  if (stopping_ || (end_passed_ && !turn_->has_requests())) {
    phase_ = Phase::closing;
    return reached();
  }
  if (source_->now() < limit || turn_->has_requests() || horizon < 0) return reached();
  return horizon;
}

void SimgridModel::update_actions_state(double, double) {
  asked_before_ = false;
  if (phase_ == Phase::running) turn_->carry_out();
  if (phase_ != Phase::closing) return;
  phase_ = Phase::over;
  if (end_timer_ != nullptr) end_timer_->remove();
  end_timer_ = nullptr;
  turn_->finish();
}

}  // namespace orrery
