#include "services/policies/breaker_hystrix.h"

#include <utility>

#include "core/check.h"

namespace orrery {
namespace {

constexpr std::int64_t kBuckets = 10;

CallWindow fresh_window(const BreakerSettings& settings) {
  ORRERY_CHECK(settings.window_time.has_value(), "a window of time");
  return CallWindow(TimeWindow(kBuckets, *settings.window_time / kBuckets));
}

}  // namespace

HystrixBreaker::HystrixBreaker(const BreakerSettings& settings, Instant made)
    : settings_(settings), window_(fresh_window(settings)), snapshot_(made) {
  ORRERY_CHECK(settings.snapshot_every > Duration(), "snapshots that are some time apart");
}

bool HystrixBreaker::try_acquire(Instant now) {
  on_timer(now);
  if (state_ == BreakerState::open && now > opened_ + settings_.wait_open) {
    become(BreakerState::half_open, BreakerReason::wait_over, now);
    return true;
  }
  const bool admits =
      state_ == BreakerState::closed || state_ == BreakerState::disabled || state_ == BreakerState::metrics_only;
  if (!admits) ++refused_;
  return admits;
}

void HystrixBreaker::on_success(Instant now, Duration /*took*/) {
  on_timer(now);
  if (records()) window_.record(now, {false, false});
  if (state_ == BreakerState::half_open) become(BreakerState::closed, BreakerReason::probes_held, now);
}

void HystrixBreaker::on_error(Instant now, Duration /*took*/) {
  on_timer(now);
  if (records()) window_.record(now, {true, false});
  if (state_ == BreakerState::half_open) become(BreakerState::open, BreakerReason::probe_failed, now);
}

void HystrixBreaker::release(Instant now) {
  on_timer(now);
  if (state_ == BreakerState::half_open) become(BreakerState::open, BreakerReason::probe_failed, now);
}

void HystrixBreaker::on_timer(Instant now) {
  while (state_ == BreakerState::closed && next_snapshot() <= now) {
    const CallCounts health = window_.counts(next_snapshot());
    if (!has_volume(health)) {
      // Nothing was recorded since, so that the snapshots up to now hold no more calls than this one.
      snapshot_ += settings_.snapshot_every * ((now - snapshot_) / settings_.snapshot_every);
    } else {
      snapshot_ = next_snapshot();
      if (reaches(health.failed, health.calls, settings_.failure_rate))
        become(BreakerState::open, BreakerReason::failure_rate, now);
    }
  }
}

std::optional<Instant> HystrixBreaker::next_transition() const {
  if (state_ != BreakerState::closed || !has_volume(window_.counts(next_snapshot()))) return std::nullopt;
  return next_snapshot();
}

void HystrixBreaker::become(BreakerState to, BreakerReason reason, Instant now) {
  const BreakerChange change{now, state_, to, reason, counts(now)};
  state_ = to;
  const bool keeps_window = to == BreakerState::open || to == BreakerState::half_open;
  if (!keeps_window) {
    window_ = fresh_window(settings_);
    refused_ = 0;
  }
  if (to == BreakerState::open) opened_ = now;
  if (to == BreakerState::closed) snapshot_ = now;
  if (change.from != to && observer_) observer_(change);
}

}  // namespace orrery
