// When a call that failed is tried again: how often, and after which pauses. After Brooker, "Exponential Backoff And
// Jitter" (AWS Architecture Blog, 2015).
#pragma once

#include <cstdint>
#include <string_view>

#include "core/parameters.h"
#include "core/random.h"
#include "core/time.h"

namespace orrery {

// Of the pause before the n-th retry, where p = min(cap, base * 2^(n-1)):
enum class Jitter : std::uint8_t {
  none,          // p
  full,          // uniform in 0..p
  equal,         // p/2 and uniform in 0..p/2 on top
  decorrelated,  // uniform in base..3 times the last pause, at most the cap; the pause before the first is the base
  envoy,         // uniform below min(cap, base * (2^n - 1)), as Envoy's retries are; its cap is 10 times the base
};

struct RetryPolicy {
  std::int64_t attempts_max = 1;  // the first included
  DurationRange backoff;          // base..cap
  Jitter jitter = Jitter::full;
};

// The pauses of one call, in order.
class Backoff {
 public:
  // Takes one draw, and none without jitter. Every value is a whole number of nanoseconds, both ends included.
  Duration next(const RetryPolicy& policy, RandomStream& random);

 private:
  std::int64_t retries_ = 0;
  Duration last_;
};

}  // namespace orrery
