#include "services/request_client.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/call_observed.h"
#include "services/client_observed.h"
#include "services/timer_key.h"
#include "services/workload.h"

namespace orrery {

const Parameters RequestClient::parameters{
    {"arrivals", ParameterType::form, "poisson rate=100/s", "", "when operations begin", &arrival_forms},
    {"operation", ParameterType::name, "request", "", "what its operations are called, where no trace says so"},
    {"keys", ParameterType::form, "uniform items=1000", "", "what the operations are about", &key_forms},
    {"request_size", ParameterType::size, "128B", "1B..1GiB",
     "of a request on the wire, headers included, where no trace says so"},
};
const std::vector<Field> RequestClient::fields{calls::kBreaker, calls::kProbesPermitted, calls::kProbesDone,
                                               calls::kProbesFailed};
const std::vector<std::string_view> RequestClient::events =
    calls::events_with({calls::kPartAnswered, client::kStartedLate});

namespace {

// As in KvClient: what is later than this was held up.
constexpr Duration kLateness = Duration::microseconds(1);

}  // namespace

const std::vector<std::string_view> RequestClient::orders = calls::orders_with({});

std::unique_ptr<Node> RequestClient::make(const ParameterValues& values) {
  return std::make_unique<RequestClient>(values);
}

std::string RequestClient::contradiction(const ParameterValues& values) {
  const auto calls = values.calls();
  if (calls.size() != 1)
    return fmt::format(
        "a client calls one group, found {}: say which and how with calls: {{ GROUP: {{ timeout: ... }} "
        "}}",
        calls.empty() ? "none" : fmt::format("{}", calls.size()));
  if (calls.front().policies.integer("times") != 1)
    return "a client makes one call for each operation: leave out 'times'";
  return {};
}

RequestClient::RequestClient(const ParameterValues& values)
    : values_(values),
      operation_(values_.word("operation")),
      request_size_(values.size("request_size")),
      arrivals_(make_arrivals(values.form("arrivals"))),
      caller_(0, values.calls().front(), *this) {}

void RequestClient::on_start(Context& ctx) {
  const std::span<const NodeId> peers = ctx.peers();
  const auto position = std::find(peers.begin(), peers.end(), ctx.self()) - peers.begin();
  keys_.emplace(values_.form("keys"), position, static_cast<std::int64_t>(peers.size()));
  caller_.start(ctx);
  serial_ = ctx.clock().nanoseconds();
  latest_arrival_ = ctx.clock();
  if (open_loop() != nullptr) return await_arrival(ctx);
  const auto& loop = std::get<ClosedLoop>(arrivals_);
  for (std::int64_t user = 0; user < loop.outstanding; ++user)
    think(ctx, loop.next(ctx.random(workload::kThink), ctx.load()));
}

void RequestClient::on_message(Context& ctx, const Envelope& envelope) {
  match(envelope, [&](const ServiceAnswer& answer) { caller_.on_answer(ctx, answer); });
}

void RequestClient::on_timer(Context& ctx, TimerId timer) {
  if (timer == arrival_) return on_arrival(ctx);
  if (caller_.on_timer(ctx, timer)) return;
  if (const auto due = thoughts_.take(table_key(timer))) invoke(ctx, *due, {});
}

void RequestClient::on_order(Context& ctx, Name order, NodeId peer) { caller_.on_order(ctx, order, peer); }

void RequestClient::on_reset(Context& ctx, NodeId peer) { caller_.on_reset(ctx, peer); }

OpenLoop* RequestClient::open_loop() {
  if (auto* partly = std::get_if<PartlyOpenLoop>(&arrivals_)) return &partly->sessions;
  return std::get_if<OpenLoop>(&arrivals_);
}

// Each operation is meant to begin one interval after the last was meant to, whenever that was handled: a client that
// was paused makes up for what it has missed.
void RequestClient::await_arrival(Context& ctx) {
  latest_arrival_ += open_loop()->next(ctx.random(workload::kArrival), ctx.load());
  arrival_ = ctx.set_timer(client::kArrival, std::max(Duration(), latest_arrival_ - ctx.clock()));
}

void RequestClient::on_arrival(Context& ctx) {
  const Instant due = latest_arrival_;
  Wanted wanted;
  const Trace::Arrival* recorded = open_loop()->recorded();
  if (recorded != nullptr) wanted = {Name(recorded->operation), recorded->size};
  await_arrival(ctx);
  invoke(ctx, due, wanted);
}

void RequestClient::think(Context& ctx, Duration for_long) {
  thoughts_.set(table_key(ctx.set_timer(client::kThought, for_long)), ctx.clock() + for_long);
}

void RequestClient::invoke(Context& ctx, Instant intended, Wanted wanted) {
  const std::int64_t key = keys_->next(ctx.random(workload::kKeys), ++serial_);
  const Name operation = wanted.operation == Name() ? operation_ : wanted.operation;
  const std::int64_t number = ctx.invoke(operation, key, 0);
  if (const Duration late = ctx.clock() - intended; late > kLateness)
    ctx.record(client::kStartedLate, kNoNode, number, late.nanoseconds());
  const Origin origin{ctx.self(), number};
  caller_.call(ctx,
               {origin, idempotency_key(origin), key, wanted.size == 0 ? request_size_ : wanted.size, Duration::max()},
               static_cast<std::uint64_t>(number));
}

void RequestClient::on_call_end(Context& ctx, std::uint64_t ticket, const CallEnd& end) {
  const auto number = static_cast<std::int64_t>(ticket);
  if (end.is_ok && !end.is_full) ctx.record(calls::kPartAnswered, kNoNode, number, end.attempts, index(ctx.self()));
  ctx.complete(number, end.is_ok ? Outcome::ok : end.may_have_effect ? Outcome::info : Outcome::failed);
  if (const auto* closed = std::get_if<ClosedLoop>(&arrivals_)) {
    think(ctx, closed->next(ctx.random(workload::kThink), ctx.load()));
  } else if (const auto* partly = std::get_if<PartlyOpenLoop>(&arrivals_)) {
    if (const auto pause = partly->next(ctx.random(workload::kThink))) think(ctx, *pause);
  }
}

}  // namespace orrery
