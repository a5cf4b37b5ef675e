#include "services/service.h"

#include <cmath>

#include "core/check.h"
#include "services/call_observed.h"
#include "services/health_probe.h"
#include "services/policies.h"
#include "services/service_observed.h"
#include "services/timer_key.h"

namespace orrery {

using namespace service;

const Parameters Service::parameters{
    {"workers", ParameterType::integer, "1", "1..1000000", "requests that are worked on at once"},
    {"service_time", ParameterType::distribution, "5ms", "0ns..24h",
     "how long a worker works on a request, the calls that it makes not counted"},
    {"queue.limit", ParameterType::integer, "none", "0..1000000",
     "requests that may wait for a worker; one that comes when so many do is rejected; none: any number"},
    {"queue.discipline", ParameterType::choice, "fifo", "fifo|lifo|codel",
     "who is next: the first to come, the last to come, or the first with CoDel (RFC 8289) to reject some when waiting "
     "lasts"},
    {"queue.drop_expired", ParameterType::boolean, "false", "",
     "whether a request whose caller waits no longer is thrown away when its turn comes"},
    {"queue.target", ParameterType::duration, "5ms", "1us..24h", "of codel: waiting that is acceptable"},
    {"queue.interval", ParameterType::duration, "100ms", "1us..24h",
     "of codel: how long waiting must be above the target before it rejects"},
    {"error_rate", ParameterType::percent, "0%", "", "of the requests that were worked on, how many fail"},
    {"calling", ParameterType::choice, "chain", "chain|fan-out",
     "whether the calls that a request needs are made one after the other or all at once"},
    {"hold_worker", ParameterType::boolean, "true", "",
     "whether a worker waits for the answers to its calls, as a thread does, or works on something else meanwhile"},
    {"effects", ParameterType::boolean, "false", "",
     "whether what a request asks for leaves an effect in the world, such as a charge"},
    {"idempotent", ParameterType::boolean, "false", "",
     "whether it recognises a request that has had its effect, and answers without having it again"},
    {"remembers", ParameterType::duration, "24h", "1us..8760h", "how long it recognises one"},
    {"answer_size", ParameterType::size, "128B", "1B..1GiB", "of an answer on the wire, headers included"},
};
const std::vector<Field> Service::fields{
    kQueueLength,       kBusyWorkers,        kInFlight, calls::kBreaker, calls::kProbesPermitted,
    calls::kProbesDone, calls::kProbesFailed};
const std::vector<std::string_view> Service::events =
    calls::events_with({kQueueFull, kCodelDropped, kRequestExpired, kErrorAnswered, kEffectApplied, kEffectKnown});

namespace {

Duration stretched(Duration time, double factor) {
  if (factor == 1) return time;
  constexpr double kLongest = 0x1p61;
  return Duration::nanoseconds(std::llround(std::min(static_cast<double>(time.nanoseconds()) * factor, kLongest)));
}

}  // namespace

const std::vector<std::string_view> Service::orders = calls::orders_with({});

std::unique_ptr<Node> Service::make(const ParameterValues& values) { return std::make_unique<Service>(values); }

std::string Service::contradiction(const ParameterValues& values) { return contradiction_of_calls(values.calls()); }

Service::Service(const ParameterValues& values)
    : values_(values),
      workers_(values.integer("workers")),
      service_time_(values.distribution("service_time")),
      error_rate_(values.number("error_rate")),
      drops_expired_(values.boolean("queue.drop_expired")),
      calls_all_at_once_(values.word("calling") == "fan-out"),
      holds_worker_(values.boolean("hold_worker")),
      has_effects_(values.boolean("effects")),
      is_idempotent_(values.boolean("idempotent")),
      answer_size_(values.size("answer_size")),
      queue_(values),
      memory_{values.duration("remembers"), {}, {}} {
  for (const orrery::Call& call : values_.calls()) {
    const std::size_t position = callers_.size();
    callers_.push_back(
        std::make_unique<Caller>(static_cast<std::uint32_t>(position), call, static_cast<CallOwner&>(*this)));
    plan_.insert(plan_.end(), static_cast<std::size_t>(call.policies.integer("times")), position);
  }
}

void Service::on_start(Context& ctx) {
  for (const auto& caller : callers_) caller->start(ctx);
  show(ctx);
}

void Service::on_message(Context& ctx, const Envelope& envelope) {
  match(
      envelope, [&](const ServiceCall& call) { on_call(ctx, envelope.from(), call); },
      [&](const ServiceAnswer& answer) { callers_.at(answer.to.caller)->on_answer(ctx, answer); },
      [&](const HealthProbe& probe) {
        ctx.send(envelope.from(), HealthReport{probe.number, !ctx.random(kHealthDraws).chance(ctx.outage())});
      });
  show(ctx);
}

void Service::on_timer(Context& ctx, TimerId timer) {
  if (const auto slot = served_.take(table_key(timer))) {
    on_served(ctx, *slot);
  } else {
    for (const auto& caller : callers_)
      if (caller->on_timer(ctx, timer)) break;
  }
  show(ctx);
}

void Service::on_order(Context& ctx, Name order, NodeId peer) {
  for (const auto& caller : callers_) caller->on_order(ctx, order, peer);
}

void Service::on_reset(Context& ctx, NodeId peer) {
  for (const auto& caller : callers_) caller->on_reset(ctx, peer);
  show(ctx);
}

// An outage answers before anything is queued: the process is there, and what it stands on is not.
void Service::on_call(Context& ctx, NodeId from, const ServiceCall& call) {
  const auto client = static_cast<std::int64_t>(index(call.origin.client));
  if (const double outage = ctx.outage(); outage > 0 && ctx.random(kOutageDraws).chance(outage)) {
    ctx.record(kErrorAnswered, from, call.origin.operation, 1, client);
    return refuse(ctx, from, call, AnswerStatus::failed);
  }
  if (busy_ >= workers_ && queue_.is_full()) {
    ctx.record(kQueueFull, from, call.origin.operation, static_cast<std::int64_t>(queue_.size()), client);
    return refuse(ctx, from, call, AnswerStatus::rejected);
  }
  const std::uint32_t slot = requests_.acquire();
  Request& request = requests_[slot];
  request = Request();
  request.from = from;
  request.to = call.from;
  request.origin = call.origin;
  request.idempotency_key = call.idempotency_key;
  request.key = call.key;
  if (call.left != Duration::max()) request.deadline = ctx.clock() + call.left;
  queue_.push(slot, ctx.clock());
  take_up(ctx);
}

void Service::take_up(Context& ctx) {
  while (busy_ < workers_) {
    const Instant now = ctx.clock();
    const auto next = queue_.take(now);
    if (!next) return;
    const std::uint32_t slot = next->waiting.request;
    const std::int64_t waited = (now - next->waiting.since).nanoseconds();
    if (next->is_dropped) {
      tell(ctx, kCodelDropped, requests_[slot], waited);
      answer(ctx, slot, AnswerStatus::rejected);
    } else if (drops_expired_ && now >= requests_[slot].deadline) {
      tell(ctx, kRequestExpired, requests_[slot], waited);
      answer(ctx, slot, AnswerStatus::expired);
    } else {
      begin(ctx, slot);
    }
  }
}

void Service::begin(Context& ctx, std::uint32_t slot) {
  Request& request = requests_[slot];
  if (is_idempotent_ && memory_.knows(request.idempotency_key, ctx.clock())) {
    tell(ctx, kEffectKnown, request, request.idempotency_key);
    return answer(ctx, slot, AnswerStatus::ok);
  }
  request.has_worker = true;
  ++busy_;
  ++in_flight_;
  const Duration time = stretched(service_time_.sample_duration(ctx.random(kServiceTimeDraws)), ctx.service_slowness());
  served_.set(table_key(ctx.set_timer(kServed, time)), slot);
}

void Service::on_served(Context& ctx, std::uint32_t slot) {
  Request& request = requests_[slot];
  if (error_rate_ > 0 && ctx.random(kErrorDraws).chance(error_rate_)) {
    tell(ctx, kErrorAnswered, request);
    request.has_failed = true;
    return finish(ctx, slot);
  }
  if (plan_.empty()) return finish(ctx, slot);
  if (!holds_worker_) free_worker(request);
  call_next(ctx, slot);
  if (!holds_worker_) take_up(ctx);
}

// Of a chain the next call, of a fan-out all of them. A call may end before it returns: then the request goes on from
// here, and not from on_call_end, so that no chain of such calls piles up. Calls of other requests may end meanwhile,
// those that waited for the same caller, and these requests go on within it.
void Service::call_next(Context& ctx, std::uint32_t slot) {
  Request& request = requests_[slot];
  while (request.begun < plan_.size() && !(request.has_failed && !calls_all_at_once_)) {
    const std::size_t n = request.begun++;
    ++request.pending;
    CallRequest call;
    call.origin = request.origin;
    call.idempotency_key = idempotency_key(request.idempotency_key, static_cast<std::int64_t>(n));
    call.key = request.key;
    if (request.deadline != Instant::max()) call.left = request.deadline - ctx.clock();
    request.is_calling = true;
    callers_[plan_[n]]->call(ctx, call, slot);
    request.is_calling = false;
    if (request.pending > 0 && !calls_all_at_once_) return;
  }
  if (request.pending == 0) finish(ctx, slot);
}

void Service::on_call_end(Context& ctx, std::uint64_t ticket, const CallEnd& end) {
  const auto slot = static_cast<std::uint32_t>(ticket);
  Request& request = requests_[slot];
  --request.pending;
  request.is_full = request.is_full && end.is_full;
  if (!end.is_ok) request.has_failed = true;
  request.has_effect = request.has_effect || end.is_ok || end.may_have_effect;
  if (request.is_calling) return;
  if (request.begun == plan_.size() && request.pending > 0) return;
  call_next(ctx, slot);
}

void Service::finish(Context& ctx, std::uint32_t slot) {
  Request& request = requests_[slot];
  if (!request.has_failed && has_effects_) apply_effect(ctx, request);
  if (request.has_worker) free_worker(request);
  --in_flight_;
  answer(ctx, slot, request.has_failed ? AnswerStatus::failed : AnswerStatus::ok);
  take_up(ctx);
}

// Another attempt at the same may have had its effect while this one was worked on.
void Service::apply_effect(Context& ctx, const Request& request) {
  const Instant now = ctx.clock();
  const bool is_known = is_idempotent_ && memory_.knows(request.idempotency_key, now);
  tell(ctx, is_known ? kEffectKnown : kEffectApplied, request, request.idempotency_key);
  if (is_idempotent_ && !is_known) memory_.add(request.idempotency_key, now);
}

void Service::answer(Context& ctx, std::uint32_t slot, AnswerStatus status) {
  const Request& request = requests_[slot];
  ctx.send(request.from, ServiceAnswer{request.to, status, request.is_full, request.has_effect, answer_size_});
  requests_.release(slot);
}

void Service::refuse(Context& ctx, NodeId from, const ServiceCall& call, AnswerStatus status) {
  ctx.send(from, ServiceAnswer{call.from, status, true, false, answer_size_});
}

void Service::free_worker(Request& request) {
  request.has_worker = false;
  --busy_;
}

void Service::tell(Context& ctx, Name event, const Request& request, std::int64_t b) {
  ctx.record(event, request.from, request.origin.operation, b, index(request.origin.client));
}

// Once at the end of each handler: what changes and changes back within it is no change.
void Service::show(Context& ctx) {
  ctx.expose(kQueueLength, static_cast<std::int64_t>(queue_.size()));
  ctx.expose(kBusyWorkers, busy_);
  if (!holds_worker_) ctx.expose(kInFlight, in_flight_);
}

bool Service::Memory::knows(IdempotencyKey key, Instant now) {
  for (; !order.empty() && now - order.front().first > keeps; order.pop_front())
    keys.take(static_cast<std::uint64_t>(order.front().second));
  return keys.contains(static_cast<std::uint64_t>(key));
}

void Service::Memory::add(IdempotencyKey key, Instant now) {
  order.emplace_back(now, key);
  keys.set(static_cast<std::uint64_t>(key), true);
}

}  // namespace orrery
