#include "services/caller.h"

#include <algorithm>

#include "core/check.h"
#include "services/call_observed.h"

namespace orrery {

using namespace calls;

namespace {

std::uint64_t table_key(TimerId timer) { return std::uint64_t{timer.generation} << 32 | timer.slot; }

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

Caller::Caller(std::uint32_t number, const Call& call, CallOwner& owner)
    : Caller(
          number, call.target,
          [policies = call.policies](std::size_t position) { return make_call_stack(policies, position); }, owner) {}

Caller::Caller(std::uint32_t number, std::string target, MakeStack make_stack, CallOwner& owner)
    : number_(number), target_(std::move(target)), make_stack_(std::move(make_stack)), owner_(owner) {}

// The numbers of tries begin at the node's clock, in nanoseconds: as long as it sends fewer tries than nanoseconds
// pass, an answer to one from before a crash is told from all others.
void Caller::start(Context& ctx) {
  for (const NodeId node : ctx.group(target_)) endpoints_.push_back({node, 0});
  ORRERY_CHECK(!endpoints_.empty(), "a group to call that has members");
  const std::span<const NodeId> peers = ctx.peers();
  const auto position = std::find(peers.begin(), peers.end(), ctx.self()) - peers.begin();
  stack_ = make_stack_(static_cast<std::size_t>(position));
  first_number_ = last_number_ = ctx.clock().nanoseconds();
}

void Caller::call(Context& ctx, const CallRequest& request, std::uint64_t ticket) {
  const std::uint32_t slot = open_.acquire();
  slots_ = std::max(slots_, slot + 1);
  ++in_flight_;
  Open& call = open_[slot];
  call = Open();
  call.request = request;
  call.ticket = ticket;
  const Duration left = std::min(request.left, stack_.deadline.value_or(Duration::max()));
  if (left != Duration::max()) call.deadline = ctx.clock() + left;
  if (left <= Duration()) return give_up(ctx, slot);
  begin_attempt(ctx, slot);
}

void Caller::begin_attempt(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  ++call.attempt;
  if (!is_admitted(ctx, call)) return after_failure(ctx, slot);
  call.attempt_began = ctx.clock();
  call.attempt_until = std::min(call.deadline, ctx.clock() + stack_.timeout);
  call.tries_made = 0;
  call.timer = set_timer(ctx, kTimeout, call.attempt_until - ctx.clock(), {slot, Wakes::call});
  send_try(ctx, slot);
}

// Outermost first. Those that had admitted it already take it back.
bool Caller::is_admitted(Context& ctx, const Open& call) {
  for (std::size_t i = 0; i < stack_.admission.size(); ++i) {
    if (stack_.admission[i]->admits(ctx)) continue;
    ctx.record(stack_.admission[i]->refusal(), kNoNode, call.request.origin.operation, call.attempt,
               index(call.request.origin.client));
    while (i-- > 0) stack_.admission[i]->on_withdrawn(ctx);
    return false;
  }
  return true;
}

void Caller::send_try(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  const CallRequest& request = call.request;
  const auto chosen =
      static_cast<std::uint32_t>(stack_.balance->pick(endpoints_, request.key, ctx.random(kBalanceDraws)));
  Endpoint& endpoint = endpoints_[chosen];
  ++endpoint.active;
  call.tries[call.try_count++] = {++last_number_, chosen};
  ++call.tries_made;
  call.asked_last = endpoint.node;
  ctx.record(call.tries_made == 1 ? kAttempted : kHedged, endpoint.node, request.origin.operation, call.attempt,
             index(request.origin.client));
  ctx.send(endpoint.node, ServiceCall{{last_number_, slot, number_},
                                      request.origin,
                                      request.idempotency_key,
                                      request.key,
                                      call.attempt_until - ctx.clock(),
                                      call.attempt,
                                      request.size});
  plan_hedge(ctx, slot);
}

void Caller::plan_hedge(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  if (!stack_.hedge || call.try_count == kTriesMax) return;
  if (const auto after = stack_.hedge->next_after(ctx, call.tries_made))
    call.hedge_timer = set_timer(ctx, kHedge, *after, {slot, Wakes::hedge});
}

void Caller::on_answer(Context& ctx, const ServiceAnswer& answer) {
  if (answer.to.number <= first_number_) return;
  const std::uint32_t slot = answer.to.slot;
  ORRERY_CHECK(slot < slots_, "an answer to a call that was made");
  Open& call = open_[slot];
  std::size_t n = 0;
  while (n < call.try_count && call.tries[n].number != answer.to.number) ++n;
  if (n == call.try_count) return;
  if (answer.status != AnswerStatus::ok) return fail_try(ctx, slot, n, outcome_of(answer.status), answer.has_effect);
  end_attempt(ctx, slot, AttemptOutcome::ok);
  end(ctx, slot, {true, answer.is_full, false, call.attempt});
}

bool Caller::on_timer(Context& ctx, TimerId timer) {
  const auto meaning = timers_.take(table_key(timer));
  if (!meaning) return false;
  const std::uint32_t slot = meaning->slot;
  Open& call = open_[slot];
  if (meaning->wakes == Wakes::hedge) {
    send_try(ctx, slot);
  } else if (call.try_count == 0) {
    begin_attempt(ctx, slot);
  } else {
    call.may_have_effect = true;
    end_attempt(ctx, slot, AttemptOutcome::timed_out);
    after_failure(ctx, slot);
  }
  return true;
}

// What was on its way when the stream broke may have arrived. What is tried again meanwhile goes over a new stream.
void Caller::on_reset(Context& ctx, NodeId peer) {
  const std::int64_t sent_before = last_number_;
  for (std::uint32_t slot = 0; slot < slots_; ++slot)
    for (std::size_t n = open_[slot].try_count; n-- > 0;) {
      const Try sent = open_[slot].tries[n];
      if (sent.number > sent_before || endpoints_[sent.endpoint].node != peer) continue;
      fail_try(ctx, slot, n, AttemptOutcome::reset, true);
      n = std::min(n, open_[slot].try_count);
    }
}

void Caller::drop_try(Open& call, std::size_t n) {
  --endpoints_[call.tries[n].endpoint].active;
  call.tries[n] = call.tries[--call.try_count];
}

// An attempt has failed when the last of its tries has.
void Caller::fail_try(Context& ctx, std::uint32_t slot, std::size_t n, AttemptOutcome outcome, bool may_have_effect) {
  Open& call = open_[slot];
  call.may_have_effect |= may_have_effect;
  if (call.try_count > 1) return drop_try(call, n);
  end_attempt(ctx, slot, outcome);
  after_failure(ctx, slot);
}

void Caller::end_attempt(Context& ctx, std::uint32_t slot, AttemptOutcome outcome) {
  Open& call = open_[slot];
  while (call.try_count > 0) drop_try(call, call.try_count - 1);
  cancel_timer(ctx, call.timer);
  cancel_timer(ctx, call.hedge_timer);
  const Duration took = ctx.clock() - call.attempt_began;
  for (auto policy = stack_.admission.rbegin(); policy != stack_.admission.rend(); ++policy)
    (*policy)->on_end(ctx, outcome, took);
}

// A pause that would last to the deadline is not begun: no attempt could follow.
void Caller::after_failure(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  if (call.attempt >= stack_.retry.attempts_max) return give_up(ctx, slot);
  const Duration pause = call.backoff.next(stack_.retry, ctx.random(kBackoffDraws));
  if (call.deadline - ctx.clock() <= pause) return give_up(ctx, slot);
  call.timer = set_timer(ctx, kPause, pause, {slot, Wakes::call});
}

void Caller::give_up(Context& ctx, std::uint32_t slot) {
  const Open& call = open_[slot];
  const Origin origin = call.request.origin;
  ctx.record(kGaveUp, call.asked_last, origin.operation, call.attempt, call.may_have_effect ? 1 : 0);
  if (!stack_.has_fallback) return end(ctx, slot, {false, false, call.may_have_effect, call.attempt});
  ctx.record(kFellBack, kNoNode, origin.operation, call.attempt, index(origin.client));
  end(ctx, slot, {true, false, false, call.attempt});
}

void Caller::end(Context& ctx, std::uint32_t slot, CallEnd end) {
  const std::uint64_t ticket = open_[slot].ticket;
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
