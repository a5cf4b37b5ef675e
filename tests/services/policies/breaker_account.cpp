#include "services/policies/breaker_account.h"

#include <algorithm>
#include <cmath>

namespace orrery::test {
namespace {

bool is_verdict(BreakerReason reason) {
  switch (reason) {
    case BreakerReason::failure_rate:
    case BreakerReason::slow_rate:
    case BreakerReason::both_rates:
    case BreakerReason::probes_held:
    case BreakerReason::probe_failed: return true;
    case BreakerReason::wait_over:
    case BreakerReason::half_open_wait_over:
    case BreakerReason::order: return false;
  }
  return false;
}

// The thresholds of the schedules are whole percents, so that whole numbers decide.
bool reaches_percent(std::int64_t part, std::int64_t calls, double threshold) {
  return part * 100 >= std::llround(threshold * 100) * calls;
}

}  // namespace

void BreakerAccount::require(bool holds, const char* invariant) {
  if (!holds && broken_.empty()) broken_ = invariant;
}

void BreakerAccount::begin(Instant now, std::optional<CallOutcome> outcome, std::optional<BreakerState> order) {
  now_ = now;
  pending_ = outcome;
  order_ = order;
  has_changed_ = false;
}

void BreakerAccount::record_pending() {
  if (pending_ && state_ != BreakerState::forced_open && state_ != BreakerState::disabled)
    window_.push_back({now_, *pending_});
  pending_.reset();
}

void BreakerAccount::on_change(const BreakerChange& change) {
  require(change.at == now_, "a change is told when it happens");
  require(change.from == state_ && change.to != change.from, "a change begins at the state that was told last");
  check_edge(change);
  if (is_verdict(change.reason)) {
    record_pending();
    check_verdict(change);
  }
  require(change.counts.window == recount(), "a change tells the counts of its window");
  if (change.reason == BreakerReason::wait_over) {
    const bool in_time = settings_.automatic ? now_ >= opened_ + wait() : now_ > opened_ + wait();
    require(in_time, "open lasts as long as its wait");
  }
  if (change.reason == BreakerReason::half_open_wait_over)
    require(settings_.half_open_wait && now_ >= half_opened_ + *settings_.half_open_wait,
            "half-open lasts as long as its wait");
  enter(change.to);
  has_changed_ = true;
}

void BreakerAccount::check_edge(const BreakerChange& change) {
  if (change.reason == BreakerReason::order) {
    require(order_ == change.to, "nothing is done by order that was not ordered");
    return;
  }
  using S = BreakerState;
  const bool is_edge =
      (change.from == S::closed && change.to == S::open) || (change.from == S::open && change.to == S::half_open) ||
      (change.from == S::half_open && change.to == S::open) || (change.from == S::half_open && change.to == S::closed);
  require(is_edge, "only the edges of the diagram are taken");
  if (change.from == S::closed) ++reached_.opened;
  if (change.to == S::closed) ++reached_.closed_by_probes;
  if (change.reason == BreakerReason::half_open_wait_over) ++reached_.reopened_by_wait;
  if (change.from == S::half_open && change.to == S::open && is_verdict(change.reason)) ++reached_.reopened_by_probes;
}

void BreakerAccount::check_verdict(const BreakerChange& change) {
  const bool by_probe_alone = is_hystrix() && change.from == BreakerState::half_open;
  if (by_probe_alone) return;
  const CallCounts counts = recount();
  require(counts.calls >= calls_min(), "no verdict below the minimum of calls");
  require(reaches_threshold(counts) == (change.to == BreakerState::open), "a verdict follows from the rates");
}

void BreakerAccount::enter(BreakerState state) {
  state_ = state;
  permits_taken_ = permits_returned_ = 0;
  const bool keeps_window = state == BreakerState::open || (state == BreakerState::half_open && is_hystrix());
  if (!keeps_window) {
    window_.clear();
    counts_probes_ = state == BreakerState::half_open;
  }
  if (state == BreakerState::open) opened_ = now_;
  if (state == BreakerState::half_open) {
    half_opened_ = now_;
    ++half_opens_;
  } else if (state == BreakerState::open || state == BreakerState::forced_open) {
    ++openings_;
  } else {
    openings_ = 0;
  }
}

void BreakerAccount::acquired(bool permitted) {
  const bool is_shut = state_ == BreakerState::open || state_ == BreakerState::forced_open;
  require(!(permitted && is_shut), "no call is let through while open");
  if (state_ == BreakerState::open) require(now_ <= opened_ + wait(), "open ends when its wait is over");
  if (state_ != BreakerState::half_open) {
    require(permitted || is_shut, "a call is refused only while open or half-open");
    return;
  }
  if (permitted) ++permits_taken_;
  if (!permitted) ++reached_.refused_in_half_open;
  if (is_hystrix()) require(!permitted || has_changed_, "at most the permitted calls are out in half-open");
}

void BreakerAccount::released() {
  if (state_ != BreakerState::half_open) return;
  ++permits_returned_;
  ++reached_.released_in_half_open;
}

void BreakerAccount::end(const CircuitBreaker& breaker) {
  record_pending();
  // An order for the state that it is in changes nothing but the window.
  if (order_ && !has_changed_) enter(*order_);
  require(breaker.state() == state_, "no state changes without being told");
  const CallCounts counts = recount();
  require(breaker.counts(now_).window == counts, "the window counts what a recount does");
  const bool must_have_judged = state_ == BreakerState::closed && !is_hystrix() && !window_.empty() &&
                                window_.back().at == now_ && counts.calls >= calls_min();
  require(!must_have_judged || !reaches_threshold(counts), "a rate that reaches its threshold opens the breaker");
  if (state_ != BreakerState::half_open || is_hystrix()) return;
  require(permits_taken_ - permits_returned_ <= settings_.half_open_calls,
          "at most the permitted calls are out in half-open");
  require(breaker.permits_left() == settings_.half_open_calls - permits_taken_ + permits_returned_,
          "permits are conserved");
}

CallCounts BreakerAccount::recount() const {
  CallCounts counts;
  const auto second_of = [](Instant at) { return at.since_start() / Duration::seconds(1); };
  const bool by_time = settings_.window_time && !counts_probes_;
  const auto size = static_cast<std::size_t>(counts_probes_ ? settings_.half_open_calls : settings_.window_calls);
  for (std::size_t i = 0; i < window_.size(); ++i) {
    const bool is_in_time = second_of(window_[i].at) > second_of(now_) - *settings_.window_time / Duration::seconds(1);
    const bool is_latest = window_.size() - i <= size;
    if (!(by_time ? is_in_time : is_latest)) continue;
    const CallOutcome outcome = window_[i].outcome;
    const bool is_slow = outcome.slow && !is_hystrix();
    counts.calls += 1;
    counts.failed += outcome.failed ? 1 : 0;
    counts.slow += is_slow ? 1 : 0;
    counts.slow_failed += outcome.failed && is_slow ? 1 : 0;
  }
  return counts;
}

std::int64_t BreakerAccount::calls_min() const {
  if (counts_probes_) return std::min(settings_.calls_min, settings_.half_open_calls);
  return settings_.window_time ? settings_.calls_min : std::min(settings_.calls_min, settings_.window_calls);
}

bool BreakerAccount::reaches_threshold(const CallCounts& counts) const {
  return reaches_percent(counts.failed, counts.calls, settings_.failure_rate) ||
         (!is_hystrix() && reaches_percent(counts.slow, counts.calls, settings_.slow_rate));
}

Duration BreakerAccount::wait() const {
  const Duration cap = settings_.wait_open_cap.value_or(Duration::max());
  Duration wait = settings_.wait_open;
  for (std::int64_t i = 1; i < openings_ && wait < cap; ++i)
    wait = wait * static_cast<std::int64_t>(settings_.wait_open_factor);
  return std::min(wait, cap);
}

}  // namespace orrery::test
