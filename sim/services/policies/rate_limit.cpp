#include "services/policies/rate_limit.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"rate_limit", ParameterType::form, "none", "", "calls that come faster wait or are refused", &rate_limit_forms},
};
constexpr Parameter wait(std::string_view default_text) {
  return {"wait", ParameterType::duration, default_text, "0ms..24h",
          "a call that would have to wait longer is refused"};
}

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kNanoseconds = 1'000'000'000;
// Of one token: parts come at a rate in millionths an hour, every nanosecond.
constexpr std::int64_t kToken = kHour * kMillion * kNanoseconds;

}  // namespace

const Forms rate_limit_forms{"rate-limit",
                             "how many calls may begin in a time",
                             "token-bucket rate=100/s burst=10",
                             {
                                 {"token-bucket",
                                  "a token comes every 1/rate and a call takes one; the bucket is full at the start",
                                  {{"rate", ParameterType::rate, "", "0.000001/s..1000000/s", "tokens that come"},
                                   {"burst", ParameterType::integer, "1", "1..1000000", "tokens at most"},
                                   wait("0ms")}},
                                 {"cycles",
                                  "so many calls in each period, periods counted from the start (resilience4j)",
                                  {{"limit", ParameterType::integer, "50", "1..1000000", "calls in a period"},
                                   {"every", ParameterType::duration, "500ns", "1ns..24h", "how long a period is"},
                                   wait("5s")}},
                             }};

constinit const PolicyRows rate_limit_rows = kRows;

TokenBucket::TokenBucket(double rate, std::int64_t burst, Duration wait_max)
    : gain_(std::llround(rate * static_cast<double>(kHour * kMillion))),
      full_(static_cast<Wide>(burst) * kToken),
      wait_max_(wait_max),
      parts_(full_) {
  ORRERY_CHECK(gain_ >= kHour && gain_ <= kHour * kMillion * kMillion, "a rate of a millionth to a million a second");
  ORRERY_CHECK(burst >= 1, "a bucket for a token at least");
}

TokenBucket::Wide TokenBucket::parts_at(Instant now) const {
  ORRERY_CHECK(now >= at_, "time not to run backwards");
  return std::min(full_, parts_ + static_cast<Wide>((now - at_).nanoseconds()) * gain_);
}

std::optional<Duration> TokenBucket::acquire(Instant now, Duration left_to_call) {
  const Wide left = parts_at(now) - kToken;
  const Wide pause = left >= 0 ? 0 : (-left + gain_ - 1) / gain_;
  const bool is_in_vain = pause > 0 && pause >= left_to_call.nanoseconds();
  if (pause > wait_max_.nanoseconds() || is_in_vain) return {};
  parts_ = left;
  at_ = now;
  return Duration::nanoseconds(static_cast<std::int64_t>(pause));
}

std::int64_t TokenBucket::tokens(Instant now) const {
  const Wide parts = parts_at(now);
  const Wide below = parts < 0 && parts % kToken != 0 ? 1 : 0;
  return static_cast<std::int64_t>(parts / kToken - below);
}

CycleLimiter::CycleLimiter(std::int64_t limit, Duration every, Duration wait_max)
    : limit_(limit), every_(every), wait_max_(wait_max), permits_(limit) {
  ORRERY_CHECK(limit >= 1 && every > Duration(), "a permit at least, in a period longer than 0");
}

std::int64_t CycleLimiter::permits(Instant now) const {
  const std::int64_t cycles = now.since_start() / every_ - cycle_;
  ORRERY_CHECK(cycles >= 0, "time not to run backwards");
  // No more than this many periods are needed to make up for what was taken beforehand.
  const std::int64_t to_full = (limit_ - permits_ + limit_ - 1) / limit_;
  return std::min(limit_, permits_ + std::min(cycles, to_full) * limit_);
}

std::optional<Duration> CycleLimiter::acquire(Instant now, Duration) {
  const std::int64_t left = permits(now) - 1;
  Duration pause;
  if (left < 0) {
    const std::int64_t periods = (-left + limit_ - 1) / limit_;
    const Duration rest_of_this = every_ - now.since_start() % every_;
    pause = rest_of_this + (periods - 1) * every_;
  }
  if (pause > wait_max_) return {};
  cycle_ = now.since_start() / every_;
  permits_ = left;
  return pause;
}

std::variant<TokenBucket, CycleLimiter> RateLimiter::make(const FormValue& limit) {
  const ParameterValues& given = *limit.arguments;
  if (limit.name == "token-bucket")
    return TokenBucket(given.number("rate"), given.integer("burst"), given.duration("wait"));
  ORRERY_CHECK(limit.name == "cycles", "a rate limit of the table");
  return CycleLimiter(given.integer("limit"), given.duration("every"), given.duration("wait"));
}

RateLimiter::RateLimiter(const FormValue& limit) : of_(make(limit)) {}

}  // namespace orrery
