// After the properties of resilience4j-spring-boot 2.x (CommonCircuitBreakerConfigurationProperties and its like for
// the other modules).
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/time.h"
#include "core/value_text.h"
#include "export/call_settings.h"
#include "export/settings_notes.h"
#include "export/yaml_text.h"
#include "services/policies/breaker_settings.h"

namespace orrery {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kPercent = 100;

// Spring reads ns, us, ms, s, m, h and d, and whole numbers only.
std::string spring_duration(Duration duration) {
  constexpr struct {
    std::int64_t nanoseconds;
    const char* unit;
  } kUnits[] = {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}, {1, "ns"}};
  const std::int64_t count = duration.nanoseconds();
  for (const auto& unit : kUnits)
    if (count % unit.nanoseconds == 0) return fmt::format("{}{}", count / unit.nanoseconds, unit.unit);
  return fmt::format("{}ns", count);
}

double percent_of(double fraction) { return std::round(fraction * kPercent * 1e6) / 1e6; }

Json circuit_breaker(const ParameterValues& policies, SettingsNotes& notes) {
  const BreakerSettings settings(policies);
  if (settings.like == BreakerLike::hystrix)
    notes.add("the breaker goes by Hystrix' rules, which resilience4j does not have: only its thresholds are here");
  if (settings.per != BreakerPer::target)
    notes.add(fmt::format("there is a breaker per {}; here all calls share one: use an instance for each",
                          policies.word("breaker.per")));
  Json breaker;
  constexpr std::int64_t kSecond = 1'000'000'000;
  breaker["slidingWindowType"] = settings.window_time ? "TIME_BASED" : "COUNT_BASED";
  breaker["slidingWindowSize"] =
      settings.window_time ? settings.window_time->nanoseconds() / kSecond : settings.window_calls;
  breaker["minimumNumberOfCalls"] = settings.calls_min;
  breaker["failureRateThreshold"] = percent_of(settings.failure_rate);
  breaker["slowCallRateThreshold"] = percent_of(settings.slow_rate);
  breaker["slowCallDurationThreshold"] = spring_duration(settings.slow_call);
  breaker["waitDurationInOpenState"] = spring_duration(settings.wait_open);
  if (settings.wait_open_factor > 1) {
    breaker["enableExponentialBackoff"] = true;
    breaker["exponentialBackoffMultiplier"] = settings.wait_open_factor;
    if (settings.wait_open_cap)
      breaker["exponentialMaxWaitDurationInOpenState"] = spring_duration(*settings.wait_open_cap);
  }
  breaker["permittedNumberOfCallsInHalfOpenState"] = settings.half_open_calls;
  breaker["maxWaitDurationInHalfOpenState"] = spring_duration(settings.half_open_wait.value_or(Duration()));
  breaker["automaticTransitionFromOpenToHalfOpenEnabled"] = settings.automatic;
  return breaker;
}

// resilience4j draws a pause from p - f p to p + f p, with a factor f below 1: another p and f give the same pauses.
Json retry(const ParameterValues& policies, SettingsNotes& notes) {
  struct Drawn {
    std::string_view jitter;
    double middle;  // of the pause
    double factor;
  };
  constexpr Drawn kDrawn[] = {{"none", 1, 0}, {"full", 0.5, 0.99}, {"equal", 0.75, 1.0 / 3}};
  const std::string& jitter = policies.word("retry.jitter");
  const auto* drawn =
      std::find_if(std::begin(kDrawn), std::end(kDrawn), [&](const Drawn& one) { return one.jitter == jitter; });
  if (drawn == std::end(kDrawn)) {
    notes.add(fmt::format("resilience4j has no jitter '{}': the pauses are not drawn", jitter));
    drawn = kDrawn;
  }
  if (jitter == "full") notes.add("full jitter is drawn from p/2 -+ 99%, for resilience4j's factor stays below 1");
  const DurationRange backoff = policies.duration_range("retry.backoff");
  const auto middle = [&](Duration pause) {
    return spring_duration(
        Duration::nanoseconds(std::llround(static_cast<double>(pause.nanoseconds()) * drawn->middle)));
  };
  Json retry;
  retry["maxAttempts"] = policies.integer("retry.max_attempts");
  retry["waitDuration"] = middle(backoff.low);
  if (backoff.low < backoff.high) {
    retry["enableExponentialBackoff"] = true;
    retry["exponentialBackoffMultiplier"] = 2;
    retry["exponentialMaxWaitDuration"] = middle(backoff.high);
  }
  if (drawn->factor > 0) {
    retry["enableRandomizedWait"] = true;
    retry["randomizedWaitFactor"] = std::round(drawn->factor * 1e4) / 1e4;
  }
  if (policies.word("retry.on") != "5xx")
    notes.add(fmt::format("retried are '{}': say which exceptions these are with retryExceptions",
                          policies.word("retry.on")));
  return retry;
}

