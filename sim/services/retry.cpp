#include "services/retry.h"

#include <algorithm>

namespace orrery {

namespace {

Duration drawn(Duration low, Duration high, RandomStream& random) {
  return Duration::nanoseconds(random.between(low.nanoseconds(), high.nanoseconds()));
}

// Grown by a factor, without going past the cap.
Duration grown(Duration pause, std::int64_t factor, Duration cap) {
  return pause > cap / factor ? cap : std::min(cap, pause * factor);
}

}  // namespace

Duration Backoff::next(const RetryPolicy& policy, RandomStream& random) {
  const auto [base, cap] = policy.backoff;
  const bool is_first = retries_++ == 0;
  if (policy.jitter == Jitter::decorrelated)
    return last_ = drawn(base, std::max(base, grown(is_first ? base : last_, 3, cap)), random);
  if (policy.jitter == Jitter::envoy) {
    last_ = is_first ? base : std::min(cap, grown(last_, 2, cap) + base);
    return drawn(Duration(), std::max(Duration(), last_ - Duration::nanoseconds(1)), random);
  }
  last_ = is_first ? base : grown(last_, 2, cap);
  switch (policy.jitter) {
    case Jitter::full: return drawn(Duration(), last_, random);
    case Jitter::equal: return last_ / 2 + drawn(Duration(), last_ - last_ / 2, random);
    default: return last_;
  }
}

}  // namespace orrery
