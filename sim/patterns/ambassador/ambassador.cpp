#include "patterns/ambassador/ambassador.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "patterns/ambassador/ambassador_observed.h"
#include "services/call_observed.h"
#include "services/timer_key.h"

namespace orrery {

using namespace ambassador;

namespace {

constexpr Parameter kRows[] = {
    {"overhead", ParameterType::distribution, "100us", "0ns..24h",
     "what the proxy itself takes for a request, before it gives it on"},
    {"work", ParameterType::number, "0", "0..1000000",
     "Mflop that a request costs its host's processor, where it competes with all that computes there"},
    {"limits.connections", ParameterType::integer, "1024", "1..1000000",
     "calls to the endpoints that may be open at once; a request beyond waits"},
    {"limits.pending", ParameterType::integer, "1024", "0..1000000",
     "requests that may wait for one of them; one beyond is answered with an error"},
    {"limits.requests", ParameterType::integer, "1024", "1..1000000",
     "calls that may be open at once where connections carry several; a request beyond is answered with an error"},
    {"answer_size", ParameterType::size, "128B", "1B..1GiB", "of an answer on the wire, headers included"},
};
constexpr double kFlopInMflop = 1e6;

Duration stretched(Duration time, double factor) {
  if (factor == 1) return time;
  constexpr double kLongest = 0x1p61;
  return Duration::nanoseconds(std::llround(std::min(static_cast<double>(time.nanoseconds()) * factor, kLongest)));
}

AnswerStatus status_of(RequestEnd end) {
  if (end == RequestEnd::answered) return AnswerStatus::ok;
  return end == RequestEnd::overflowed ? AnswerStatus::rejected : AnswerStatus::failed;
}

}  // namespace

const Parameters Ambassador::parameters = joined({kRows, health_check_rows});
const std::vector<Field> Ambassador::fields{kActive,        kOk, kFailed, kTimedOut, kOverflowed, kHealthyEndpoints,
                                            calls::kBreaker};
const std::vector<std::string_view> Ambassador::events =
    calls::events_with({kAccepted, kForwarded, kAnswered, kProxyFailed, kProxyTimedOut, kProxyOverflowed, kPoliciesSet,
                        kPoliciesRefused, kCheckFailed, kCheckPassed, kEndpointAdded, kEndpointRemoved});
const std::vector<std::string_view> Ambassador::orders = calls::orders_with({kAddEndpoint, kRemoveEndpoint});

std::unique_ptr<Node> Ambassador::make(const ParameterValues& values) { return std::make_unique<Ambassador>(values); }

std::string Ambassador::contradiction(const ParameterValues& values) {
  const auto calls = values.calls();
  if (calls.size() != 1)
    return fmt::format(
        "an ambassador stands before one group, found {}: say which with calls: {{ GROUP: {{ timeout: "
        "... }} }}",
        calls.empty() ? "none" : fmt::format("{}", calls.size()));
  if (calls.front().policies.integer("times") != 1)
    return "an ambassador makes one call for each request: leave out 'times'";
  if (values.has("health_check") && values.duration("health_check.timeout") > values.duration("health_check.interval"))
    return fmt::format("health_check.timeout ({}) must not be above health_check.interval ({}), or checks pile up",
                       values.text("health_check.timeout"), values.text("health_check.interval"));
  return {};
}

Ambassador::Ambassador(const ParameterValues& values)
    : values_(values),
      overhead_(values.distribution("overhead")),
      work_(values.number("work") * kFlopInMflop),
      connections_max_(values.integer("limits.connections")),
      pending_max_(values.integer("limits.pending")),
      requests_max_(values.integer("limits.requests")),
      answer_size_(values.size("answer_size")),
      endpoints_([this](Context& ctx, const Endpoint& changed) { route_.on_change(ctx, changed); }),
      checker_(values),
      route_(values_.calls().front(), *this, endpoints_) {}

void Ambassador::on_start(Context& ctx) {
  endpoints_.start(ctx, route_.target());
  route_.start(ctx);
  checker_.start(ctx, endpoints_);
  log_.show(ctx);
}

void Ambassador::on_message(Context& ctx, const Envelope& envelope) {
  heard_from_ = envelope.from();
  match(
      envelope, [&](const ServiceCall& call) { on_call(ctx, envelope.from(), call); },
      [&](const ServiceAnswer& answer) {
        heard_ = Heard::answer;
        route_.on_answer(ctx, answer);
      },
      [&](const HealthReport& report) { checker_.on_report(ctx, envelope.from(), report, endpoints_); },
      [&](const HealthProbe& probe) {
        ctx.send(envelope.from(), HealthReport{probe.number, true});
      });
  heard_ = Heard::nothing;
  log_.show(ctx);
}

void Ambassador::on_timer(Context& ctx, TimerId timer) {
  heard_ = Heard::timer;
  if (const auto slot = timers_.take(table_key(timer))) {
    on_wait_over(ctx, *slot);
  } else if (!checker_.on_timer(ctx, timer, endpoints_)) {
    route_.on_timer(ctx, timer);
  }
  heard_ = Heard::nothing;
  log_.show(ctx);
}

void Ambassador::on_reset(Context& ctx, NodeId peer) {
  heard_ = Heard::reset;
  route_.on_reset(ctx, peer);
  heard_ = Heard::nothing;
  log_.show(ctx);
}

void Ambassador::on_order(Context& ctx, Name order, NodeId peer) {
  if (order == kAddEndpoint) endpoints_.set_member(ctx, peer, true);
  if (order == kRemoveEndpoint) endpoints_.set_member(ctx, peer, false);
  route_.on_order(ctx, order, peer);
}

void Ambassador::on_configure(Context& ctx, std::span<const ConfigurationChange> changes) {
  route_.configure(ctx, changes);
}

Instant Ambassador::deadline_of(Context& ctx, const ServiceCall& call) const {
  const Duration left = std::min(call.left, route_.timeout().value_or(Duration::max()));
  return left == Duration::max() ? Instant::max() : ctx.clock() + left;
}

void Ambassador::on_call(Context& ctx, NodeId from, const ServiceCall& call) {
  const std::uint32_t slot = requests_.acquire();
  Request& request = requests_[slot];
  request = Request();
  request.from = from;
  request.to = call.from;
  request.origin = call.origin;
  request.idempotency_key = call.idempotency_key;
  request.key = call.key;
  request.size = call.size;
  request.arrived = ctx.clock();
  request.deadline = deadline_of(ctx, call);
  log_.on_begin();
  ctx.record(kAccepted, from, call.origin.operation, 0, index(call.origin.client));
  if (const double outage = ctx.outage(); outage > 0 && ctx.random(kOutageDraws).chance(outage))
    return end(ctx, slot, RequestEnd::failed, {});
  spend_overhead(ctx, slot);
}

void Ambassador::spend_overhead(Context& ctx, std::uint32_t slot) {
  const Duration time = stretched(overhead_.sample_duration(ctx.random(kOverheadDraws)), ctx.service_slowness());
  if (time == Duration()) return work(ctx, slot);
  set_timer(ctx, slot, kOverhead, std::min(ctx.clock() + time, requests_[slot].deadline));
}

// Either the overhead is spent, or the route's timeout has run out: whichever the timer was set for.
void Ambassador::on_wait_over(Context& ctx, std::uint32_t slot) {
  Request& request = requests_[slot];
  request.timer = TimerId();
  if (ctx.clock() < request.deadline) return work(ctx, slot);
  if (request.is_pending) std::erase(pending_, slot);
  if (request.work != WorkId{}) works_.take(static_cast<std::uint64_t>(request.work));
  end(ctx, slot, RequestEnd::timed_out, {});
}

void Ambassador::work(Context& ctx, std::uint32_t slot) {
  if (work_ == 0) return on_ready(ctx, slot);
  Request& request = requests_[slot];
  request.work = ctx.start(Work::compute, work_);
  works_.set(static_cast<std::uint64_t>(request.work), slot);
  if (request.deadline != Instant::max()) set_timer(ctx, slot, kRouteTimeout, request.deadline);
}

void Ambassador::on_work_done(Context& ctx, WorkId work, bool) {
  if (const auto slot = works_.take(static_cast<std::uint64_t>(work))) {
    requests_[*slot].work = WorkId{};
    cancel_timer(ctx, requests_[*slot]);
    on_ready(ctx, *slot);
  }
  log_.show(ctx);
}

void Ambassador::on_ready(Context& ctx, std::uint32_t slot) {
  if (!endpoints_.has_members()) return end(ctx, slot, RequestEnd::failed, {});
  if (forwarded_ < connections_max_ && pending_.empty()) {
    if (forwarded_ >= requests_max_) return end(ctx, slot, RequestEnd::overflowed, {});
    return forward(ctx, slot);
  }
  if (static_cast<std::int64_t>(pending_.size()) >= pending_max_) return end(ctx, slot, RequestEnd::overflowed, {});
  Request& request = requests_[slot];
  request.is_pending = true;
  pending_.push_back(slot);
  if (request.deadline != Instant::max()) set_timer(ctx, slot, kRouteTimeout, request.deadline);
}

// The call may end before Route::call returns.
void Ambassador::forward(Context& ctx, std::uint32_t slot) {
  const Request& request = requests_[slot];
  ++forwarded_;
  ctx.record(kForwarded, request.from, request.origin.operation, (ctx.clock() - request.arrived).nanoseconds(),
             index(request.origin.client));
  const Duration left = request.deadline == Instant::max() ? Duration::max() : request.deadline - ctx.clock();
  const Heard heard = std::exchange(heard_, Heard::nothing);
  route_.call(ctx, {request.origin, request.idempotency_key, request.key, request.size, left}, slot);
  heard_ = heard;
}

void Ambassador::on_call_end(Context& ctx, std::uint64_t ticket, const CallEnd& call) {
  const auto slot = static_cast<std::uint32_t>(ticket);
  RequestEnd how = RequestEnd::answered;
  if (!call.is_ok && heard_ == Heard::nothing) how = RequestEnd::overflowed;
  if (!call.is_ok && heard_ == Heard::timer) how = RequestEnd::timed_out;
  if (!call.is_ok && ctx.clock() >= requests_[slot].deadline) how = RequestEnd::timed_out;
  if (!call.is_ok && (heard_ == Heard::answer || heard_ == Heard::reset)) how = RequestEnd::failed;
  --forwarded_;
  end(ctx, slot, how, call);
  take_up(ctx);
}

// Calls that end at once call this again: the outermost goes on for them, so that no chain of them piles up.
void Ambassador::take_up(Context& ctx) {
  if (is_taking_up_) return;
  is_taking_up_ = true;
  while (!pending_.empty() && forwarded_ < std::min(connections_max_, requests_max_)) {
    const std::uint32_t slot = pending_.front();
    pending_.pop_front();
    requests_[slot].is_pending = false;
    cancel_timer(ctx, requests_[slot]);
    if (endpoints_.has_members()) {
      forward(ctx, slot);
    } else {
      end(ctx, slot, RequestEnd::failed, {});
    }
  }
  is_taking_up_ = false;
}

void Ambassador::end(Context& ctx, std::uint32_t slot, RequestEnd how, const CallEnd& call) {
  const Request& request = requests_[slot];
  const NodeId endpoint = heard_ == Heard::answer ? heard_from_ : kNoNode;
  log(ctx, {how, request.origin, endpoint, call.attempts, ctx.clock() - request.arrived});
  answer(ctx, request, status_of(how), call.is_full || !call.is_ok, call.may_have_effect);
  requests_.release(slot);
}

void Ambassador::answer(Context& ctx, const Request& request, AnswerStatus status, bool is_full, bool has_effect) {
  ctx.send(request.from, ServiceAnswer{request.to, status, is_full, has_effect, answer_size_});
}

void Ambassador::set_timer(Context& ctx, std::uint32_t slot, Name what, Instant when) {
  requests_[slot].timer = ctx.set_timer(what, when - ctx.clock());
  timers_.set(table_key(requests_[slot].timer), slot);
}

void Ambassador::cancel_timer(Context& ctx, Request& request) {
  if (timers_.take(table_key(request.timer))) ctx.cancel_timer(request.timer);
  request.timer = TimerId();
}

}  // namespace orrery
