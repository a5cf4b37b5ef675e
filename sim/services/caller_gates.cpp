// What lets the attempts of a call through: breaker, throttle, rate limit, bulkhead.
#include <algorithm>
#include <utility>

#include "services/call_observed.h"
#include "services/caller.h"

namespace orrery {

using namespace calls;

namespace {

// Endpoints that an attempt asks the breakers of, before it is refused.
constexpr int kBreakersAsked = 3;

Name refusal_of(Gate gate) {
  switch (gate) {
    case Gate::breaker: return kBreakerRefused;
    case Gate::adaptive_throttle: return kThrottleRefused;
    case Gate::rate_limit: return kRateLimitRefused;
    case Gate::bulkhead: return kBulkheadRefused;
  }
  return kBreakerRefused;
}

}  // namespace

// From the gate at hand on. A call meets those outside of retry before its first attempt.
void Caller::pass_gates(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  const GateOrder& order = stack_->gates;
  call.stage = Stage::at_gates;
  if (call.attempt == 0) call.attempt = 1;
  while (call.gates_passed < order.count) {
    const Gate gate = order.gates[call.gates_passed];
    switch (pass(ctx, slot, gate)) {
      case Passage::through: ++call.gates_passed; break;
      case Passage::waits: return;
      case Passage::refused: return refuse(ctx, slot, refusal_of(gate));
    }
  }
  begin_attempt(ctx, slot);
}

Caller::Passage Caller::pass(Context& ctx, std::uint32_t slot, Gate gate) {
  const auto unless = [](bool is_refused) { return is_refused ? Passage::refused : Passage::through; };
  switch (gate) {
    case Gate::breaker: return unless(!pass_breaker(ctx, open_[slot]));
    case Gate::adaptive_throttle: return unless(!throttle_->admit(ctx.clock(), ctx.random(kThrottleDraws)));
    case Gate::rate_limit: return pass_rate_limit(ctx, slot);
    case Gate::bulkhead: return pass_bulkhead(ctx, slot);
  }
  return Passage::refused;
}

bool Caller::pass_breaker(Context& ctx, Open& call) {
  call.let_through = ctx.clock();
  if (!has_own_breakers()) return owner_.breakers().try_acquire(ctx, breakers_.front().id);
  const std::size_t tried_before = call.tried_count;
  bool is_through = false;
  for (int asked = 0; asked < kBreakersAsked && !is_through; ++asked) {
    call.host = pick_host(ctx, call);
    if (!call.host) break;
    is_through = try_host(ctx, *call.host);
    if (!is_through) call.tried[call.tried_count++ % kTriedMax] = *call.host;
  }
  call.tried_count = tried_before;
  if (!is_through) call.host.reset();
  return is_through;
}

// A wait that would last to the deadline ends there.
Caller::Passage Caller::pass_rate_limit(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  const Duration left = call.deadline == Instant::max() ? Duration::max() : call.deadline - ctx.clock();
  const std::optional<Duration> wait = rate_limiter_->acquire(ctx.clock(), left);
  if (!wait) return Passage::refused;
  if (*wait == Duration()) return Passage::through;
  begin_wait(ctx, call, Stage::rationed);
  call.timer = set_timer(ctx, kTurn, std::min(*wait, left), {slot, Wakes::call});
  return Passage::waits;
}

Caller::Passage Caller::pass_bulkhead(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  switch (bulkhead_->enter(slot)) {
    case Bulkhead::Entry::admitted: return Passage::through;
    case Bulkhead::Entry::refused: return Passage::refused;
    case Bulkhead::Entry::waits: break;
  }
  begin_wait(ctx, call, Stage::queued);
  const Duration left = call.deadline == Instant::max() ? Duration::max() : call.deadline - ctx.clock();
  const Duration patience = std::min(left, stack_->bulkhead->wait_max.value_or(Duration::max()));
  if (patience != Duration::max()) call.timer = set_timer(ctx, kTurn, patience, {slot, Wakes::call});
  return Passage::waits;
}

void Caller::begin_wait(Context& ctx, Open& call, Stage where) {
  call.stage = where;
  const Origin& origin = call.request.origin;
  if (!std::exchange(call.has_waited, true))
    ctx.record(kQueued, kNoNode, origin.operation, call.attempt, index(origin.client));
}

void Caller::on_wait_over(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  const Failure failure = is_too_late(ctx, call) ? Failure::deadline : Failure::overflow;
  if (call.stage == Stage::queued) {
    bulkhead_->give_up(slot);
    return refuse(ctx, slot, kBulkheadRefused, failure);
  }
  if (call.stage == Stage::pending) {
    limits_->give_up({number_, slot});
    return refuse(ctx, slot, kLimitRefused, failure);
  }
  if (failure == Failure::deadline) return refuse(ctx, slot, kRateLimitRefused, failure);
  ++call.gates_passed;
  pass_gates(ctx, slot);
}

void Caller::refuse(Context& ctx, std::uint32_t slot, Name refusal, Failure failure) {
  Open& call = open_[slot];
  call.answered_by = kNoNode;
  const auto peer = [&] { return has_own_breakers() ? nodes_.front() : owner_.breakers().on(breakers_.front().id); };
  ctx.record(refusal, refusal == kBreakerRefused ? peer() : kNoNode, call.request.origin.operation, call.attempt,
             index(call.request.origin.client));
  const std::size_t outside = stack_->gates.outside_retry;
  if (call.gates_passed > outside) leave_gates(ctx, call, outside, std::nullopt);
  end_retry(call);
  after_failure(ctx, slot, failure);
}

void Caller::leave_gates(Context& ctx, Open& call, std::size_t left, std::optional<AttemptOutcome> outcome) {
  while (call.gates_passed > left) {
    const Gate gate = stack_->gates.gates[--call.gates_passed];
    if (gate == Gate::bulkhead) free_place();
    if (gate == Gate::breaker) tell_breaker(ctx, call, outcome);
  }
}

// An endpoint's own breaker hears of each try (drop_try), and here only of an attempt that was never sent.
void Caller::tell_breaker(Context& ctx, Open& call, std::optional<AttemptOutcome> outcome) {
  if (has_own_breakers()) {
    if (const auto host = std::exchange(call.host, std::nullopt)) end_at_host(ctx, *host, std::nullopt, {});
    return;
  }
  BreakerBoard& board = owner_.breakers();
  if (outcome) {
    board.on_end(ctx, breakers_.front().id, *outcome != AttemptOutcome::ok, ctx.clock() - call.let_through);
  } else {
    board.release(ctx, breakers_.front().id);
  }
}

bool Caller::try_host(Context& ctx, HostId host) {
  BreakerOfCalls& breaker = breakers_[index(host)];
  if (!owner_.breakers().try_acquire(ctx, breaker.id)) return false;
  ++breaker.let_through;
  return true;
}

void Caller::end_at_host(Context& ctx, HostId host, std::optional<AttemptOutcome> outcome, Duration took) {
  BreakerOfCalls& breaker = breakers_[index(host)];
  if (outcome) {
    owner_.breakers().on_end(ctx, breaker.id, *outcome != AttemptOutcome::ok, took);
  } else {
    owner_.breakers().release(ctx, breaker.id);
  }
  if (--breaker.let_through == 0 && !hosts_->is_member(host)) take_off_board(breaker);
}

void Caller::retire_breaker(Context& ctx, BreakerOfCalls& breaker) {
  owner_.breakers().retire(ctx, breaker.id);
  if (breaker.let_through == 0) take_off_board(breaker);
}

void Caller::take_off_board(BreakerOfCalls& breaker) {
  if (std::exchange(breaker.is_on_board, false)) owner_.breakers().remove(breaker.id);
}

void Caller::free_place() {
  if (const auto next = bulkhead_->leave()) ready_.push_back(static_cast<std::uint32_t>(*next));
}

// One after the other, also where one of them ends at once and frees the next: nothing piles up.
void Caller::let_ready_go_on(Context& ctx) {
  if (ready_.empty() || ready_go_on_) return;
  ready_go_on_ = true;
  for (std::size_t i = 0; i < ready_.size(); ++i) {
    const std::uint32_t slot = ready_[i];
    cancel_timer(ctx, open_[slot].timer);
    ++open_[slot].gates_passed;
    if (is_too_late(ctx, open_[slot])) {
      refuse(ctx, slot, kBulkheadRefused, Failure::deadline);
    } else {
      pass_gates(ctx, slot);
    }
  }
  ready_.clear();
  ready_go_on_ = false;
}

}  // namespace orrery
