// Whom the tries of an attempt go to, and how they end: balance, hedges, hosts that are ejected.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/check.h"
#include "services/call_observed.h"
#include "services/caller.h"

namespace orrery {

using namespace calls;

void Caller::make_hosts(Context& ctx) {
  const std::span<const NodeId> group = ctx.group(target_);
  ORRERY_CHECK(!group.empty(), "a group to call that has members");
  nodes_.assign(group.begin(), group.end());
  hosts_.emplace(stack_->panic_threshold);
  const std::vector<std::int64_t>& weights = stack_->weights;
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    hosts_->add(fmt::format("{}-{}", target_, i + 1), weights.empty() ? 1 : weights[std::min(i, weights.size() - 1)]);
  const std::span<const NodeId> peers = ctx.peers();
  const auto position = std::find(peers.begin(), peers.end(), ctx.self()) - peers.begin();
  balancer_ = make_balancer(stack_->balance, static_cast<std::size_t>(position));
  if (stack_->breaker) {
    const std::size_t count = has_own_breakers() ? nodes_.size() : 1;
    for (std::size_t i = 0; i < count; ++i)
      breakers_.push_back({owner_.breakers().add(ctx, *stack_->breaker, nodes_[i])});
  }
  if (stack_->outlier_detection) {
    outliers_.emplace(*stack_->outlier_detection);
    outlier_timer_ = ctx.set_timer(kOutlierInterval, outliers_->settings().interval);
  }
}

// Another than those that had a try of the call before, where it can be found.
std::optional<HostId> Caller::pick_host(Context& ctx, const Open& call) {
  const std::span<const HostId> tried(call.tried.data(), std::min(call.tried_count, kTriedMax));
  const std::uint64_t key = key_hash(static_cast<std::uint64_t>(call.request.key));
  RandomStream& random = ctx.random(kBalanceDraws);
  if (tried.empty()) return balancer_->pick(key, *hosts_, random);
  return pick_other(*balancer_, key, *hosts_, random, tried);
}

std::optional<HostId> Caller::take_host(Context& ctx, Open& call) {
  if (!has_own_breakers()) return pick_host(ctx, call);
  if (!hosts_->is_eligible(*call.host)) {
    tell_breaker(ctx, call, std::nullopt);
    pass_breaker(ctx, call);
  }
  return std::exchange(call.host, std::nullopt);
}

void Caller::send_try(Context& ctx, std::uint32_t slot, HostId host, Instant since) {
  Open& call = open_[slot];
  const CallRequest& request = call.request;
  const NodeId node = nodes_[index(host)];
  hosts_->on_call_begin(host);
  ++tries_under_way_;
  call.tries.push_back({++last_number_, host, since});
  call.tried[call.tried_count++ % kTriedMax] = host;
  ++call.tries_made;
  call.asked_last = node;
  ctx.record(call.tries_made == 1 ? kAttempted : kHedged, node, request.origin.operation, call.attempt,
             index(request.origin.client));
  ctx.send(node, ServiceCall{{last_number_, slot, number_},
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
  const bool may_hedge =
      stack_->hedge && stack_->hedge->delay && static_cast<std::int64_t>(call.tries_made) <= stack_->hedge->hedges_max;
  if (may_hedge) call.hedge_timer = set_timer(ctx, kHedge, *stack_->hedge->delay, {slot, Wakes::hedge});
}

// A node that was paused may come to it when the attempt's time is over.
bool Caller::hedge(Context& ctx, std::uint32_t slot) {
  Open& call = open_[slot];
  if (call.attempt_until <= ctx.clock()) return false;
  const std::optional<HostId> host = pick_host(ctx, call);
  if (!host || (limits_ != nullptr && !limits_->try_enter())) return false;
  if (!call.hedged->try_hedge(*hedge_allowance_)) {
    if (limits_ != nullptr) limits_->leave();
    return false;
  }
  if (has_own_breakers() && !try_host(ctx, *host)) {
    if (limits_ != nullptr) limits_->leave();
    return false;
  }
  send_try(ctx, slot, *host, ctx.clock());
  return true;
}

void Caller::drop_try(Context& ctx, Open& call, std::size_t n, std::optional<AttemptOutcome> outcome) {
  const Try over = call.tries[n];
  call.tries[n] = call.tries.back();
  call.tries.pop_back();
  hosts_->on_call_end(over.host);
  --tries_under_way_;
  if (limits_ != nullptr) limits_->leave();
  if (has_own_breakers()) end_at_host(ctx, over.host, outcome, ctx.clock() - over.since);
  if (outliers_ && outcome) on_host_result(ctx, over.host, *outcome);
}

// An attempt has failed when the last of its tries has.
void Caller::fail_try(Context& ctx, std::uint32_t slot, std::size_t n, AttemptOutcome outcome, Failure failure,
                      bool may_have_effect) {
  Open& call = open_[slot];
  call.may_have_effect |= may_have_effect;
  drop_try(ctx, call, n, outcome);
  if (!call.tries.empty()) return;
  fail_attempt(ctx, slot, outcome, failure);
}

void Caller::on_host_result(Context& ctx, HostId host, AttemptOutcome outcome) {
  if (const auto change = outliers_->on_result(*hosts_, host, outcome != AttemptOutcome::ok, ctx.clock()))
    tell_outlier(ctx, *change);
}

void Caller::on_outlier_interval(Context& ctx) {
  for (const OutlierChange& change : outliers_->on_interval(*hosts_, ctx.clock())) tell_outlier(ctx, change);
  outlier_timer_ = ctx.set_timer(kOutlierInterval, outliers_->settings().interval);
}

void Caller::tell_outlier(Context& ctx, const OutlierChange& change) {
  if (is_retired_) return;
  ctx.record(change.is_ejected ? kHostEjected : kHostRestored, nodes_[index(change.host)],
             static_cast<std::int64_t>(change.reason), hosts_->ejected_count());
  show_mode(ctx);
}

HostId Caller::host_of(NodeId instance) const {
  const auto found = std::find(nodes_.rbegin(), nodes_.rend(), instance);
  ORRERY_CHECK(found != nodes_.rend(), "an instance of the group that is called");
  return static_cast<HostId>(nodes_.rend() - found - 1);
}

void Caller::on_membership(Context& ctx, NodeId instance, bool is_member) {
  const HostId host = host_of(instance);
  if (hosts_->is_member(host) == is_member) return;
  if (is_member) {
    hosts_->add(hosts_->name(host), hosts_->weight(host));
    nodes_.push_back(instance);
    if (has_own_breakers()) breakers_.push_back({owner_.breakers().add(ctx, *stack_->breaker, instance)});
    if (has_own_breakers() && is_retired_) owner_.breakers().retire(ctx, breakers_.back().id);
  } else {
    hosts_->remove(host);
    if (has_own_breakers()) retire_breaker(ctx, breakers_[index(host)]);
  }
  show_mode(ctx);
}

void Caller::on_health(Context& ctx, NodeId instance, bool is_healthy) {
  const HostId host = host_of(instance);
  if (!is_healthy) {
    hosts_->fail_health_check(host);
  } else {
    hosts_->pass_health_check(host);
    if (outliers_)
      if (const auto change = outliers_->on_health_check_passed(*hosts_, host)) tell_outlier(ctx, *change);
  }
  show_mode(ctx);
}

void Caller::show_mode(Context& ctx) {
  if (is_retired_ || hosts_->mode() == mode_told_) return;
  mode_told_ = hosts_->mode();
  const auto in_order = std::count_if(hosts_->members().begin(), hosts_->members().end(),
                                      [&](HostId host) { return hosts_->health(host) == HostHealth::healthy; });
  ctx.record(mode_told_ == SetMode::panic ? kPanicBegan : kPanicEnded, nodes_.front(), in_order,
             static_cast<std::int64_t>(hosts_->members().size()));
}

}  // namespace orrery
