#include "services/policies/breaker_resilience4j.h"

#include <algorithm>
#include <utility>

#include "core/check.h"

namespace orrery {
namespace {

// Longer than any run, and far from the end of what an Instant counts.
constexpr Duration kWaitMax = Duration::seconds(std::int64_t{10} * 365 * 24 * 3600);

CallWindow window_of_closed(const BreakerSettings& settings) {
  if (!settings.window_time) return CallWindow(CountWindow(settings.window_calls));
  return CallWindow(TimeWindow(*settings.window_time / Duration::seconds(1)));
}

std::int64_t calls_min_of_closed(const BreakerSettings& settings) {
  return settings.window_time ? settings.calls_min : std::min(settings.calls_min, settings.window_calls);
}

}  // namespace

Resilience4jBreaker::Resilience4jBreaker(const BreakerSettings& settings)
    : settings_(settings), window_(window_of_closed(settings)), calls_min_(calls_min_of_closed(settings)) {
  ORRERY_CHECK(settings.half_open_calls >= 1, "a probe or more in half-open");
  ORRERY_CHECK(settings.wait_open_factor >= 1, "a wait that does not shrink");
}

bool Resilience4jBreaker::try_acquire(Instant now) {
  on_timer(now);
  if (state_ == BreakerState::open && now > open_until_) become(BreakerState::half_open, BreakerReason::wait_over, now);
  switch (state_) {
    case BreakerState::closed:
    case BreakerState::disabled:
    case BreakerState::metrics_only: return true;
    case BreakerState::half_open:
      if (permits_ > 0) {
        --permits_;
        return true;
      }
      break;
    case BreakerState::open:
    case BreakerState::forced_open: break;
  }
  ++refused_;
  return false;
}

void Resilience4jBreaker::release(Instant now) {
  on_timer(now);
  // Also of a call that was let through before half-open: its permit is one more than there were.
  if (state_ == BreakerState::half_open) ++permits_;
}

void Resilience4jBreaker::on_timer(Instant now) {
  if (!due_ || now < *due_) return;
  if (state_ == BreakerState::open)
    become(BreakerState::half_open, BreakerReason::wait_over, now);
  else
    become(BreakerState::open, BreakerReason::half_open_wait_over, now);
}

void Resilience4jBreaker::record(Instant now, bool failed, Duration took) {
  on_timer(now);
  if (state_ == BreakerState::forced_open || state_ == BreakerState::disabled) return;
  window_.record(now, {failed, took > settings_.slow_call});
  judge(now);
}

std::optional<BreakerReason> Resilience4jBreaker::exceeded(const CallCounts& counts) const {
  const bool too_many_failed = reaches(counts.failed, counts.calls, settings_.failure_rate);
  const bool too_many_slow = reaches(counts.slow, counts.calls, settings_.slow_rate);
  if (too_many_failed && too_many_slow) return BreakerReason::both_rates;
  if (too_many_failed) return BreakerReason::failure_rate;
  if (too_many_slow) return BreakerReason::slow_rate;
  return std::nullopt;
}

void Resilience4jBreaker::judge(Instant now) {
  const bool may_change = state_ == BreakerState::closed || state_ == BreakerState::half_open;
  if (!may_change) return;
  const CallCounts counts = window_.counts(now);
  if (counts.calls < calls_min_) return;
  if (const auto reason = exceeded(counts))
    become(BreakerState::open, *reason, now);
  else if (state_ == BreakerState::half_open)
    become(BreakerState::closed, BreakerReason::probes_held, now);
}

Duration Resilience4jBreaker::wait_open() const {
  const Duration cap = std::min(settings_.wait_open_cap.value_or(kWaitMax), kWaitMax);
  const auto cap_ns = static_cast<double>(cap.nanoseconds());
  auto wait_ns = static_cast<double>(settings_.wait_open.nanoseconds());
  // Multiplied one by one, since pow differs between processors; a factor of 1 changes nothing however often.
  const std::int64_t times = settings_.wait_open_factor > 1 ? openings_ - 1 : 0;
  for (std::int64_t i = 0; i < times && wait_ns < cap_ns; ++i) wait_ns *= settings_.wait_open_factor;
  return wait_ns < cap_ns ? Duration::nanoseconds(static_cast<std::int64_t>(wait_ns)) : cap;
}

void Resilience4jBreaker::discard_window(CallWindow fresh, std::int64_t calls_min) {
  window_ = std::move(fresh);
  calls_min_ = calls_min;
  refused_ = 0;
}

void Resilience4jBreaker::become(BreakerState to, BreakerReason reason, Instant now) {
  const BreakerChange change{now, state_, to, reason, counts(now)};
  state_ = to;
  permits_ = 0;
  due_.reset();
  switch (to) {
    case BreakerState::closed:
    case BreakerState::disabled:
    case BreakerState::metrics_only:
      openings_ = 0;
      discard_window(window_of_closed(settings_), calls_min_of_closed(settings_));
      break;
    case BreakerState::open:
      // The window stays: late outcomes are added to what it was opened by.
      ++openings_;
      open_until_ = now + wait_open();
      if (settings_.automatic) due_ = open_until_;
      break;
    case BreakerState::half_open:
      permits_ = settings_.half_open_calls;
      discard_window(CallWindow(CountWindow(settings_.half_open_calls)),
                     std::min(settings_.calls_min, settings_.half_open_calls));
      if (settings_.half_open_wait) due_ = now + *settings_.half_open_wait;
      break;
    case BreakerState::forced_open:
      ++openings_;
      discard_window(window_of_closed(settings_), calls_min_of_closed(settings_));
      break;
  }
  if (change.from != to && observer_) observer_(change);
}

}  // namespace orrery
