#include "services/policies/breaker_settings.h"

#include <initializer_list>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

namespace {

using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

ParameterValues given(Texts texts) {
  return ParameterValues(Parameters(std::vector<Parameter>(breaker_rows.begin(), breaker_rows.end())), texts);
}

std::string contradiction(Texts texts) { return contradiction_of_breaker(given(texts)); }

}  // namespace

TEST_CASE("a call has no breaker unless part of one is given") {
  CHECK_FALSE(given({}).has("breaker"));
  CHECK(given({{"breaker.wait_open", "5s"}}).has("breaker"));
  CHECK(given({{"breaker.window.calls", "10"}}).has("breaker"));
}

TEST_CASE("a breaker of which nothing else is given has resilience4j's defaults") {
  const BreakerSettings settings(given({{"breaker.like", "resilience4j"}}));
  CHECK(settings.like == BreakerLike::resilience4j);
  CHECK(settings.per == BreakerPer::target);
  CHECK(settings.window_calls == 100);
  CHECK_FALSE(settings.window_time);
  CHECK(settings.calls_min == 100);
  CHECK(settings.failure_rate == 0.5);
  CHECK(settings.slow_rate == 1.0);
  CHECK(settings.slow_call == 60_s);
  CHECK(settings.wait_open == 60_s);
  CHECK(settings.wait_open_factor == 1);
  CHECK_FALSE(settings.wait_open_cap);
  CHECK(settings.half_open_calls == 10);
  CHECK_FALSE(settings.half_open_wait);
  CHECK_FALSE(settings.automatic);
}

TEST_CASE("a breaker like Hystrix's has Hystrix's defaults") {
  const BreakerSettings settings(given({{"breaker.like", "hystrix"}}));
  CHECK(settings.like == BreakerLike::hystrix);
  CHECK(settings.window_time == 10_s);
  CHECK(settings.calls_min == 20);
  CHECK(settings.failure_rate == 0.5);
  CHECK(settings.wait_open == 5_s);
  CHECK(settings.snapshot_every == 500_ms);
}

TEST_CASE("every setting of a breaker can be given") {
  const BreakerSettings settings(given({{"breaker.per", "endpoint"},
                                        {"breaker.window.time", "30s"},
                                        {"breaker.min_calls", "7"},
                                        {"breaker.failure_rate", "25%"},
                                        {"breaker.slow_call", "100ms"},
                                        {"breaker.slow_rate", "40%"},
                                        {"breaker.wait_open", "2s"},
                                        {"breaker.wait_open_factor", "1.5"},
                                        {"breaker.wait_open_cap", "20s"},
                                        {"breaker.half_open_calls", "3"},
                                        {"breaker.half_open_wait", "4s"},
                                        {"breaker.automatic", "true"}}));
  CHECK(settings.per == BreakerPer::endpoint);
  CHECK(settings.window_time == 30_s);
  CHECK(settings.calls_min == 7);
  CHECK(settings.failure_rate == 0.25);
  CHECK(settings.slow_call == 100_ms);
  CHECK(settings.slow_rate == 0.4);
  CHECK(settings.wait_open == 2_s);
  CHECK(settings.wait_open_factor == 1.5);
  CHECK(settings.wait_open_cap == 20_s);
  CHECK(settings.half_open_calls == 3);
  CHECK(settings.half_open_wait == 4_s);
  CHECK(settings.automatic);
  const BreakerSettings hystrix(given({{"breaker.like", "hystrix"}, {"breaker.snapshot", "1s"}}));
  CHECK(hystrix.snapshot_every == 1_s);
}

TEST_CASE("a breaker's settings that agree are not refused") {
  CHECK(contradiction({{"breaker.like", "resilience4j"}}).empty());
  CHECK(
      contradiction({{"breaker.like", "hystrix"}, {"breaker.window.time", "20s"}, {"breaker.snapshot", "1s"}}).empty());
  CHECK(contradiction({{"breaker.window.calls", "10"}}).empty());
  CHECK(contradiction({{"breaker.window.calls", "10"}, {"breaker.min_calls", "10"}}).empty());
  CHECK(contradiction({{"breaker.window.time", "10s"}, {"breaker.min_calls", "500"}}).empty());
  CHECK(contradiction({{"breaker.wait_open_factor", "2"}, {"breaker.wait_open_cap", "60s"}}).empty());
}

TEST_CASE("a minimum of calls that a window of calls never holds is refused") {
  CHECK(contradiction({{"breaker.window.calls", "10"}, {"breaker.min_calls", "11"}}) ==
        "breaker.min_calls (11) must not be above breaker.window.calls (10), which never holds so many");
  CHECK(contradiction({{"breaker.min_calls", "101"}}) ==
        "breaker.min_calls (101) must not be above breaker.window.calls (100), which never holds so many");
}

TEST_CASE("a window of both calls and time is refused, and one of parts of seconds") {
  CHECK(contradiction({{"breaker.window.calls", "10"}, {"breaker.window.time", "10s"}}) ==
        "breaker.window takes calls or time, not both: a window is so many calls or so much time");
  CHECK(contradiction({{"breaker.window.time", "1500ms"}}) ==
        "breaker.window.time (1500ms) must be whole seconds, as its buckets are");
}

TEST_CASE("a cap on a wait that does not grow, or below the first wait, is refused") {
  CHECK(contradiction({{"breaker.wait_open_cap", "60s"}}) ==
        "breaker.wait_open_cap (60s) needs breaker.wait_open_factor: without it no wait grows");
  CHECK(contradiction({{"breaker.wait_open_factor", "2"}, {"breaker.wait_open_cap", "30s"}}) ==
        "breaker.wait_open_cap (30s) must not be below breaker.wait_open (60s), the first wait");
}

TEST_CASE("what a library does not know is refused of a breaker like its own") {
  CHECK(contradiction({{"breaker.like", "hystrix"}, {"breaker.slow_call", "1s"}}) ==
        "breaker.slow_call is resilience4j's and Hystrix knows no such thing; leave it out");
  CHECK(contradiction({{"breaker.like", "hystrix"}, {"breaker.automatic", "true"}}) ==
        "breaker.automatic is resilience4j's: Hystrix probes with the first call after the wait; leave it out");
  CHECK(contradiction({{"breaker.snapshot", "1s"}}) ==
        "breaker.snapshot is Hystrix's: resilience4j judges after every call; leave it out");
}

TEST_CASE("a rate reaches a threshold that it equals, also where the quotient is no round number") {
  for (std::int64_t calls = 1; calls <= 200; ++calls)
    for (std::int64_t part = 0; part <= calls; ++part)
      for (const int percent : {1, 7, 29, 33, 50, 57, 58, 100})
        REQUIRE(reaches(part, calls, percent / 100.0) == (part * 100 >= percent * calls));
}
