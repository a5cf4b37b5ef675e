#include "services/policies/breaker_settings.h"

#include <string_view>

#include <fmt/format.h>

#include "core/check.h"

namespace orrery {
namespace {

constexpr Parameter kRows[] = {
    {"breaker", ParameterType::section, "none", "",
     "refuses calls to what fails or is slow, and probes it after a wait"},
    {"breaker.like", ParameterType::choice, "resilience4j", "resilience4j|hystrix", "whose rules it goes by"},
    {"breaker.per", ParameterType::choice, "target", "caller|target|endpoint",
     "who shares one: all calls of a caller, those to one group, or those to one instance"},
    {"breaker.window.calls", ParameterType::integer, "none", "1..1000000",
     "judges by this many latest calls (resilience4j 100)"},
    {"breaker.window.time", ParameterType::duration, "none", "1s..1h",
     "judges by the calls of this time instead, in whole seconds (Hystrix 10s)"},
    {"breaker.min_calls", ParameterType::integer, "none", "1..1000000",
     "no verdict on fewer calls in the window (resilience4j 100, or the window where it is smaller; Hystrix 20)"},
    {"breaker.failure_rate", ParameterType::percent, "50%", "0.1%..100%", "opens at this share of failed calls"},
    {"breaker.slow_call", ParameterType::duration, "none", "1ns..24h",
     "a call that takes longer is slow, whether it fails or not (resilience4j 60s)"},
    {"breaker.slow_rate", ParameterType::percent, "none", "0.1%..100%",
     "opens at this share of slow calls (resilience4j 100%)"},
    {"breaker.wait_open", ParameterType::duration, "none", "1ms..24h",
     "refuses for so long before it probes (resilience4j 60s, Hystrix 5s)"},
    {"breaker.wait_open_factor", ParameterType::number, "none", "1..100",
     "the wait is this many times longer each time that it opens again without having closed"},
    {"breaker.wait_open_cap", ParameterType::duration, "none", "1ms..24h", "however often it opens, no wait is longer"},
    {"breaker.half_open_calls", ParameterType::integer, "none", "1..1000000",
     "calls that are let through as probes (resilience4j 10; Hystrix 1, always)"},
    {"breaker.half_open_wait", ParameterType::duration, "none", "1ms..24h",
     "opens again where the probes have not come to a verdict by then; none waits for ever"},
    {"breaker.automatic", ParameterType::boolean, "false", "",
     "half-open as soon as the wait is over, without a call that finds it so"},
    {"breaker.snapshot", ParameterType::duration, "none", "1ms..1h",
     "Hystrix judges at these intervals only, not after every call (500ms)"},
};

constexpr std::string_view kOnlyResilience4j[] = {
    "breaker.window.calls",  "breaker.slow_call",       "breaker.slow_rate",     "breaker.wait_open_factor",
    "breaker.wait_open_cap", "breaker.half_open_calls", "breaker.half_open_wait"};

template <class T>
void assign(T& setting, const ParameterValues& policies, std::string_view path,
            T (ParameterValues::*get)(std::string_view) const) {
  if (policies.has(path)) setting = (policies.*get)(path);
}

BreakerPer per_of(std::string_view word) {
  if (word == "caller") return BreakerPer::caller;
  if (word == "target") return BreakerPer::target;
  ORRERY_CHECK(word == "endpoint", "an owner of breakers that is of the table");
  return BreakerPer::endpoint;
}

// What the library that is followed does not know.
std::string foreign_setting(const ParameterValues& policies) {
  const bool is_hystrix = policies.word("breaker.like") == "hystrix";
  if (!is_hystrix) {
    if (!policies.has("breaker.snapshot")) return {};
    return "breaker.snapshot is Hystrix's: resilience4j judges after every call; leave it out";
  }
  for (const std::string_view path : kOnlyResilience4j)
    if (policies.has(path))
      return fmt::format("{} is resilience4j's and Hystrix knows no such thing; leave it out", path);
  if (policies.boolean("breaker.automatic"))
    return "breaker.automatic is resilience4j's: Hystrix probes with the first call after the wait; leave it out";
  return {};
}

std::string contradiction_of_window(const ParameterValues& policies) {
  const bool has_calls = policies.has("breaker.window.calls");
  const bool has_time = policies.has("breaker.window.time");
  if (has_calls && has_time)
    return "breaker.window takes calls or time, not both: a window is so many calls or so much time";
  if (has_time && policies.duration("breaker.window.time") % Duration::seconds(1) != Duration())
    return fmt::format("breaker.window.time ({}) must be whole seconds, as its buckets are",
                       policies.text("breaker.window.time"));
  const bool judges_by_calls = !has_time && policies.word("breaker.like") == "resilience4j";
  const BreakerSettings settings(policies);
  if (judges_by_calls && policies.has("breaker.min_calls") && settings.calls_min > settings.window_calls)
    return fmt::format("breaker.min_calls ({}) must not be above breaker.window.calls ({}), which never holds so many",
                       settings.calls_min, settings.window_calls);
  return {};
}

std::string contradiction_of_wait(const ParameterValues& policies) {
  if (!policies.has("breaker.wait_open_cap")) return {};
  const std::string_view cap = policies.text("breaker.wait_open_cap");
  if (!policies.has("breaker.wait_open_factor"))
    return fmt::format("breaker.wait_open_cap ({}) needs breaker.wait_open_factor: without it no wait grows", cap);
  const BreakerSettings settings(policies);
  if (*settings.wait_open_cap < settings.wait_open)
    return fmt::format("breaker.wait_open_cap ({}) must not be below breaker.wait_open ({}), the first wait", cap,
                       policies.has("breaker.wait_open") ? policies.text("breaker.wait_open") : "60s");
  return {};
}

}  // namespace

constinit const std::span<const Parameter> breaker_rows = kRows;

std::string contradiction_of_breaker(const ParameterValues& policies) {
  if (std::string text = foreign_setting(policies); !text.empty()) return text;
  if (std::string text = contradiction_of_window(policies); !text.empty()) return text;
  return contradiction_of_wait(policies);
}

BreakerSettings BreakerSettings::hystrix() {
  BreakerSettings settings;
  settings.like = BreakerLike::hystrix;
  settings.window_time = Duration::seconds(10);
  settings.calls_min = 20;
  settings.wait_open = Duration::seconds(5);
  settings.half_open_calls = 1;
  return settings;
}

BreakerSettings::BreakerSettings(const ParameterValues& policies) {
  if (policies.word("breaker.like") == "hystrix") *this = hystrix();
  per = per_of(policies.word("breaker.per"));
  assign(window_calls, policies, "breaker.window.calls", &ParameterValues::integer);
  if (policies.has("breaker.window.time")) window_time = policies.duration("breaker.window.time");
  assign(calls_min, policies, "breaker.min_calls", &ParameterValues::integer);
  failure_rate = policies.number("breaker.failure_rate");
  assign(slow_rate, policies, "breaker.slow_rate", &ParameterValues::number);
  assign(slow_call, policies, "breaker.slow_call", &ParameterValues::duration);
  assign(wait_open, policies, "breaker.wait_open", &ParameterValues::duration);
  assign(wait_open_factor, policies, "breaker.wait_open_factor", &ParameterValues::number);
  if (policies.has("breaker.wait_open_cap")) wait_open_cap = policies.duration("breaker.wait_open_cap");
  assign(half_open_calls, policies, "breaker.half_open_calls", &ParameterValues::integer);
  if (policies.has("breaker.half_open_wait")) half_open_wait = policies.duration("breaker.half_open_wait");
  automatic = policies.boolean("breaker.automatic");
  assign(snapshot_every, policies, "breaker.snapshot", &ParameterValues::duration);
}

bool reaches(std::int64_t part, std::int64_t calls, double threshold) {
  const float percent = static_cast<float>(part) * 100.0F / static_cast<float>(calls);
  return percent >= static_cast<float>(threshold * 100.0);
}

}  // namespace orrery
