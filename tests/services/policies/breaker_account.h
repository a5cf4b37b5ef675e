// What a circuit breaker ought to have recorded, permitted and changed to, kept by brute force beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/policies/breaker.h"
#include "services/policies/breaker_invariants.h"

namespace orrery::test {

class BreakerAccount {
 public:
  BreakerAccount(const BreakerSettings& settings, BreakerReached& reached) : settings_(settings), reached_(reached) {}

  // Before an operation on the breaker: the outcome that it hands in, the state that it orders.
  void begin(Instant now, std::optional<CallOutcome> outcome = {}, std::optional<BreakerState> order = {});
  // As the breaker's observer.
  void on_change(const BreakerChange& change);
  // After the operation.
  void acquired(bool permitted);
  void released();
  void end(const CircuitBreaker& breaker);

  BreakerState state() const { return state_; }
  // Grows with every half-open, so that a call can tell whether it was let through by this one.
  int half_opens() const { return half_opens_; }
  // The first invariant that broke.
  const std::string& broken() const { return broken_; }

 private:
  struct Recorded {
    Instant at;
    CallOutcome outcome;
  };
  void require(bool holds, const char* invariant);
  bool is_hystrix() const { return settings_.like == BreakerLike::hystrix; }
  void record_pending();
  void enter(BreakerState state);
  void check_edge(const BreakerChange& change);
  void check_verdict(const BreakerChange& change);
  CallCounts recount() const;
  std::int64_t calls_min() const;
  bool reaches_threshold(const CallCounts& counts) const;
  Duration wait() const;

  const BreakerSettings settings_;
  BreakerReached& reached_;
  std::string broken_;

  BreakerState state_ = BreakerState::closed;
  bool counts_probes_ = false;    // the window is that of half-open
  std::vector<Recorded> window_;  // everything since it was made, expired or not
  std::int64_t permits_taken_ = 0;
  std::int64_t permits_returned_ = 0;
  std::int64_t openings_ = 0;
  int half_opens_ = 0;
  Instant opened_;
  Instant half_opened_;

  Instant now_;
  std::optional<CallOutcome> pending_;
  std::optional<BreakerState> order_;
  bool has_changed_ = false;
};

}  // namespace orrery::test
