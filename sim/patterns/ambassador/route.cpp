#include "patterns/ambassador/route.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/check.h"
#include "patterns/ambassador/ambassador_observed.h"
#include "services/policies.h"

namespace orrery::ambassador {

Route::Route(const Call& call, const UpstreamThresholds& thresholds, std::int64_t retries_max, CallOwner& owner,
             const Endpoints& endpoints)
    : target_(call.target),
      policies_at_start_(call.policies),
      policies_(call.policies),
      owner_(owner),
      endpoints_(endpoints),
      retries_max_(retries_max),
      limits_(thresholds) {}

void Route::start(Context& ctx) {
  add_caller(ctx);
  tell(ctx, 0);
}

void Route::call(Context& ctx, const CallRequest& request, std::uint64_t ticket) {
  callers_.back()->call(ctx, request, ticket);
  settle(ctx);
}

// A number that is not there is of a caller whose calls are all over, or from before a crash.
void Route::on_answer(Context& ctx, const ServiceAnswer& answer) {
  if (answer.to.caller < callers_.size() && callers_[answer.to.caller] != nullptr)
    callers_[answer.to.caller]->on_answer(ctx, answer);
  settle(ctx);
}

bool Route::on_timer(Context& ctx, TimerId timer) {
  const bool is_own = std::any_of(callers_.rbegin(), callers_.rend(), [&](const auto& caller) {
    return caller != nullptr && caller->on_timer(ctx, timer);
  });
  settle(ctx);
  return is_own;
}

void Route::on_reset(Context& ctx, NodeId peer) {
  for (const auto& caller : callers_)
    if (caller != nullptr) caller->on_reset(ctx, peer);
  settle(ctx);
}

void Route::configure(Context& ctx, std::span<const ConfigurationChange> changes) {
  const std::string head = "calls." + target_ + ".";
  ParameterValues policies = policies_;
  bool is_changed = false;
  for (const ConfigurationChange& change : changes) {
    if (!change.path.starts_with(head)) continue;
    const auto set = policies.set(std::string_view(change.path).substr(head.size()), change.text);
    ORRERY_CHECK(set.has_value(), "a change that is valid by itself: " + change.path);
    is_changed = true;
  }
  if (!is_changed) return;
  if (!contradiction_of_policies(policies).empty()) {
    ctx.record(kPoliciesRefused, kNoNode);
    return ctx.expose(kUpdatesRejected, ++updates_rejected_);
  }
  policies_ = std::move(policies);
  callers_.back()->retire(ctx);
  drop_done();
  tell(ctx, 1 + (has_other({"breaker", "order"}) ? kBreakerChanged : 0) +
                (has_other({"retry_budget", "hedge"}) ? kBudgetChanged : 0));
  add_caller(ctx);
}

void Route::settle(Context& ctx) {
  while (const auto next = limits_.next()) callers_[next->caller]->let_in(ctx, next->slot);
  drop_done();
}

void Route::drop_done() {
  for (auto& caller : callers_) {
    if (caller == nullptr || !caller->is_retired() || caller->in_flight() > 0) continue;
    caller->leave();
    caller.reset();
  }
}

std::optional<Duration> Route::timeout() const {
  if (!policies_.has("deadline")) return std::nullopt;
  return policies_.duration("deadline");
}

std::int64_t Route::attempts_max() const { return CallStack(policies_).retry.attempts_max; }

bool Route::has_other(std::initializer_list<std::string_view> heads) const {
  return std::any_of(policies_.declared().begin(), policies_.declared().end(), [&](const Parameter& row) {
    const bool is_asked = std::any_of(heads.begin(), heads.end(), [&](std::string_view head) {
      return row.path == head || (row.path.starts_with(head) && row.path.substr(head.size()).starts_with('.'));
    });
    if (!is_asked) return false;
    if (policies_.has(row.path) != policies_at_start_.has(row.path)) return true;
    return policies_.has(row.path) && policies_.text(row.path) != policies_at_start_.text(row.path);
  });
}

void Route::tell(Context& ctx, std::int64_t change) const {
  ctx.record(kPoliciesSet, kNoNode, timeout().value_or(Duration()).nanoseconds(), attempts_max(), change);
}

void Route::on_change(Context& ctx, const Endpoint& endpoint) {
  for (const auto& caller : callers_) {
    if (caller == nullptr) continue;
    caller->on_membership(ctx, endpoint.node, endpoint.is_member);
    if (endpoint.is_member) caller->on_health(ctx, endpoint.node, endpoint.is_healthy);
  }
}

void Route::add_caller(Context& ctx) {
  const auto number = static_cast<std::uint32_t>(callers_.size());
  Call call{target_, policies_};
  if (policies_.has("retry") && !policies_.has("retry_budget"))
    ORRERY_CHECK(call.policies.set("retry_budget", fmt::format("limit max={}", retries_max_)).has_value(),
                 "a limit that the budget's table allows");
  Caller& caller = *callers_.emplace_back(std::make_unique<Caller>(number, call, owner_));
  caller.act_as_proxy(limits_);
  caller.start(ctx);
  for (const Endpoint& endpoint : endpoints_.all()) {
    if (!endpoint.is_member) caller.on_membership(ctx, endpoint.node, false);
    if (endpoint.is_member && !endpoint.is_healthy) caller.on_health(ctx, endpoint.node, false);
  }
}

}  // namespace orrery::ambassador
