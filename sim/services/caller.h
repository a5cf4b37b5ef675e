// Calls one group of services, as its policies say: a component that any node can hold, one for each group that it
// calls. It gives one end for every call, and owns what lies between: attempts, waiting, timeouts, pauses, the
// deadline, the choice of endpoints, the fallback. The end says what the last attempt failed by.
//
//   call --> at the gates --let through--> attempting --ok--> ended ok, in full or, where the answer says so, in part
//              |   ^  ^ its turn             |
//              |   |  +-- queued             | answered but not ok, no answer in time, stream reset
//              |   | pause over: the next    |
//              |   |         attempt         v
//              |   +--------------------- pausing
//              |                             |
//   refused by a gate, attempts or budget used up, not to be tried again, or no time left for another:
//   ended ok in part where there is a fallback, otherwise not ok
//
// Gates are the policies that let through, have wait or refuse (policy_order.h). What its own gates refuse a call does
// not try again. A breaker that each endpoint has for itself is asked of the endpoint that the attempt goes to, and of
// another where that one's refuses, or where the endpoint is out of order by the time that the attempt has waited.
//
// An answer that comes when its attempt is over counts for nothing: whoever made the attempt has hung up. The service
// is not told so; it knows from the time left that each call carries.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/context.h"
#include "core/flat_table.h"
#include "core/parameters.h"
#include "core/slab.h"
#include "services/breaker_board.h"
#include "services/call_stack.h"
#include "services/service_call.h"
#include "services/upstream_limits.h"

namespace orrery {

struct CallRequest {
  Origin origin;
  IdempotencyKey idempotency_key = 0;
  std::int64_t key = 0;
  Bytes size = kDefaultWireSize;
  Duration left = Duration::max();  // the answer is of no use later; max(): whenever it comes
};

struct CallEnd {
  bool is_ok = false;
  bool is_full = false;          // of what is ok: no fallback stands in for any part of it
  bool may_have_effect = false;  // of what is not ok: nobody said that nothing was done
  std::int32_t attempts = 0;
  Failure failure = Failure::deadline;  // of what is not ok: why the last attempt failed, or was not made
  NodeId answered_by = kNoNode;         // whose answer ended it
};

// How an attempt, or a try of it, ended.
enum class AttemptOutcome : std::uint8_t {
  ok,
  failed,  // the three answers that are not ok, as in AnswerStatus
  rejected,
  expired,
  timed_out,  // no answer in time, be it the timeout's or the deadline's
  reset,      // the stream was given up
};

Failure failure_of(AttemptOutcome outcome);  // of one that is not ok

// The node that holds callers. All breakers of its calls are here.
class CallOwner {
 public:
  // `ticket` is what the call was begun with. It may come before Caller::call returns.
  virtual void on_call_end(Context& ctx, std::uint64_t ticket, const CallEnd& end) = 0;

  virtual BreakerBoard& breakers() { return breakers_; }

 protected:
  ~CallOwner() = default;

 private:
  BreakerBoard breakers_;
};

class Caller {
 public:
  // `number` is the caller's among those of its node, from 0; `call` says whom and how. The owner outlives the caller.
  Caller(std::uint32_t number, const Call& call, CallOwner& owner);
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  // It is a proxy's: its attempts keep to the limits, which outlive it, and what another proxy says is overloaded is
  // not tried again. Before `start`. Whoever owns the limits asks them for their next when a handler is through.
  void act_as_proxy(UpstreamLimits& limits) { limits_ = &limits; }
  // The limits have let this attempt in.
  void let_in(Context& ctx, std::uint32_t slot);

  // Once, before the first call: at the node's start or restart.
  void start(Context& ctx);
  void call(Context& ctx, const CallRequest& request, std::uint64_t ticket);

  // An answer whose ReturnAddress::caller is this one's number.
  void on_answer(Context& ctx, const ServiceAnswer& answer);
  // False where the timer is none of its own, nor of its node's breakers.
  bool on_timer(Context& ctx, TimerId timer);
  void on_reset(Context& ctx, NodeId peer);
  // An operator's order to the breakers of the calls to `instance`'s group, where that is the target.
  void on_order(Context& ctx, Name order, NodeId instance);
  // Somebody who checks knows how an instance is: calls keep away from it while it is not healthy.
  void on_health(Context& ctx, NodeId instance, bool is_healthy);
  // An instance is taken out, or comes back as one of which nothing is known. All are members at the start.
  void on_membership(Context& ctx, NodeId instance, bool is_member);

