// The seams of a call's stack (caller.h): what a policy that refuses attempts, chooses endpoints or sends further tries
// looks like to the caller. What a policy decides is a value of its own; these wrap it for a node.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/context.h"

namespace orrery {

// How an attempt ended.
enum class AttemptOutcome : std::uint8_t {
  ok,
  failed,  // the three answers that are not ok, as in AnswerStatus
  rejected,
  expired,
  timed_out,  // no answer in time
  reset,      // the stream was given up
};

// Whether an attempt may be made: a breaker, a rate limit, a bulkhead, a throttle.
class AttemptPolicy {
 public:
  virtual ~AttemptPolicy() = default;
  // False refuses the attempt: nothing is sent, and it has failed.
  virtual bool admits(Context& ctx) = 0;
  // An attempt that it admitted has ended, so long after it was admitted.
  virtual void on_end(Context& ctx, AttemptOutcome outcome, Duration took) = 0;
  // An attempt that it admitted was refused by a policy further in: nothing was sent.
  virtual void on_withdrawn(Context& ctx) = 0;
  // The event that tells of a refusal; call_observed.h says what it holds.
  virtual Name refusal() const = 0;
};

// A member of the group that is called.
struct Endpoint {
  NodeId node = kNoNode;
  std::int32_t active = 0;  // tries that this caller has sent it and that are not over
};

// Which endpoint a try is sent to.
class Balance {
 public:
  virtual ~Balance() = default;
  // A position in `endpoints`, of which there is at least one. `key` is what the operation is about.
  virtual std::size_t pick(std::span<const Endpoint> endpoints, std::int64_t key, RandomStream& random) = 0;
};

// Whether an attempt that has no answer yet sends a further try.
class HedgePolicy {
 public:
  virtual ~HedgePolicy() = default;
  // How long after the last of so many tries; nothing: no further one.
  virtual std::optional<Duration> next_after(Context& ctx, std::size_t tries) = 0;
};

}  // namespace orrery
