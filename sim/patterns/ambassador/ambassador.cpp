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
     "tries under way at once, retries and hedges among them (Envoy's max_connections); an attempt beyond waits"},
    {"limits.pending", ParameterType::integer, "1024", "0..1000000",
     "attempts that may wait for a connection (max_pending_requests); one beyond is turned away"},
    {"limits.requests", ParameterType::integer, "1024", "1..1000000",
     "tries under way at once where connections carry several (max_requests); an attempt beyond is turned away"},
    {"limits.retries", ParameterType::integer, "3", "1..1000000",
     "retries under way at once, their pauses included (max_retries), where the call has no retry_budget; one beyond "
     "is "
     "not made"},
    {"answer_size", ParameterType::size, "128B", "1B..1GiB", "of an answer on the wire, headers included"},
};
constexpr double kFlopInMflop = 1e6;

Duration stretched(Duration time, double factor) {
  if (factor == 1) return time;
  constexpr double kLongest = 0x1p61;
  return Duration::nanoseconds(std::llround(std::min(static_cast<double>(time.nanoseconds()) * factor, kLongest)));
}

// A policy or a limit that turns the last attempt away turns the request away. That a retry is beyond its budget is no
// failure of its own: the request ends as its last attempt did.
RequestEnd end_of(const CallEnd& call) {
  if (call.is_ok) return RequestEnd::answered;
  switch (call.failure) {
    case Failure::overflow: return RequestEnd::overflowed;
    case Failure::timeout:
    case Failure::deadline: return RequestEnd::timed_out;
    default: return RequestEnd::failed;
  }
}

AnswerStatus status_of(RequestEnd end) {
  if (end == RequestEnd::answered) return AnswerStatus::ok;
  return end == RequestEnd::overflowed ? AnswerStatus::rejected : AnswerStatus::failed;
}

}  // namespace

const Parameters Ambassador::parameters = joined({kRows, health_check_rows});
const std::vector<Field> Ambassador::fields{kActive,
                                            kOk,
                                            kFailed,
                                            kTimedOut,
                                            kOverflowed,
                                            kHealthyEndpoints,
                                            kUpdatesRejected,
                                            calls::kBreaker,
                                            calls::kProbesPermitted,
                                            calls::kProbesDone,
                                            calls::kProbesFailed};
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
      answer_size_(values.size("answer_size")),
      endpoints_([this](Context& ctx, const Endpoint& changed) { route_.on_change(ctx, changed); }),
      checker_(values),
      route_(
          values_.calls().front(),
          {values.integer("limits.connections"), values.integer("limits.pending"), values.integer("limits.requests")},
          values.integer("limits.retries"), *this, endpoints_) {}

void Ambassador::on_start(Context& ctx) {
  endpoints_.start(ctx, route_.target());
  route_.start(ctx);
  checker_.start(ctx, endpoints_);
  log_.show(ctx);
}

void Ambassador::on_message(Context& ctx, const Envelope& envelope) {
  match(
      envelope, [&](const ServiceCall& call) { on_call(ctx, envelope.from(), call); },
      [&](const ServiceAnswer& answer) { route_.on_answer(ctx, answer); },
      [&](const HealthReport& report) { checker_.on_report(ctx, envelope.from(), report, endpoints_); },
      [&](const HealthProbe& probe) {
        ctx.send(envelope.from(), HealthReport{probe.number, true});
      });
  log_.show(ctx);
}

void Ambassador::on_timer(Context& ctx, TimerId timer) {
  if (const auto slot = timers_.take(table_key(timer))) {
    on_wait_over(ctx, *slot);
  } else if (!checker_.on_timer(ctx, timer, endpoints_)) {
    route_.on_timer(ctx, timer);
  }
  log_.show(ctx);
}

void Ambassador::on_reset(Context& ctx, NodeId peer) {
  route_.on_reset(ctx, peer);
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
  forward(ctx, slot);
}

// The call may end before Route::call returns.
void Ambassador::forward(Context& ctx, std::uint32_t slot) {
  const Request& request = requests_[slot];
  ctx.record(kForwarded, request.from, request.origin.operation, (ctx.clock() - request.arrived).nanoseconds(),
             index(request.origin.client));
  const Duration left = request.deadline == Instant::max() ? Duration::max() : request.deadline - ctx.clock();
  route_.call(ctx, {request.origin, request.idempotency_key, request.key, request.size, left}, slot);
}

void Ambassador::on_call_end(Context& ctx, std::uint64_t ticket, const CallEnd& call) {
  end(ctx, static_cast<std::uint32_t>(ticket), end_of(call), call);
}

void Ambassador::end(Context& ctx, std::uint32_t slot, RequestEnd how, const CallEnd& call) {
  const Request& request = requests_[slot];
  log(ctx, {how, request.origin, call.answered_by, call.attempts, ctx.clock() - request.arrived});
  answer(ctx, request,
         {request.to, status_of(how), call.is_full || !call.is_ok, call.may_have_effect, answer_size_,
          how == RequestEnd::overflowed});
  requests_.release(slot);
}

void Ambassador::answer(Context& ctx, const Request& request, const ServiceAnswer& answer) {
  ctx.send(request.from, answer);
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