Json rate_limiter(const FormValue& limit, SettingsNotes& notes) {
  Json limiter;
  const ParameterValues& arguments = *limit.arguments;
  if (limit.name == "cycles") {
    limiter["limitForPeriod"] = arguments.integer("limit");
    limiter["limitRefreshPeriod"] = spring_duration(arguments.duration("every"));
  } else {
    const std::int64_t burst = arguments.integer("burst");
    const double seconds = static_cast<double>(burst) / arguments.number("rate");
    notes.add("resilience4j knows no token bucket: the burst is allowed anew in each period in which it would refill");
    limiter["limitForPeriod"] = burst;
    limiter["limitRefreshPeriod"] = spring_duration(Duration::from_seconds(seconds));
  }
  limiter["timeoutDuration"] = spring_duration(arguments.duration("wait"));
  return limiter;
}

Json bulkhead(const ParameterValues& policies, SettingsNotes& notes) {
  if (!policies.has("bulkhead.max_wait"))
    notes.add("calls wait for a place as long as they like; resilience4j needs a limit, and here they do not wait");
  Json bulkhead;
  bulkhead["maxConcurrentCalls"] = policies.integer("bulkhead.max_concurrent");
  bulkhead["maxWaitDuration"] =
      spring_duration(policies.has("bulkhead.max_wait") ? policies.duration("bulkhead.max_wait") : Duration());
  return bulkhead;
}

void note_what_is_missing(const ParameterValues& policies, SettingsNotes& notes) {
  constexpr struct {
    std::string_view path;
    std::string_view why;
  } kMissing[] = {
      {"deadline", "no setting bounds all attempts together"},
      {"retry_budget", "retries know no budget"},
      {"hedge", "nothing sends a second try while the first goes on"},
      {"adaptive_throttle", "nothing throttles by what the callee accepts"},
      {"outlier_detection", "nothing knows of several hosts"},
      {"cache", "caches are the application's own"},
      {"fallback", "a fallback is a method of the application: fallbackMethod"},
  };
  for (const auto& missing : kMissing)
    if (policies.declared().find(missing.path) != nullptr && policies.has(missing.path))
      notes.add(fmt::format("{} is left out: {}", missing.path, missing.why));
}

}  // namespace

std::string resilience4j_settings(const ExportedCall& call) {
  const ParameterValues& policies = *call.policies;
  SettingsNotes notes;
  notes.add("resilience4j puts retry around breaker, rate limiter, time limiter and bulkhead, in this order");
  Json modules;
  const auto add = [&](const char* module, Json settings) {
    modules[module]["instances"][call.target] = std::move(settings);
  };
  if (policies.has("breaker")) add("circuitbreaker", circuit_breaker(policies, notes));
  if (policies.has("retry")) add("retry", retry(policies, notes));
  if (policies.has("rate_limit")) add("ratelimiter", rate_limiter(policies.form("rate_limit"), notes));
  if (policies.has("bulkhead")) add("bulkhead", bulkhead(policies, notes));
  add("timelimiter",
      {{"timeoutDuration", spring_duration(policies.duration("timeout"))}, {"cancelRunningFuture", true}});
  note_what_is_missing(policies, notes);
  return notes.above(call, yaml_text({{"resilience4j", modules}}));
}

}  // namespace orrery