  // Another takes the calls from now on: those under way end here, and its policies show nothing of themselves any
  // more. Once none is in flight, `leave` takes its breakers off the node's board, and it is done with.
  void retire(Context& ctx);
  void leave();
  bool is_retired() const { return is_retired_; }

  std::size_t in_flight() const { return in_flight_; }

 private:
  struct Try {
    std::int64_t number = 0;
    HostId host{};
    Instant since;  // sent, or let through by the endpoint's own breaker
  };
  static constexpr std::size_t kTriedMax = 8;
  enum class Stage : std::uint8_t { at_gates, queued, rationed, pending, attempting, pausing };
  // A call that has not ended. It has tries as long as an attempt is under way.
  struct Open {
    CallRequest request;
    std::uint64_t ticket = 0;
    Stage stage = Stage::at_gates;
    bool has_retry_counted = false;  // by the retry budget
    bool may_have_effect = false;
    bool was_sent = false;
    bool has_waited = false;  // the attempt at hand, at a gate
    std::uint8_t gates_passed = 0;
    std::int32_t attempt = 0;
    std::size_t tries_made = 0;  // by the attempt at hand
    std::size_t tried_count = 0;
    std::vector<Try> tries;                 // not yet answered
    std::array<HostId, kTriedMax> tried{};  // hosts that had a try of this call, the latest
    std::optional<HostId> host;             // chosen for the attempt before it is sent
    std::optional<HedgedAttempt> hedged;
    Instant deadline = Instant::max();
    Instant attempt_until;  // its timeout, or the deadline where that is earlier
    Instant let_through;    // by the breaker
    TimerId timer;          // the end of the attempt, of the pause or of the wait
    TimerId hedge_timer;
    Backoff backoff;
    NodeId asked_last = kNoNode;
    AttemptOutcome outcome = AttemptOutcome::ok;  // of the latest attempt that was sent
    Failure failure = Failure::deadline;          // the latest
    NodeId answered_by = kNoNode;                 // whose answer ended the latest attempt
  };
  // A breaker that asks for attempts of this caller. One of a host that was removed is on the board for as long as
  // something that it has let through is under way, or waits.
  struct BreakerOfCalls {
    BreakerBoard::Id id{};
    std::int64_t let_through = 0;  // and not ended; of a host's own
    bool is_on_board = true;
  };
  enum class Wakes : std::uint8_t { call, hedge };
  struct Meaning {
    std::uint32_t slot;
    Wakes wakes;
  };
  enum class Passage : std::uint8_t { through, waits, refused };

  // caller_gates.cpp: what lets attempts through.
  void pass_gates(Context& ctx, std::uint32_t slot);
  Passage pass(Context& ctx, std::uint32_t slot, Gate gate);
  bool pass_breaker(Context& ctx, Open& call);
  Passage pass_rate_limit(Context& ctx, std::uint32_t slot);
  Passage pass_bulkhead(Context& ctx, std::uint32_t slot);
  void refuse(Context& ctx, std::uint32_t slot, Name refusal, Failure failure = Failure::overflow);
  // Back out of the gates passed, the innermost first, until so many are left; without an outcome nothing was sent.
  void leave_gates(Context& ctx, Open& call, std::size_t left, std::optional<AttemptOutcome> outcome);
  void tell_breaker(Context& ctx, Open& call, std::optional<AttemptOutcome> outcome);
  // Of a host's own breaker: whether it lets a try through, and how that ended; without an outcome it was not sent, or
  // nobody waits for it any more.
  bool try_host(Context& ctx, HostId host);
  void end_at_host(Context& ctx, HostId host, std::optional<AttemptOutcome> outcome, Duration took);
  void retire_breaker(Context& ctx, BreakerOfCalls& breaker);
  void take_off_board(BreakerOfCalls& breaker);
  // A place in the bulkhead is free: whoever is next goes on when the handler at hand is through.
  void free_place();
  void let_ready_go_on(Context& ctx);
  void on_wait_over(Context& ctx, std::uint32_t slot);
  static void begin_wait(Context& ctx, Open& call, Stage where);
  bool has_own_breakers() const { return stack_->breaker && stack_->breaker->per == BreakerPer::endpoint; }

