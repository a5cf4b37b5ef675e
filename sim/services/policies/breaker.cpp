#include "services/policies/breaker.h"

#include <utility>

namespace orrery {
namespace {

using Rules = std::variant<Resilience4jBreaker, HystrixBreaker>;

Rules rules_of(const BreakerSettings& settings, Instant made) {
  if (settings.like == BreakerLike::hystrix) return HystrixBreaker(settings, made);
  return Resilience4jBreaker(settings);
}

}  // namespace

CircuitBreaker::CircuitBreaker(const BreakerSettings& settings, Instant made) : rules_(rules_of(settings, made)) {}

bool CircuitBreaker::try_acquire(Instant now) {
  return std::visit([&](auto& rules) { return rules.try_acquire(now); }, rules_);
}

void CircuitBreaker::on_success(Instant now, Duration took) {
  std::visit([&](auto& rules) { rules.on_success(now, took); }, rules_);
}

void CircuitBreaker::on_error(Instant now, Duration took) {
  std::visit([&](auto& rules) { rules.on_error(now, took); }, rules_);
}

void CircuitBreaker::release(Instant now) {
  std::visit([&](auto& rules) { rules.release(now); }, rules_);
}

std::optional<Instant> CircuitBreaker::next_transition() const {
  return std::visit([](const auto& rules) { return rules.next_transition(); }, rules_);
}

void CircuitBreaker::on_timer(Instant now) {
  std::visit([&](auto& rules) { rules.on_timer(now); }, rules_);
}

void CircuitBreaker::force_open(Instant now) { order(now, BreakerState::forced_open); }
void CircuitBreaker::disable(Instant now) { order(now, BreakerState::disabled); }
void CircuitBreaker::measure_only(Instant now) { order(now, BreakerState::metrics_only); }
void CircuitBreaker::reset(Instant now) { order(now, BreakerState::closed); }

void CircuitBreaker::order(Instant now, BreakerState to) {
  std::visit([&](auto& rules) { rules.order(now, to); }, rules_);
}

BreakerState CircuitBreaker::state() const {
  return std::visit([](const auto& rules) { return rules.state(); }, rules_);
}

BreakerCounts CircuitBreaker::counts(Instant now) const {
  return std::visit([&](const auto& rules) { return rules.counts(now); }, rules_);
}

std::int64_t CircuitBreaker::permits_left() const {
  return std::visit([](const auto& rules) { return rules.permits_left(); }, rules_);
}

void CircuitBreaker::observe(BreakerObserver observer) {
  std::visit([&](auto& rules) { rules.observe(std::move(observer)); }, rules_);
}

}  // namespace orrery
