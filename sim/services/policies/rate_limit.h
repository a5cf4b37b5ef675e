// How many calls may begin in a time, in exact whole numbers:
//   token-bucket rate=100/s burst=10          a token comes every 1/rate, a call takes one, ten at most are kept
//   cycles limit=50 every=500ns               so many in each period of the clock (resilience4j's AtomicRateLimiter)
// A call that finds none may take one of the next beforehand and wait for it, `wait` at most. Where its deadline comes
// first, the bucket is not touched (Go's rate.Limiter.Wait); a permit of a cycle is taken all the same and lost, since
// resilience4j's limiter knows no deadline and takes nothing back.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "core/form.h"
#include "services/policies/rows.h"

namespace orrery {

extern const Forms rate_limit_forms;
extern const PolicyRows rate_limit_rows;  // rate_limit: none where it is not given

// Tokens in parts so small that every nanosecond brings a whole number of them: a rate counts in millionths of a call
// an hour, so that whole rates by second, minute and hour are exact.
class TokenBucket {
 public:
  // Full at the start of the run. `rate` in calls a second, at least 10^-6 and at most 10^6; `burst` 1..10^6.
  TokenBucket(double rate, std::int64_t burst, Duration wait_max);

  // How long the call has to wait before it begins; nothing: it is refused, and takes no token. So it is where it would
  // have to wait for as long as it has left.
  std::optional<Duration> acquire(Instant now, Duration left = Duration::max());
  // Whole tokens in the bucket; below 0 where that many are taken beforehand.
  std::int64_t tokens(Instant now) const;

 private:
  __extension__ using Wide = __int128;
  Wide parts_at(Instant now) const;

  std::int64_t gain_;  // parts a nanosecond
  Wide full_;
  Duration wait_max_;
  Wide parts_;
  Instant at_;
};

// Periods count from the start of the run. A period begins with all of its permits, less those taken beforehand.
class CycleLimiter {
 public:
  // `limit` permits in each period of `every` > 0.
  CycleLimiter(std::int64_t limit, Duration every, Duration wait_max);

  // As of a bucket, but for what is left to the call: it waits in vain, and the permit is lost.
  std::optional<Duration> acquire(Instant now, Duration left = Duration::max());
  std::int64_t permits(Instant now) const;

 private:
  std::int64_t limit_;
  Duration every_;
  Duration wait_max_;
  std::int64_t cycle_ = 0;
  std::int64_t permits_;
};

class RateLimiter {
 public:
  explicit RateLimiter(const FormValue& limit);  // of rate_limit_forms

  std::optional<Duration> acquire(Instant now, Duration left = Duration::max()) {
    return std::visit([&](auto& limiter) { return limiter.acquire(now, left); }, of_);
  }

 private:
  static std::variant<TokenBucket, CycleLimiter> make(const FormValue& limit);
  std::variant<TokenBucket, CycleLimiter> of_;
};

}  // namespace orrery
