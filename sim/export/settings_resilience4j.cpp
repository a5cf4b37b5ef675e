// After the properties of resilience4j-spring-boot 2.x (CommonCircuitBreakerConfigurationProperties and its like for
// the other modules).
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/time.h"
#include "export/call_settings.h"
#include "export/resilience4j_waits.h"
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

// Of what resilience4j counts in whole milliseconds, and takes from `least` of them on.
std::string milliseconds(std::string_view setting, Duration duration, std::int64_t least, SettingsNotes& notes) {
  return spring_duration(notes.milliseconds(setting, duration, least));
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
  breaker["waitDurationInOpenState"] = milliseconds("waitDurationInOpenState", settings.wait_open, 1, notes);
  if (settings.wait_open_factor > 1) {
    breaker["enableExponentialBackoff"] = true;
    breaker["exponentialBackoffMultiplier"] = settings.wait_open_factor;
    if (settings.wait_open_cap)
      breaker["exponentialMaxWaitDurationInOpenState"] =
          milliseconds("exponentialMaxWaitDurationInOpenState", *settings.wait_open_cap, 1, notes);
  }
  breaker["permittedNumberOfCallsInHalfOpenState"] = settings.half_open_calls;
  breaker["maxWaitDurationInHalfOpenState"] =
      milliseconds("maxWaitDurationInHalfOpenState", settings.half_open_wait.value_or(Duration()), 0, notes);
  breaker["automaticTransitionFromOpenToHalfOpenEnabled"] = settings.automatic;
  return breaker;
}

// Why the pauses are not the same.
std::string difference(std::string_view jitter) {
  if (jitter == "decorrelated") return "decorrelated jitter goes by the last pause, which resilience4j does not know";
  if (jitter == "envoy")
    return "envoy jitter draws below 1, 3, 7 ... times the base, and resilience4j has one multiplier";
  return fmt::format("past the cap {} jitter draws below it, and resilience4j cuts there what it has drawn", jitter);
}

Json pauses(const ParameterValues& policies, SettingsNotes& notes) {
  const Resilience4jWaits waits = resilience4j_waits(policies);
  const std::string& jitter = policies.word("retry.jitter");
  Json pauses;
  // One that is always 0 may be 0.
  pauses["waitDuration"] = milliseconds("waitDuration", waits.middle, waits.middle == Duration() ? 0 : 1, notes);
  if (waits.multiplier > 1) {
    pauses["enableExponentialBackoff"] = true;
    pauses["exponentialBackoffMultiplier"] = waits.multiplier;
    pauses["exponentialMaxWaitDuration"] =
        milliseconds("exponentialMaxWaitDuration", policies.duration_range("retry.backoff").high, 1, notes);
  }
  if (waits.factor > 0) {
    pauses["enableRandomizedWait"] = true;
    pauses["randomizedWaitFactor"] = waits.factor;
    if (jitter == "full" || jitter == "envoy")
      notes.add(fmt::format("{} jitter draws from 0 on: resilience4j's factor stays below 1, and is {}", jitter,
                            waits.factor));
  }
  if (waits.is_near)
    notes.add(
        fmt::format("{}: only the first pause is drawn alike, and a multiplier of {} makes all of them as long "
                    "together, in the mean",
                    difference(jitter), waits.multiplier));
  return pauses;
}

Json retry(const ParameterValues& policies, SettingsNotes& notes) {
  Json retry{{"maxAttempts", policies.integer("retry.max_attempts")}};
  retry.update(pauses(policies, notes));
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
      policies.has("bulkhead.max_wait")
          ? milliseconds("bulkhead.maxWaitDuration", policies.duration("bulkhead.max_wait"), 0, notes)
          : spring_duration(Duration());
  return bulkhead;
}

constexpr std::string_view kNoHosts = "nothing knows of several hosts";
constexpr std::string_view kByException = "what may be tried again is said with retryExceptions";
constexpr std::string_view kNoConnections = "nothing counts connections, and nothing is shared by several calls";
constexpr MissingSetting kMissing[] = {
    {"times", "how often a request calls is the application's own"},
    {"cache", "caches are the application's own"},
    {"fallback", "a fallback is a method of the application: fallbackMethod"},
    {"deadline", "no setting bounds all attempts together"},
    {"idempotent", kByException},
    {"retry.non_idempotent", kByException},
    {"retry_budget", "retries know no budget"},
    {"breaker.snapshot", "a breaker judges after every call"},
    {"adaptive_throttle", "nothing throttles by what the callee accepts"},
    {"bulkhead.max_pending", "any number of calls may wait for a place"},
    {"hedge", "nothing sends a second try while the first goes on"},
    {"balance", kNoHosts},
    {"weights", kNoHosts},
    {"panic_threshold", kNoHosts},
    {"outlier_detection", kNoHosts},
    {"order", "the order is one for the whole application: retryAspectOrder and its like"},
};
constexpr MissingSetting kMissingOfProxy[] = {
    {"limits.connections", kNoConnections}, {"limits.pending", kNoConnections}, {"limits.requests", kNoConnections},
    {"limits.retries", kNoConnections},     {"health_check", kNoHosts},
};

}  // namespace

std::string resilience4j_settings(const ExportedCall& call) {
  const ParameterValues& policies = *call.policies;
  SettingsNotes notes("resilience4j");
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
      {{"timeoutDuration", milliseconds("timelimiter.timeoutDuration", policies.duration("timeout"), 1, notes)},
       {"cancelRunningFuture", true}});
  notes.add_missing(policies, kMissing);
  if (call.own != nullptr) notes.add_missing(*call.own, kMissingOfProxy);
  return notes.above(call, yaml_text({{"resilience4j", modules}}));
}

}  // namespace orrery
