#include "patterns/ambassador/health_checker.h"

#include "patterns/ambassador/ambassador_observed.h"
#include "services/timer_key.h"

namespace orrery::ambassador {

HealthChecker::HealthChecker(const ParameterValues& values) {
  if (values.has("health_check")) settings_.emplace(values);
}

// The numbers of probes begin at the node's clock: a report to one from before a crash is told from all others.
void HealthChecker::start(Context& ctx, const Endpoints& endpoints) {
  if (!settings_) return;
  last_number_ = ctx.clock().nanoseconds();
  for (const Endpoint& endpoint : endpoints.all()) checked_.push_back({endpoint.node, HealthCheck(*settings_), 0, {}});
  for (std::size_t position = 0; position < checked_.size(); ++position) ask(ctx, position, endpoints);
}

// One that is no member is not asked, but may become one.
void HealthChecker::ask(Context& ctx, std::size_t position, const Endpoints& endpoints) {
  Checked& checked = checked_[position];
  if (!endpoints.is_member(checked.node)) {
    checked.check = HealthCheck(*settings_);
    return set_timer(ctx, position, kCheckDue, settings_->interval);
  }
  checked.asked = ++last_number_;
  ctx.send(checked.node, HealthProbe{checked.asked});
  set_timer(ctx, position, kCheckTimeout, settings_->timeout);
}

void HealthChecker::on_report(Context& ctx, NodeId from, const HealthReport& report, Endpoints& endpoints) {
  for (std::size_t position = 0; position < checked_.size(); ++position) {
    if (checked_[position].node != from || checked_[position].asked != report.number) continue;
    timers_.take(table_key(checked_[position].timer));
    ctx.cancel_timer(checked_[position].timer);
    return on_result(ctx, position, report.is_well, endpoints);
  }
}

bool HealthChecker::on_timer(Context& ctx, TimerId timer, Endpoints& endpoints) {
  const auto position = timers_.take(table_key(timer));
  if (!position) return false;
  if (checked_[*position].asked == 0) {
    ask(ctx, *position, endpoints);
  } else {
    on_result(ctx, *position, false, endpoints);
  }
  return true;
}

void HealthChecker::on_result(Context& ctx, std::size_t position, bool is_well, Endpoints& endpoints) {
  Checked& checked = checked_[position];
  checked.asked = 0;
  if (is_well) {
    checked.check.on_passed();
  } else {
    checked.check.on_failed();
  }
  endpoints.set_health(ctx, checked.node, checked.check.state() == HealthCheck::State::healthy);
  set_timer(ctx, position, kCheckDue, settings_->interval);
}

void HealthChecker::set_timer(Context& ctx, std::size_t position, Name what, Duration after) {
  checked_[position].timer = ctx.set_timer(what, after);
  timers_.set(table_key(checked_[position].timer), position);
}

}  // namespace orrery::ambassador
