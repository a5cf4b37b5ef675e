#include "services/client.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/check.h"
#include "services/client_observed.h"

namespace orrery {

using namespace client;

namespace {

// A timer of a clock that drifts fires up to a few nanoseconds late; only what is later than this was held up.
constexpr Duration kLateness = Duration::microseconds(1);

bool is_read(Name operation) { return operation == workload::kGet; }

}  // namespace

const Parameters& KvClient::parameters = workload::parameters;
const std::vector<Field> KvClient::fields{kLeaderBelieved};
const std::vector<std::string_view> KvClient::events{kRetried.text(), kRedirected.text(), kGaveUp.text(),
                                                     kStartedLate.text()};

std::unique_ptr<Node> KvClient::make(const ParameterValues& values) { return std::make_unique<KvClient>(values); }

std::string KvClient::contradiction(const ParameterValues& values) {
  if (values.form("arrivals").name == "sessions") return "a kv-client is one session: for many, see the kind 'client'";
  if (values.calls().size() == 1) return contradiction_of_operation_policies(values.calls().front().policies);
  return fmt::format(
      "a kv-client calls one group, found {}: say which and how with calls: {{ GROUP: {{ timeout: ... }} }}",
      values.calls().empty() ? "none" : fmt::format("{}", values.calls().size()));
}

KvClient::KvClient(const ParameterValues& values)
    : values_(values), target_(values.calls().front().target), policies_(values.calls().front().policies) {}

void KvClient::on_start(Context& ctx) {
  const std::span<const NodeId> peers = ctx.peers();
  const auto position = std::find(peers.begin(), peers.end(), ctx.self()) - peers.begin();
  workload_ = std::make_unique<Workload>(values_, position, static_cast<std::int64_t>(peers.size()));
  belief_ = LeaderBelief(ctx.group(target_), static_cast<std::size_t>(position));
  serial_ = ctx.clock().nanoseconds();
  latest_arrival_ = ctx.clock();
  show_leader(ctx);
  if (auto* open_loop = std::get_if<OpenLoop>(&workload_->arrivals())) return await_arrival(ctx, *open_loop);
  for (std::int64_t user = 0; user < std::get<ClosedLoop>(workload_->arrivals()).outstanding; ++user) think(ctx);
}

void KvClient::on_message(Context& ctx, const Envelope& envelope) {
  match(envelope, [&](const Reply& reply) { on_reply(ctx, envelope.from(), reply); });
}

void KvClient::on_timer(Context& ctx, TimerId timer) {
  const auto meaning = timers_.take(timer);
  if (!meaning) return;
  if (meaning->what == kArrival) return on_arrival(ctx, meaning->due);
  if (meaning->what == kThought) return invoke(ctx, meaning->due);
  OpenRequest* request = open_.find(meaning->number);
  ORRERY_CHECK(request != nullptr, "a request that has ended to leave no timer behind");
  if (meaning->what == kDeadline) return give_up(ctx, meaning->number, *request);
  if (meaning->what == kPause) {
    ++request->attempt;
    ctx.record(kRetried, belief_.leader(), meaning->number, request->attempt);
    return begin_attempt(ctx, meaning->number, *request);
  }
  belief_.leave(request->asked);
  show_leader(ctx);
  fail_attempt(ctx, meaning->number, *request, true);
}

// What was on its way when the stream broke may have arrived.
void KvClient::on_reset(Context& ctx, NodeId peer) {
  if (!belief_.is_member(peer)) return;
  belief_.leave(peer);
  show_leader(ctx);
  for (const RequestNumber number : open_.asking(peer)) fail_attempt(ctx, number, *open_.find(number), true);
}

// Each operation is meant to begin one interval after the last was meant to, whenever that was handled: a client that
// was paused makes up for what it has missed.
void KvClient::await_arrival(Context& ctx, OpenLoop& loop) {
  latest_arrival_ += loop.next(ctx.random(workload::kArrival), ctx.load());
  timers_.set(ctx.set_timer(kArrival, std::max(Duration(), latest_arrival_ - ctx.clock())),
              {kArrival, 0, latest_arrival_});
}

void KvClient::on_arrival(Context& ctx, Instant due) {
  await_arrival(ctx, std::get<OpenLoop>(workload_->arrivals()));
  invoke(ctx, due);
}

// More load is users who think less.
void KvClient::think(Context& ctx) {
  const auto& loop = std::get<ClosedLoop>(workload_->arrivals());
  set_timer(ctx, kThought, loop.next(ctx.random(workload::kThink), ctx.load()));
}

TimerId KvClient::set_timer(Context& ctx, Name what, Duration after, RequestNumber number) {
  const TimerId timer = ctx.set_timer(what, after);
  timers_.set(timer, {what, number, ctx.clock() + after});
  return timer;
}

void KvClient::cancel_timer(Context& ctx, TimerId timer) {
  if (timers_.take(timer)) ctx.cancel_timer(timer);
}

void KvClient::invoke(Context& ctx, Instant intended) {
  OpenRequest request;
  request.what = workload_->next(ctx, ++serial_);
  const RequestNumber number = ctx.invoke(request.what.what, request.what.key, request.what.value);
  latest_ = number;
  if (const Duration late = ctx.clock() - intended; late > kLateness)
    ctx.record(kStartedLate, kNoNode, number, late.nanoseconds());
  if (policies_.deadline) request.deadline = set_timer(ctx, kDeadline, *policies_.deadline, number);
  begin_attempt(ctx, number, open_.add(number, std::move(request)));
}

void KvClient::begin_attempt(Context& ctx, RequestNumber number, OpenRequest& request) {
  request.redirects = 0;
  request.timer = set_timer(ctx, kTimeout, policies_.timeout, number);
  request.asked = belief_.leader();
  ask(ctx, number, request);
}

void KvClient::ask(Context& ctx, RequestNumber number, OpenRequest& request) {
  request.asked_last = request.asked;
  ctx.send(request.asked,
           Request{number, request.attempt, open_.ended_to(latest_), request.what, workload_->request_size()});
}

// An answer that it took effect is good whichever attempt it answers; a refusal only speaks of the attempt at hand.
void KvClient::on_reply(Context& ctx, NodeId from, const Reply& reply) {
  OpenRequest* request = open_.find(reply.number);
  if (request == nullptr) return;
  const bool answers_latest = request->asked == from && request->attempt == reply.attempt;
  if (reply.status == ReplyStatus::ok) {
    if (answers_latest) belief_.follow(from);
    show_leader(ctx);
    return end(ctx, reply.number, *request, Outcome::ok, reply.value);
  }
  if (!answers_latest) return;
  if (reply.status == ReplyStatus::redirect && reply.redirect != kNoNode)
    return follow_redirect(ctx, reply.number, *request, reply);
  belief_.leave(from);
  show_leader(ctx);
  fail_attempt(ctx, reply.number, *request, false);
}

// Servers that send a client in circles have no leader, and one that names itself or a stranger is no help.
void KvClient::follow_redirect(Context& ctx, RequestNumber number, OpenRequest& request, const Reply& reply) {
  const bool leads_on = belief_.is_member(reply.redirect) && reply.redirect != request.asked;
  if (leads_on) {
    belief_.follow(reply.redirect);
  } else {
    belief_.leave(request.asked);
  }
  show_leader(ctx);
  if (!leads_on || ++request.redirects > belief_.members()) return fail_attempt(ctx, number, request, false);
  request.asked = reply.redirect;
  ctx.record(kRedirected, request.asked, number, request.attempt);
  ask(ctx, number, request);
}

void KvClient::fail_attempt(Context& ctx, RequestNumber number, OpenRequest& request, bool may_have_effect) {
  cancel_timer(ctx, request.timer);
  request.asked = kNoNode;
  request.may_have_effect |= may_have_effect;
  if (request.attempt >= policies_.retry.attempts_max) return give_up(ctx, number, request);
  request.timer = set_timer(ctx, kPause, request.backoff.next(policies_.retry, ctx.random(kBackoffDraws)), number);
}

void KvClient::give_up(Context& ctx, RequestNumber number, OpenRequest& request) {
  const bool may_have_effect = request.may_have_effect || request.asked != kNoNode;
  ctx.record(kGaveUp, request.asked_last, number, request.attempt, may_have_effect ? 1 : 0);
  const bool is_certain = is_read(request.what.what) || !may_have_effect;
  end(ctx, number, request, is_certain ? Outcome::failed : Outcome::info, 0);
}

void KvClient::end(Context& ctx, RequestNumber number, OpenRequest& request, Outcome outcome, std::int64_t value) {
  cancel_timer(ctx, request.timer);
  cancel_timer(ctx, request.deadline);
  ctx.complete(number, outcome, value);
  open_.erase(number);
  if (std::holds_alternative<ClosedLoop>(workload_->arrivals())) think(ctx);
}

void KvClient::show_leader(Context& ctx) { ctx.expose(kLeaderBelieved, belief_.leader()); }

}  // namespace orrery
