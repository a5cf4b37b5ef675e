#include "services/breaker_board.h"

#include <algorithm>

#include "core/check.h"
#include "services/call_observed.h"

namespace orrery {

using namespace calls;

namespace {

// By how much a state keeps calls from the callee, in the order of BreakerState.
constexpr int kHarm[] = {0, 4, 3, 5, 2, 1};

Name event_of_order(BreakerState to) {
  switch (to) {
    case BreakerState::forced_open: return kBreakerForcedOpen;
    case BreakerState::disabled: return kBreakerDisabled;
    case BreakerState::metrics_only: return kBreakerMetricsOnly;
    default: return kBreakerReset;
  }
}

Name event_of(const BreakerChange& change) {
  if (change.reason == BreakerReason::order) return event_of_order(change.to);
  if (change.to == BreakerState::closed) return kBreakerClosed;
  if (change.to == BreakerState::half_open) return kBreakerProbing;
  if (change.reason == BreakerReason::half_open_wait_over) return kBreakerOverdue;
  return change.from == BreakerState::closed ? kBreakerOpened : kBreakerReopened;
}

}  // namespace

BreakerBoard::Id BreakerBoard::add(Context& ctx, const BreakerSettings& settings, NodeId on) {
  for (Id known = 0; settings.per == BreakerPer::caller && known < breakers_.size(); ++known)
    if (is_in_force(breakers_[known]) && breakers_[known]->settings.per == BreakerPer::caller) {
      breakers_[known]->on = kNoNode;
      return known;
    }
  auto place = std::find(breakers_.begin(), breakers_.end(), nullptr);
  if (place == breakers_.end()) place = breakers_.emplace(place);
  *place = std::make_unique<Kept>(settings, ctx.clock(), on);
  Kept& kept = **place;
  kept.breaker.observe([&kept](const BreakerChange& change) { kept.changes.push_back(change); });
  show(ctx);
  return static_cast<Id>(place - breakers_.begin());
}

BreakerBoard::Kept& BreakerBoard::up_to_now(Context& ctx, Id breaker) {
  Kept& kept = *breakers_[breaker];
  const std::optional<Instant> due = kept.is_retired ? kept.breaker.next_transition() : kept.due;
  if (due && *due <= ctx.clock()) {
    kept.breaker.on_timer(ctx.clock());
    settle(ctx, kept);
  }
  return kept;
}

bool BreakerBoard::try_acquire(Context& ctx, Id breaker) {
  Kept& kept = up_to_now(ctx, breaker);
  const bool admits = kept.breaker.try_acquire(ctx.clock());
  settle(ctx, kept);
  return admits;
}

void BreakerBoard::on_end(Context& ctx, Id breaker, bool is_error, Duration took) {
  Kept& kept = up_to_now(ctx, breaker);
  if (!kept.is_retired)
    ctx.record(kBreakerHeard, kept.on, is_error ? 1 : 0, took.nanoseconds(), ctx.clock().nanoseconds());
  if (is_error) {
    kept.breaker.on_error(ctx.clock(), took);
  } else {
    kept.breaker.on_success(ctx.clock(), took);
  }
  settle(ctx, kept);
}

void BreakerBoard::release(Context& ctx, Id breaker) {
  Kept& kept = up_to_now(ctx, breaker);
  if (!kept.is_retired) ctx.record(kBreakerReleased, kept.on);
  kept.breaker.release(ctx.clock());
  settle(ctx, kept);
}

void BreakerBoard::order(Context& ctx, Id breaker, Name order) {
  Kept& kept = up_to_now(ctx, breaker);
  if (order == kForceBreakerOpen) kept.breaker.force_open(ctx.clock());
  if (order == kDisableBreaker) kept.breaker.disable(ctx.clock());
  if (order == kMeasureOnly) kept.breaker.measure_only(ctx.clock());
  if (order == kResetBreaker) kept.breaker.reset(ctx.clock());
  settle(ctx, kept);
}

bool BreakerBoard::on_timer(Context& ctx, TimerId timer) {
  for (const auto& kept : breakers_) {
    if (kept == nullptr || !kept->due || !(kept->timer == timer)) continue;
    kept->due.reset();
    kept->breaker.on_timer(ctx.clock());
    settle(ctx, *kept);
    return true;
  }
  return false;
}

void BreakerBoard::retire(Context& ctx, Id breaker) {
  Kept& kept = *breakers_[breaker];
  if (kept.due) ctx.cancel_timer(kept.timer);
  kept.due.reset();
  kept.is_retired = true;
  show(ctx);
}

void BreakerBoard::remove(Id breaker) { breakers_[breaker].reset(); }

void BreakerBoard::settle(Context& ctx, Kept& kept) {
  if (kept.is_retired) return kept.changes.clear();
  if (const std::optional<Instant> due = kept.breaker.next_transition(); due != kept.due) {
    if (kept.due) ctx.cancel_timer(kept.timer);
    if (due) kept.timer = ctx.set_timer(kBreakerDue, std::max(Duration(), *due - ctx.clock()));
    kept.due = due;
  }
  if (kept.changes.empty()) {
    if (kept.breaker.state() == BreakerState::half_open) show_probes(ctx);
    return;
  }
  const std::int64_t own = kept.settings.per == BreakerPer::endpoint ? kEndpointsOwn : 0;
  for (const BreakerChange& change : kept.changes) {
    const CallCounts& window = change.counts.window;
    record_reached(ctx, kept, change);
    ctx.record(event_of(change), kept.on, window.calls, window.failed, window.slow + own);
  }
  kept.changes.clear();
  show(ctx);
}

void BreakerBoard::show(Context& ctx) {
  BreakerState shown = BreakerState::closed;
  for (const auto& kept : breakers_)
    if (is_in_force(kept) && kHarm[static_cast<int>(kept->breaker.state())] > kHarm[static_cast<int>(shown)])
      shown = kept->breaker.state();
  ctx.expose(kBreaker, kBreakerStates[static_cast<int>(shown)]);
  show_probes(ctx);
}

void BreakerBoard::show_probes(Context& ctx) {
  std::int64_t permitted = 0;
  CallCounts probes;
  for (const auto& kept : breakers_) {
    if (!is_in_force(kept) || kept->breaker.state() != BreakerState::half_open) continue;
    has_probed_ = true;
    permitted += kept->settings.half_open_calls;
    // The one probe of Hystrix ends half-open when it comes back; its window is the old one still.
    if (kept->settings.like == BreakerLike::hystrix) continue;
    const CallCounts its = kept->breaker.counts(ctx.clock()).window;
    probes.calls += its.calls;
    probes.failed += its.failed;
  }
  if (!has_probed_) return;
  ctx.expose(kProbesPermitted, permitted);
  ctx.expose(kProbesDone, probes.calls);
  ctx.expose(kProbesFailed, probes.failed);
}

void BreakerBoard::record_reached(Context& ctx, const Kept& kept, const BreakerChange& change) {
  const auto record = [&](std::int64_t rate, std::int64_t calls, double threshold) {
    constexpr double kMillion = 1e6;
    ctx.record(kBreakerReached, kept.on, rate, calls, static_cast<std::int64_t>(threshold * kMillion + 0.5));
  };
  const CallCounts& window = change.counts.window;
  const bool is_both = change.reason == BreakerReason::both_rates;
  if (is_both || change.reason == BreakerReason::failure_rate)
    record(kFailureRate, window.failed, kept.settings.failure_rate);
  if (is_both || change.reason == BreakerReason::slow_rate) record(kSlowRate, window.slow, kept.settings.slow_rate);
}

}  // namespace orrery
