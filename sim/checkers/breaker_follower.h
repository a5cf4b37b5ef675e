// Follows the circuit breakers of a group's calls by the Records of their nodes. What a breaker ought to be in and to
// count is kept here anew, by brute force, from what the caller sends and hears and an operator orders; the breakers
// themselves are not asked. An operator's new policies have new breakers (RequestAges); those whose settings he has
// changed are not followed. An endpoint that comes back has a new one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "checkers/checked_nodes.h"
#include "checkers/request_ages.h"
#include "core/checker.h"

namespace orrery {

// The settings of the breaker of one call, as the scenario has them.
struct CheckedBreaker {
  enum class Per : std::uint8_t { caller, target, endpoint };
  std::string target;  // the group that is called
  Per per = Per::target;
  std::int64_t window_calls = 100;      // where there is no window_time
  std::optional<Duration> window_time;  // whole seconds
  std::int64_t calls_min = 100;
  double failure_rate = 0.5;  // fractions
  double slow_rate = 1;
  Duration slow_call;
  std::int64_t half_open_calls = 10;
  bool judges_calls = true;   // after every call, as resilience4j does; false: at intervals, as Hystrix does, which
                              // keeps its window in tenths, over half-open too, and knows no slow calls
  bool lets_attempts = true;  // each attempt asks it; false: it stands outside of retry
};

class BreakerFollower {
 public:
  enum class State : std::uint8_t { closed, open, half_open, forced_open, disabled, metrics_only };
  struct Heard {
    std::int64_t at;  // nanoseconds of the node's clock
    bool failed, slow;
  };
  // One breaker of one node.
  struct Breaker {
    const CheckedBreaker* settings = nullptr;
    State state = State::closed;
    std::vector<Heard> window;  // since it was made, expired or not
    bool counts_probes = false;
    bool was_paused = false;  // its node was, since it last heard of a call
    std::int64_t sent = 0, heard = 0;
    std::int64_t permits_taken = 0, permits_returned = 0;  // of this half-open
  };
  enum class What : std::uint8_t {
    nothing,
    opened,
    probing,
    reopened,
    overdue,
    closed,
    set,  // by order: `to`
    sent,
    refused
  };
  // What a Record says, with the breaker as it was before.
  struct Step {
    What what = What::nothing;
    Breaker* breaker = nullptr;
    bool had_waited = false;  // of sent: it was let through when its wait began
    State to = State::closed;
  };

  BreakerFollower(std::vector<NodeId> nodes, std::vector<CheckedBreaker> breakers);

  void on_start(const RunInfo& info);
  // To be completed by `apply`, with the same Record.
  Step look_at(const Record& record);
  void apply(const Record& record, const Step& step);

  struct Counts {
    std::int64_t calls = 0, failed = 0, slow = 0;
  };
  // Of its window as it is at the Record; of one that is judged at intervals nothing, where a clock may be wrong.
  std::optional<Counts> recount(const Breaker& breaker, const Record& record) const;
  // Whether attempts that some breaker of the node has let through may wait at a gate further in.
  bool has_waiting(NodeId node) const;
  static std::int64_t calls_min(const Breaker& breaker);
  static bool reaches_threshold(const CheckedBreaker& settings, const Counts& counts);

  std::string name(const Record& record) const;  // "payments-1's breaker on database-1"

 private:
  Breaker* on_behalf_of(NodeId node, NodeId callee);
  Breaker* of_event(const Record& record);
  Breaker& at(NodeId node, NodeId on, const CheckedBreaker& settings);
  const CheckedBreaker* settings_of(NodeId callee) const;

  void follow(const Record& record);
  // The breaker that an endpoint has for itself, where it has one.
  void forget_own(NodeId node, NodeId endpoint);
  void hear(const Record& record, Breaker& breaker);
  void take(const Record& record, const Step& step);
  void set_by_order(const Record& record, State state);
  static void set(Breaker& breaker, State state);

  CheckedNodes nodes_;
  RequestAges ages_;
  std::set<NodeId> unknown_;  // whose breakers have other settings than those that are known
  bool clocks_are_right_ = true;
  std::vector<CheckedBreaker> settings_;
  std::size_t shared_ = 0;                     // settings that are per caller
  std::vector<std::size_t> settings_by_node_;  // of a callee; the number of settings where it is none
  std::vector<NodeId> first_of_group_;         // by node
  std::map<std::pair<NodeId, NodeId>, Breaker> breakers_;
  // Attempts that wait at a gate further in: node, client, operation, attempt. Several may have one number: those of a
  // fan-out, or of requests at a proxy that one operation has made.
  using Attempt = std::tuple<NodeId, std::int64_t, std::int64_t, std::int64_t>;
  void end_wait(const Attempt& attempt);
  std::multiset<Attempt> waiting_;
};

}  // namespace orrery
