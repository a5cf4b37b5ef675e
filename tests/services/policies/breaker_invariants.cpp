#include "services/policies/breaker_invariants.h"

#include <iterator>
#include <optional>
#include <vector>

#include "services/policies/breaker_account.h"

namespace orrery::test {
namespace {

constexpr int kSteps = 300;

class Schedule {
 public:
  Schedule(std::uint64_t seed, const BreakerSettings& settings, BreakerSubject& subject, BreakerReached& reached)
      : random_(seed, "breaker", "schedule"),
        settings_(settings),
        subject_(subject),
        reached_(reached),
        account_(settings, reached) {
    subject_.observe([this](const BreakerChange& change) { account_.on_change(change); });
    keeps_timer_ = settings.like == BreakerLike::hystrix || random_.chance(0.5);
  }

  std::string run() {
    for (int step = 0; step < kSteps && account_.broken().empty(); ++step) {
      // Backends have good and bad times, or the rates would stay in the middle.
      if (step % 25 == 0) failing_ = random_.uniform();
      advance_to(now_ + drawn_pause());
      const double what = random_.uniform();
      if (what < 0.5)
        acquire();
      else if (what < 0.98)
        finish();
      else
        order();
      account_.end(subject_.breaker());
    }
    return account_.broken();
  }

 private:
  struct Started {
    Instant at;
    int half_opens;  // as they were counted when it was let through
  };

  Duration drawn_pause() {
    if (random_.chance(0.5)) return Duration();
    const Duration most = random_.chance(0.1) ? settings_.wait_open * 2 : Duration::milliseconds(300);
    return Duration::nanoseconds(random_.between(0, most.nanoseconds()));
  }

  void advance_to(Instant to) {
    while (keeps_timer_) {
      const std::optional<Instant> due = subject_.breaker().next_transition();
      if (!due || *due > to) break;
      now_ = *due;
      account_.begin(now_);
      subject_.breaker().on_timer(now_);
      account_.end(subject_.breaker());
    }
    now_ = to;
    account_.begin(now_);
  }

  void acquire() {
    const bool permitted = subject_.try_acquire(now_);
    account_.acquired(permitted);
    if (permitted) started_.push_back({now_, account_.half_opens()});
  }

  void finish() {
    if (started_.empty()) return;
    const auto which = started_.begin() + static_cast<std::ptrdiff_t>(random_.below(started_.size()));
    const Started call = *which;
    started_.erase(which);
    if (random_.chance(0.1)) {
      subject_.release(now_);
      account_.released();
      return;
    }
    const bool failed = random_.chance(failing_);
    const Duration took = now_ - call.at;
    account_.begin(now_, CallOutcome{failed, took > settings_.slow_call});
    if (account_.state() == BreakerState::open) ++reached_.late_in_open;
    if (account_.state() == BreakerState::half_open && call.half_opens < account_.half_opens())
      ++reached_.late_in_half_open;
    if (failed)
      subject_.on_error(now_, took);
    else
      subject_.on_success(now_, took);
  }

  void order() {
    constexpr BreakerState kOrders[] = {BreakerState::closed, BreakerState::closed, BreakerState::forced_open,
                                        BreakerState::disabled, BreakerState::metrics_only};
    const BreakerState to = kOrders[random_.below(std::size(kOrders))];
    account_.begin(now_, std::nullopt, to);
    CircuitBreaker& breaker = subject_.breaker();
    if (to == BreakerState::closed) breaker.reset(now_);
    if (to == BreakerState::forced_open) breaker.force_open(now_);
    if (to == BreakerState::disabled) breaker.disable(now_);
    if (to == BreakerState::metrics_only) breaker.measure_only(now_);
  }

  RandomStream random_;
  const BreakerSettings settings_;
  BreakerSubject& subject_;
  BreakerReached& reached_;
  BreakerAccount account_;
  bool keeps_timer_;
  double failing_ = 0;
  Instant now_;
  std::vector<Started> started_;
};

}  // namespace

BreakerSettings drawn_settings(RandomStream& random, BreakerLike like) {
  const auto percent = [&](std::int64_t low) { return static_cast<double>(random.between(low, 100)) / 100; };
  const bool is_hystrix = like == BreakerLike::hystrix;
  BreakerSettings settings = is_hystrix ? BreakerSettings::hystrix() : BreakerSettings();
  settings.calls_min = random.between(1, 12);
  settings.failure_rate = percent(1);
  settings.wait_open = Duration::milliseconds(random.between(100, 3000));
  if (is_hystrix) return settings;
  settings.window_calls = random.between(1, 15);
  if (random.chance(0.5)) settings.window_time = Duration::seconds(random.between(1, 8));
  settings.slow_rate = percent(20);
  settings.slow_call = Duration::milliseconds(random.between(50, 1000));
  settings.half_open_calls = random.between(1, 6);
  if (random.chance(0.3)) settings.wait_open_factor = 2;
  if (random.chance(0.5)) settings.wait_open_cap = settings.wait_open * 5;
  if (random.chance(0.3)) settings.half_open_wait = Duration::milliseconds(random.between(100, 3000));
  settings.automatic = random.chance(0.3);
  return settings;
}

std::string broken_invariant(std::uint64_t seed, const BreakerSettings& settings, BreakerSubject& subject,
                             BreakerReached& reached) {
  return Schedule(seed, settings, subject, reached).run();
}

}  // namespace orrery::test