  // caller_tries.cpp: whom a try goes to, and how it ends.
  void make_hosts(Context& ctx);
  HostId host_of(NodeId instance) const;  // the latest that it is
  std::optional<HostId> pick_host(Context& ctx, const Open& call);
  // Whom the attempt is sent to; an endpoint's own breaker has let it through. Nothing where there is no such host.
  std::optional<HostId> take_host(Context& ctx, Open& call);
  void send_try(Context& ctx, std::uint32_t slot, HostId host, Instant since);
  void plan_hedge(Context& ctx, std::uint32_t slot);
  // A further try for an attempt that is slow. False where none is allowed or possible.
  bool hedge(Context& ctx, std::uint32_t slot);
  // The n-th of the open tries is over; without an outcome nobody waits for it any more.
  void drop_try(Context& ctx, Open& call, std::size_t n, std::optional<AttemptOutcome> outcome);
  void fail_try(Context& ctx, std::uint32_t slot, std::size_t n, AttemptOutcome outcome, Failure failure,
                bool may_have_effect);
  void on_host_result(Context& ctx, HostId host, AttemptOutcome outcome);
  void on_outlier_interval(Context& ctx);
  void tell_outlier(Context& ctx, const OutlierChange& change);
  void show_mode(Context& ctx);

  // caller.cpp: the life of a call.
  bool answer_from_cache(Context& ctx, const CallRequest& request, std::uint64_t ticket);
  // Sends it, once the proxy's limits let it through.
  void begin_attempt(Context& ctx, std::uint32_t slot);
  void await_place(Context& ctx, std::uint32_t slot);
  void send_attempt(Context& ctx, std::uint32_t slot);
  void await_answer(Context& ctx, std::uint32_t slot);
  void on_attempt_timer(Context& ctx, std::uint32_t slot);
  void on_pause_over(Context& ctx, std::uint32_t slot);
  // Whoever has waited may go on after the deadline: the node may have been paused when its turn came.
  static bool is_too_late(Context& ctx, const Open& call) { return call.deadline <= ctx.clock(); }
  // Whatever was on its way is given up, and every policy that let the attempt through hears of its end.
  void end_attempt(Context& ctx, std::uint32_t slot, AttemptOutcome outcome);
  void fail_attempt(Context& ctx, std::uint32_t slot, AttemptOutcome outcome, Failure failure);
  void after_failure(Context& ctx, std::uint32_t slot, Failure failure);
  CallLoad load() const;
  void give_up(Context& ctx, std::uint32_t slot);
  void end(Context& ctx, std::uint32_t slot, CallEnd end);
  void end_retry(Open& call);
  TimerId set_timer(Context& ctx, Name what, Duration after, Meaning meaning);
  void cancel_timer(Context& ctx, TimerId& timer);

  const std::uint32_t number_;
  const std::string target_;
  CallOwner& owner_;
  UpstreamLimits* limits_ = nullptr;  // a proxy's

  // Of each policy that the call has, what it keeps; nothing of the others.
  const std::shared_ptr<const CallStack> stack_;
  std::unique_ptr<AnswerCache<bool>> cache_;     // by key: the answer is full
  std::unique_ptr<AnswerCache<bool>> fallback_;  // the same
  std::optional<RetryBudget> budget_;
  std::vector<BreakerOfCalls> breakers_;  // one, or one a host
  std::optional<AdaptiveThrottle> throttle_;
  std::optional<RateLimiter> rate_limiter_;
  std::optional<Bulkhead> bulkhead_;
  std::optional<HedgeAllowance> hedge_allowance_;
  std::unique_ptr<Balancer> balancer_;
  std::optional<HostSet> hosts_;
  std::vector<NodeId> nodes_;  // by HostId
  std::optional<OutlierDetector> outliers_;
  TimerId outlier_timer_;
  SetMode mode_told_ = SetMode::normal;
  bool is_retired_ = false;

  Slab<Open> open_;
  std::uint32_t slots_ = 0;  // every slot in use is below
  std::size_t in_flight_ = 0;
  std::int64_t tries_under_way_ = 0;
  std::vector<std::uint32_t> ready_;  // let in by the bulkhead
  bool ready_go_on_ = false;
  FlatTable<Meaning> timers_;
  std::int64_t first_number_ = 0;  // numbers up to it were given before a crash
  std::int64_t last_number_ = 0;
};

}  // namespace orrery
