#include "services/breaker_board.h"

#include <algorithm>

#include "core/check.h"
#include "services/call_observed.h"

namespace orrery {

using namespace calls;

namespace {

// By how much a state keeps calls from the callee, in the order of BreakerState.
constexpr int kHarm[] = {0, 4, 3, 5, 2, 1};
constexpr Name kStateNames[] = {"closed", "open", "half_open", "forced_open", "disabled", "metrics_only"};

Name event_of(const BreakerChange& change) {
  if (change.to == BreakerState::closed) return kBreakerClosed;
  if (change.to == BreakerState::half_open) return kBreakerProbing;
  if (change.reason == BreakerReason::half_open_wait_over) return kBreakerOverdue;
  return change.from == BreakerState::closed ? kBreakerOpened : kBreakerReopened;
}

}  // namespace

BreakerBoard::Id BreakerBoard::add(Context& ctx, const BreakerSettings& settings, NodeId on) {
  for (Id known = 0; settings.per == BreakerPer::caller && known < breakers_.size(); ++known)
    if (breakers_[known]->per == BreakerPer::caller) {
      breakers_[known]->on = kNoNode;
      return known;
    }
  breakers_.push_back(std::make_unique<Kept>(settings, ctx.clock(), on));
  Kept& kept = *breakers_.back();
  kept.breaker.observe([&kept](const BreakerChange& change) { kept.changes.push_back(change); });
  show(ctx);
  return static_cast<Id>(breakers_.size() - 1);
}

BreakerBoard::Kept& BreakerBoard::up_to_now(Context& ctx, Id breaker) {
  Kept& kept = *breakers_[breaker];
  if (kept.due && *kept.due <= ctx.clock()) {
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
  ctx.record(kBreakerReleased, kept.on);
  kept.breaker.release(ctx.clock());
  settle(ctx, kept);
}

bool BreakerBoard::on_timer(Context& ctx, TimerId timer) {
  for (const auto& kept : breakers_) {
    if (!kept->due || !(kept->timer == timer)) continue;
    kept->due.reset();
    kept->breaker.on_timer(ctx.clock());
    settle(ctx, *kept);
    return true;
  }
  return false;
}

void BreakerBoard::settle(Context& ctx, Kept& kept) {
  if (const std::optional<Instant> due = kept.breaker.next_transition(); due != kept.due) {
    if (kept.due) ctx.cancel_timer(kept.timer);
    if (due) kept.timer = ctx.set_timer(kBreakerDue, std::max(Duration(), *due - ctx.clock()));
    kept.due = due;
  }
  if (kept.changes.empty()) return;
  const std::int64_t own = kept.per == BreakerPer::endpoint ? kEndpointsOwn : 0;
  for (const BreakerChange& change : kept.changes) {
    const CallCounts& window = change.counts.window;
    ctx.record(event_of(change), kept.on, window.calls, window.failed, window.slow + own);
  }
  kept.changes.clear();
  show(ctx);
}

void BreakerBoard::show(Context& ctx) {
  BreakerState shown = BreakerState::closed;
  for (const auto& kept : breakers_)
    if (kHarm[static_cast<int>(kept->breaker.state())] > kHarm[static_cast<int>(shown)]) shown = kept->breaker.state();
  ctx.expose(kBreaker, kStateNames[static_cast<int>(shown)]);
}

}  // namespace orrery
