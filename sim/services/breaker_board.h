// The circuit breakers of one node: they are kept here because calls to several groups may share one, and because the
// node shows the state of all of them in one field. It keeps their timers and writes their Records
// (call_observed.h); what a breaker decides is its own (policies/breaker.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/context.h"
#include "services/policies/breaker.h"

namespace orrery {

class BreakerBoard {
 public:
  using Id = std::uint32_t;

  BreakerBoard() = default;
  virtual ~BreakerBoard() = default;

  // A closed breaker. Of per = caller the one that the node has already, where there is one; then it is on nobody in
  // particular. `on` is an instance of the group that is called; of per = endpoint, that endpoint.
  Id add(Context& ctx, const BreakerSettings& settings, NodeId on);

  // As CircuitBreaker has them.
  bool try_acquire(Context& ctx, Id breaker);
  void on_end(Context& ctx, Id breaker, bool is_error, Duration took);
  virtual void release(Context& ctx, Id breaker);
  // An operator's order (call_observed.h); any other changes nothing.
  void order(Context& ctx, Id breaker, Name order);
  // False where the timer is none of a breaker's.
  bool on_timer(Context& ctx, TimerId timer);

  // Others stand in for it from now on: calls that it has let through still end at it, but it is neither shown nor
  // shared, and keeps no timer and writes no Record any more.
  void retire(Context& ctx, Id breaker);
  // One that is retired, and that nobody asks again: its Id may be given to another.
  void remove(Id breaker);

  NodeId on(Id breaker) const { return breakers_[breaker]->on; }

 private:
  struct Kept {
    Kept(const BreakerSettings& given, Instant made, NodeId whose) : settings(given), breaker(given, made), on(whose) {}
    BreakerSettings settings;
    bool is_retired = false;
    CircuitBreaker breaker;
    NodeId on;
    std::vector<BreakerChange> changes;  // not told yet
    std::optional<Instant> due;          // of the timer that is set
    TimerId timer;
  };
  // After what was due by now, so that Records tell of it before what comes of the event at hand.
  Kept& up_to_now(Context& ctx, Id breaker);
  static bool is_in_force(const std::unique_ptr<Kept>& kept) { return kept != nullptr && !kept->is_retired; }
  // Tells of the changes, keeps the timer, shows the field.
  void settle(Context& ctx, Kept& kept);
  void show(Context& ctx);
  // How the probes of half-open do.
  void show_probes(Context& ctx);
  // Which thresholds the change says were reached.
  static void record_reached(Context& ctx, const Kept& kept, const BreakerChange& change);

  std::vector<std::unique_ptr<Kept>> breakers_;  // by Id; nullptr: removed
  bool has_probed_ = false;                      // some breaker was half-open
};

}  // namespace orrery
