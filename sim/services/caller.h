// Calls one group of services, as its policies say: a component that any node can hold, one for each group that it
// calls. It gives one end for every call, and owns what lies between: attempts, timeouts, pauses, the deadline, the
// choice of endpoints, the fallback.
//
//   call --> attempting --ok--> ended ok, in full or, where the answer says so, in part
//              |   ^ pause over: the next attempt
//              |   |
//   refused by a policy, answered but not ok, no answer in time, stream reset
//              v   |
//            pausing
//              |
//   attempts used up, or no time left for another: ended ok in part where there is a fallback, otherwise not ok
//
// An answer that comes when its attempt is over counts for nothing: whoever made the attempt has hung up. The service
// is not told so; it knows from the time left that each call carries.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/context.h"
#include "core/flat_table.h"
#include "core/parameters.h"
#include "core/slab.h"
#include "services/call_stack.h"
#include "services/service_call.h"

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
};

class CallOwner {
 public:
  // `ticket` is what the call was begun with. It may come before Caller::call returns.
  virtual void on_call_end(Context& ctx, std::uint64_t ticket, const CallEnd& end) = 0;

 protected:
  ~CallOwner() = default;
};

class Caller {
 public:
  // `number` is the caller's among those of its node, from 0; `call` says whom and how. The owner outlives the caller.
  Caller(std::uint32_t number, const Call& call, CallOwner& owner);
  // With policies that are made when the node starts, for its position among the instances of its group.
  using MakeStack = std::function<CallStack(std::size_t position)>;
  Caller(std::uint32_t number, std::string target, MakeStack make_stack, CallOwner& owner);
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  // Once, before the first call: at the node's start or restart.
  void start(Context& ctx);
  void call(Context& ctx, const CallRequest& request, std::uint64_t ticket);

  // An answer whose ReturnAddress::caller is this one's number.
  void on_answer(Context& ctx, const ServiceAnswer& answer);
  // False where the timer is none of its own.
  bool on_timer(Context& ctx, TimerId timer);
  void on_reset(Context& ctx, NodeId peer);

  std::size_t in_flight() const { return in_flight_; }

 private:
  struct Try {
    std::int64_t number = 0;
    std::uint32_t endpoint = 0;
  };
  static constexpr std::size_t kTriesMax = 4;
  // A call that has not ended. It has tries as long as an attempt is under way.
  struct Open {
    CallRequest request;
    std::uint64_t ticket = 0;
    Instant deadline = Instant::max();
    Instant attempt_began;
    Instant attempt_until;  // its timeout, or the deadline where that is earlier
    TimerId timer;          // the end of the attempt, or of the pause
    TimerId hedge_timer;
    Backoff backoff;
    std::array<Try, kTriesMax> tries;
    std::size_t try_count = 0;   // not yet answered
    std::size_t tries_made = 0;  // by the attempt at hand
    std::int32_t attempt = 0;
    NodeId asked_last = kNoNode;
    bool may_have_effect = false;
  };
  enum class Wakes : std::uint8_t { call, hedge };
  struct Meaning {
    std::uint32_t slot;
    Wakes wakes;
  };

  void begin_attempt(Context& ctx, std::uint32_t slot);
  bool is_admitted(Context& ctx, const Open& call);
  void send_try(Context& ctx, std::uint32_t slot);
  void plan_hedge(Context& ctx, std::uint32_t slot);
  // The n-th of the open tries is over.
  void drop_try(Open& call, std::size_t n);
  void fail_try(Context& ctx, std::uint32_t slot, std::size_t n, AttemptOutcome outcome, bool may_have_effect);
  // Whatever was on its way is given up, and every policy that admitted the attempt hears of its end.
  void end_attempt(Context& ctx, std::uint32_t slot, AttemptOutcome outcome);
  void after_failure(Context& ctx, std::uint32_t slot);
  void give_up(Context& ctx, std::uint32_t slot);
  void end(Context& ctx, std::uint32_t slot, CallEnd end);
  TimerId set_timer(Context& ctx, Name what, Duration after, Meaning meaning);
  void cancel_timer(Context& ctx, TimerId& timer);

  const std::uint32_t number_;
  const std::string target_;
  const MakeStack make_stack_;
  CallOwner& owner_;

  CallStack stack_;
  std::vector<Endpoint> endpoints_;
  Slab<Open> open_;
  std::uint32_t slots_ = 0;  // every slot in use is below
  std::size_t in_flight_ = 0;
  FlatTable<Meaning> timers_;
  std::int64_t first_number_ = 0;  // numbers up to it were given before a crash
  std::int64_t last_number_ = 0;
};

}  // namespace orrery
