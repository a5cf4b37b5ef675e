#include "services/caller.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "services/call_observed.h"
#include "services/timer_key.h"

namespace orrery {

using namespace calls;

namespace {

AttemptOutcome outcome_of(AnswerStatus status) {
  switch (status) {
    case AnswerStatus::ok: return AttemptOutcome::ok;
    case AnswerStatus::failed: return AttemptOutcome::failed;
    case AnswerStatus::rejected: return AttemptOutcome::rejected;
    case AnswerStatus::expired: return AttemptOutcome::expired;
  }
  check_failed("a status of answers", __FILE__, __LINE__);
}

}  // namespace

Failure failure_of(AttemptOutcome outcome) {
  switch (outcome) {
    case AttemptOutcome::rejected: return Failure::refused;
    case AttemptOutcome::expired:
    case AttemptOutcome::timed_out: return Failure::timeout;
    case AttemptOutcome::reset: return Failure::reset;
    default: return Failure::error;
  }
}

Caller::Caller(std::uint32_t number, const Call& call, CallOwner& owner)
    : number_(number), target_(call.target), owner_(owner), stack_(std::make_shared<const CallStack>(call.policies)) {}

// The numbers of tries begin at the node's clock, in nanoseconds: as long as it sends fewer tries than nanoseconds
// pass, an answer to one from before a crash is told from all others.
void Caller::start(Context& ctx) {
  make_hosts(ctx);
  if (stack_->cache) cache_ = std::make_unique<AnswerCache<bool>>(stack_->cache->ttl, stack_->cache->entries_max);
  const bool remembers = stack_->fallback && stack_->fallback->answer == FallbackSettings::Answer::cached;
  if (remembers) fallback_ = std::make_unique<AnswerCache<bool>>(Duration::max(), stack_->fallback->entries_max);
  if (stack_->retry_budget) budget_.emplace(*stack_->retry_budget);
  if (stack_->adaptive_throttle) throttle_.emplace(*stack_->adaptive_throttle);
  if (stack_->rate_limit) rate_limiter_.emplace(*stack_->rate_limit);
  if (stack_->bulkhead) bulkhead_.emplace(*stack_->bulkhead);
  if (stack_->hedge) hedge_allowance_.emplace(*stack_->hedge);
  first_number_ = last_number_ = ctx.clock().nanoseconds();
}

void Caller::call(Context& ctx, const CallRequest& request, std::uint64_t ticket) {
  if (cache_ && answer_from_cache(ctx, request, ticket)) return;
  const std::uint32_t slot = open_.acquire();
  slots_ = std::max(slots_, slot + 1);
  ++in_flight_;
  Open& call = open_[slot];
  // The room for its tries is kept from one call to the next.
  std::vector<Try> tries = std::move(call.tries);
  tries.clear();
  call = Open();
  call.tries = std::move(tries);
  call.request = request;
  call.ticket = ticket;
  const Duration left = std::min(request.left, stack_->deadline.value_or(Duration::max()));
  if (left != Duration::max()) call.deadline = ctx.clock() + left;
  if (left <= Duration()) {
    give_up(ctx, slot);
  } else {
    pass_gates(ctx, slot);
  }
  let_ready_go_on(ctx);
}

void Caller::retire(Context& ctx) {
  is_retired_ = true;
  if (outliers_) ctx.cancel_timer(outlier_timer_);
  for (const BreakerOfCalls& breaker : breakers_)
    if (breaker.is_on_board) owner_.breakers().retire(ctx, breaker.id);
}

void Caller::leave() {
  ORRERY_CHECK(is_retired_ && in_flight_ == 0, "a caller that is done with");
  for (BreakerOfCalls& breaker : breakers_) take_off_board(breaker);
  breakers_.clear();
}

bool Caller::answer_from_cache(Context& ctx, const CallRequest& request, std::uint64_t ticket) {
  const auto kept = cache_->find(static_cast<std::uint64_t>(request.key), ctx.clock());
  if (!kept || !kept->is_fresh) return false;
  ctx.record(kCacheHit, kNoNode, request.origin.operation, kept->age.nanoseconds(), index(request.origin.client));
  owner_.on_call_end(ctx, ticket, {true, kept->value, false, 0});
  return true;
}

void Caller::begin_attempt(Context& ctx, std::uint32_t slot) {
  if (limits_ == nullptr) return send_attempt(ctx, slot);
  switch (limits_->enter({number_, slot})) {
    case UpstreamLimits::Entry::admitted: return send_attempt(ctx, slot);
    case UpstreamLimits::Entry::waits: return await_place(ctx, slot);
    case UpstreamLimits::Entry::refused: return refuse(ctx, slot, kLimitRefused);
  }
}

void Caller::await_place(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  begin_wait(ctx, call, Stage::pending);
  if (call.deadline != Instant::max())
    call.timer = set_timer(ctx, kTurn, call.deadline - ctx.clock(), {slot, Wakes::call});
}

void Caller::let_in(Context& ctx, std::uint32_t slot) {
  cancel_timer(ctx, open_[slot].timer);
  if (is_too_late(ctx, open_[slot])) {
    limits_->leave();
    refuse(ctx, slot, kLimitRefused, Failure::deadline);
  } else {
    send_attempt(ctx, slot);
  }
  let_ready_go_on(ctx);
}

void Caller::send_attempt(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  const std::optional<HostId> host = take_host(ctx, call);
  if (!host) {
    if (limits_ != nullptr) limits_->leave();
    if (hosts_->eligible().empty()) return refuse(ctx, slot, kNoHost, Failure::no_host);
    return refuse(ctx, slot, kBreakerRefused);
  }
  call.stage = Stage::attempting;
  call.was_sent = true;
  call.tries_made = 0;
  call.answered_by = kNoNode;
  if (stack_->hedge) {
    hedge_allowance_->on_attempt();
    call.hedged.emplace(*stack_->hedge);
  }
  await_answer(ctx, slot);
  send_try(ctx, slot, *host, has_own_breakers() ? call.let_through : ctx.clock());
}

void Caller::await_answer(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  call.attempt_until = std::min(call.deadline, ctx.clock() + stack_->timeout);
  call.timer = set_timer(ctx, kTimeout, call.attempt_until - ctx.clock(), {slot, Wakes::call});
}

void Caller::on_answer(Context& ctx, const ServiceAnswer& answer) {
  if (answer.to.number <= first_number_) return;
  const std::uint32_t slot = answer.to.slot;
  ORRERY_CHECK(slot < slots_, "an answer to a call that was made");
  Open& call = open_[slot];
  std::size_t n = 0;
  while (n < call.tries.size() && call.tries[n].number != answer.to.number) ++n;
  if (n == call.tries.size()) return;
  call.answered_by = nodes_[index(call.tries[n].host)];
  if (answer.status != AnswerStatus::ok) {
    const AttemptOutcome outcome = outcome_of(answer.status);
    const bool is_overloaded = limits_ != nullptr && answer.is_overloaded;
    fail_try(ctx, slot, n, outcome, is_overloaded ? Failure::overloaded : failure_of(outcome), answer.has_effect);
  } else {
    drop_try(ctx, call, n, AttemptOutcome::ok);
    end_attempt(ctx, slot, AttemptOutcome::ok);
    const auto key = static_cast<std::uint64_t>(call.request.key);
    if (cache_ && answer.is_full) cache_->put(key, true, ctx.clock());
    if (fallback_ && answer.is_full) fallback_->put(key, true, ctx.clock());
    end(ctx, slot, {true, answer.is_full, false, call.attempt, {}, call.answered_by});
  }
  let_ready_go_on(ctx);
}

bool Caller::on_timer(Context& ctx, TimerId timer) {
  const auto meaning = timers_.take(table_key(timer));
  if (!meaning) {
    if (outliers_ && timer == outlier_timer_) {
      on_outlier_interval(ctx);
      return true;
    }
    return !breakers_.empty() && owner_.breakers().on_timer(ctx, timer);
  }
  const std::uint32_t slot = meaning->slot;
  if (meaning->wakes == Wakes::hedge) {
    hedge(ctx, slot);
  } else {
    on_attempt_timer(ctx, slot);
  }
  let_ready_go_on(ctx);
  return true;
}

void Caller::on_attempt_timer(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  if (call.stage == Stage::pausing) return on_pause_over(ctx, slot);
  if (call.stage != Stage::attempting) return on_wait_over(ctx, slot);
  call.may_have_effect = true;
  call.answered_by = kNoNode;
  const bool joins = stack_->hedge && !stack_->hedge->delay && call.deadline > ctx.clock();
  if (joins) {
    await_answer(ctx, slot);
    if (hedge(ctx, slot)) return;
  }
  fail_attempt(ctx, slot, AttemptOutcome::timed_out, is_too_late(ctx, call) ? Failure::deadline : Failure::timeout);
}

void Caller::on_pause_over(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  if (is_too_late(ctx, call)) {
    call.answered_by = kNoNode;
    return after_failure(ctx, slot, Failure::deadline);
  }
  ++call.attempt;
  call.has_waited = false;
  pass_gates(ctx, slot);
}

// What was on its way when the stream broke may have arrived. What is tried again meanwhile goes over a new stream.
void Caller::on_reset(Context& ctx, NodeId peer) {
  const std::int64_t sent_before = last_number_;
  for (std::uint32_t slot = 0; slot < slots_; ++slot)
    for (std::size_t n = open_[slot].tries.size(); n-- > 0;) {
      const Try sent = open_[slot].tries[n];
      if (sent.number > sent_before || nodes_[index(sent.host)] != peer) continue;
      open_[slot].answered_by = kNoNode;
      fail_try(ctx, slot, n, AttemptOutcome::reset, Failure::reset, true);
      n = std::min(n, open_[slot].tries.size());
    }
  let_ready_go_on(ctx);
}

void Caller::on_order(Context& ctx, Name order, NodeId instance) {
  if (std::find(nodes_.begin(), nodes_.end(), instance) == nodes_.end()) return;
  for (const BreakerOfCalls& breaker : breakers_)
    if (breaker.is_on_board) owner_.breakers().order(ctx, breaker.id, order);
}

void Caller::end_attempt(Context& ctx, std::uint32_t slot, AttemptOutcome outcome) {
  Open& call = open_[slot];
  const bool is_late = outcome == AttemptOutcome::timed_out;
  while (!call.tries.empty())
    drop_try(ctx, call, call.tries.size() - 1, is_late ? std::optional(outcome) : std::nullopt);
  cancel_timer(ctx, call.timer);
  cancel_timer(ctx, call.hedge_timer);
  call.hedged.reset();
  call.outcome = outcome;
  const bool is_ok = outcome == AttemptOutcome::ok;
  if (budget_ && is_ok) budget_->on_success();
  end_retry(call);
  leave_gates(ctx, call, stack_->gates.outside_retry, outcome);
  // The callee took it on, whatever came of it.
  const bool is_accepted = is_ok || outcome == AttemptOutcome::failed;
  if (throttle_ && is_accepted) throttle_->on_accept(ctx.clock());
}

void Caller::fail_attempt(Context& ctx, std::uint32_t slot, AttemptOutcome outcome, Failure failure) {
  end_attempt(ctx, slot, outcome);
  if (budget_ && stack_->retry_classes.covers(failure, stack_->is_idempotent)) budget_->on_failure();
  after_failure(ctx, slot, failure);
}

void Caller::end_retry(Open& call) {
  if (std::exchange(call.has_retry_counted, false)) budget_->on_retry_end();
}

// A pause that would last to the deadline is not begun: no attempt could follow.
void Caller::after_failure(Context& ctx, std::uint32_t slot, Failure failure) {
  Open& call = open_[slot];
  call.failure = failure;
  const bool may_retry =
      call.attempt < stack_->retry.attempts_max && stack_->retry_classes.covers(failure, stack_->is_idempotent);
  if (!may_retry) return give_up(ctx, slot);
  const Duration pause = call.backoff.next(stack_->retry, ctx.random(kBackoffDraws));
  if (call.deadline - ctx.clock() <= pause) return give_up(ctx, slot);
  if (budget_) {
    if (!budget_->try_begin_retry(load())) {
      ctx.record(kBudgetRefused, call.asked_last, call.request.origin.operation, call.attempt,
                 index(call.request.origin.client));
      return give_up(ctx, slot);
    }
    ctx.record(kRetryAdmitted, call.asked_last, call.request.origin.operation, call.attempt,
               index(call.request.origin.client));
    call.has_retry_counted = true;
  }
  call.stage = Stage::pausing;
  call.timer = set_timer(ctx, kPause, pause, {slot, Wakes::call});
}

CallLoad Caller::load() const {
  CallLoad load{tries_under_way_, bulkhead_ ? bulkhead_->waiting() : 0};
  if (limits_ != nullptr) load = {limits_->under_way(), load.pending + limits_->pending()};
  return load;
}

void Caller::give_up(Context& ctx, std::uint32_t slot) {
  const Open& call = open_[slot];
  const Origin origin = call.request.origin;
  ctx.record(kGaveUp, call.asked_last, origin.operation, call.attempt, call.may_have_effect ? 1 : 0);
  const bool can_fall_back =
      stack_->fallback &&
      (!fallback_ || fallback_->find(static_cast<std::uint64_t>(call.request.key), ctx.clock()).has_value());
  if (!can_fall_back)
    return end(ctx, slot, {false, false, call.may_have_effect, call.attempt, call.failure, call.answered_by});
  ctx.record(kFellBack, kNoNode, origin.operation, call.attempt, index(origin.client));
  end(ctx, slot, {true, false, false, call.attempt});
}

void Caller::end(Context& ctx, std::uint32_t slot, CallEnd end) {
  Open& call = open_[slot];
  leave_gates(ctx, call, 0, call.was_sent ? std::optional(call.outcome) : std::nullopt);
  end_retry(call);
  const std::uint64_t ticket = call.ticket;
  open_.release(slot);
  --in_flight_;
  owner_.on_call_end(ctx, ticket, end);
}

TimerId Caller::set_timer(Context& ctx, Name what, Duration after, Meaning meaning) {
  const TimerId timer = ctx.set_timer(what, after);
  timers_.set(table_key(timer), meaning);
  return timer;
}

void Caller::cancel_timer(Context& ctx, TimerId& timer) {
  if (timers_.take(table_key(timer))) ctx.cancel_timer(timer);
  timer = TimerId();
}

}  // namespace orrery
