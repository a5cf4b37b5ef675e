#include "export/call_settings.h"

#include <yaml-cpp/yaml.h>
#include <catch2/catch.hpp>

#include "patterns/ambassador/ambassador.h"
#include "services/policies.h"
#include "support/golden_text.h"

using namespace orrery;
using orrery::test::check_golden_text;

namespace {

using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string golden_path(const std::string& name) { return ORRERY_SOURCE_DIR "/tests/export/golden/" + name + ".yaml"; }

std::string settings(std::string (*write)(const ExportedCall&), Texts texts) {
  const ParameterValues policies(call_policies, texts);
  return write({"circuit-breaker/cascade", "payments", "database", {"database-1", "database-2"}, &policies});
}

YAML::Node read(std::string (*write)(const ExportedCall&), Texts texts) { return YAML::Load(settings(write, texts)); }

const Texts kBreaker{{"timeout", "800ms"},           {"breaker.window.calls", "50"},  {"breaker.min_calls", "20"},
                     {"breaker.slow_call", "100ms"}, {"breaker.slow_rate", "50%"},    {"breaker.wait_open", "5s"},
                     {"retry.max_attempts", "3"},    {"retry.backoff", "25ms..250ms"}};
const Texts kProxy{{"timeout", "250ms"},
                   {"deadline", "1500ms"},
                   {"retry.max_attempts", "3"},
                   {"retry.backoff", "25ms..250ms"},
                   {"retry.jitter", "envoy"},
                   {"retry_budget", "share of=20% at_least=3"},
                   {"balance", "least-request choices=2"},
                   {"bulkhead.max_concurrent", "100"},
                   {"outlier_detection.consecutive", "5"},
                   {"hedge.on_timeout", "true"}};

}  // namespace

TEST_CASE("a call with a breaker and retries is written as resilience4j's application.yml") {
  check_golden_text(golden_path("resilience4j"), settings(resilience4j_settings, kBreaker));
}

TEST_CASE("a call with a proxy's policies is written as Envoy's bootstrap file") {
  check_golden_text(golden_path("envoy"), settings(envoy_settings, kProxy));
}

TEST_CASE("a time window is written in seconds, as resilience4j counts it") {
  const YAML::Node file = read(resilience4j_settings, {{"timeout", "1s"}, {"breaker.window.time", "30s"}});
  const YAML::Node breaker = file["resilience4j"]["circuitbreaker"]["instances"]["database"];
  CHECK(breaker["slidingWindowType"].as<std::string>() == "TIME_BASED");
  CHECK(breaker["slidingWindowSize"].as<int>() == 30);
}

TEST_CASE("what is not set is resilience4j's own default") {
  const YAML::Node file = read(resilience4j_settings, {{"timeout", "1s"}, {"breaker.window.calls", "100"}});
  const YAML::Node breaker = file["resilience4j"]["circuitbreaker"]["instances"]["database"];
  CHECK(breaker["minimumNumberOfCalls"].as<int>() == 100);
  CHECK(breaker["failureRateThreshold"].as<double>() == 50);
  CHECK(breaker["slowCallRateThreshold"].as<double>() == 100);
  CHECK(breaker["slowCallDurationThreshold"].as<std::string>() == "60s");
  CHECK(breaker["waitDurationInOpenState"].as<std::string>() == "60s");
  CHECK(breaker["permittedNumberOfCallsInHalfOpenState"].as<int>() == 10);
  CHECK(breaker["maxWaitDurationInHalfOpenState"].as<std::string>() == "0s");
}

TEST_CASE("a drawn pause becomes resilience4j's factor around another middle, up to the same cap") {
  struct Expected {
    std::string_view jitter;
    std::string wait, factor, multiplier;
  };
  const Expected expected[] = {{"equal", "75ms", "0.3333", "2.0"},
                               {"full", "50ms", "0.99", "2.0"},
                               {"decorrelated", "200ms", "0.5", "1.75"},
                               {"envoy", "50ms", "0.99", "3.0"}};
  for (const Expected& row : expected) {
    const Texts texts{{"timeout", "1s"}, {"retry.backoff", "100ms..1s"}, {"retry.jitter", row.jitter}};
    const YAML::Node retry = read(resilience4j_settings, texts)["resilience4j"]["retry"]["instances"]["database"];
    CHECK(retry["waitDuration"].as<std::string>() == row.wait);
    CHECK(retry["exponentialMaxWaitDuration"].as<std::string>() == "1s");
    CHECK(retry["exponentialBackoffMultiplier"].as<std::string>() == row.multiplier);
    CHECK(retry["randomizedWaitFactor"].as<std::string>() == row.factor);
  }
}

TEST_CASE("full jitter is drawn up to the cap, and a comment says that it is not the same past it") {
  const Texts texts{{"timeout", "1s"}, {"retry.max_attempts", "5"}, {"retry.backoff", "50ms..100ms"}};
  const YAML::Node retry = read(resilience4j_settings, texts)["resilience4j"]["retry"]["instances"]["database"];
  CHECK(retry["waitDuration"].as<std::string>() == "25ms");
  CHECK(retry["exponentialMaxWaitDuration"].as<std::string>() == "100ms");
  CHECK_THAT(settings(resilience4j_settings, texts), Catch::Contains("# - past the cap full jitter draws below it"));
  for (const std::string_view jitter : {"equal", "decorrelated", "envoy"})
    CHECK_THAT(settings(resilience4j_settings, {{"timeout", "1s"},
                                                {"retry.max_attempts", "5"},
                                                {"retry.backoff", "50ms..200ms"},
                                                {"retry.jitter", jitter}}),
               Catch::Contains("only the first pause is drawn alike"));
}

TEST_CASE("a pause that resilience4j cannot hold is the nearest that it can, and a comment says so") {
  const auto check = [](std::string_view backoff, const std::string& wait, const std::string& note) {
    const Texts texts{{"timeout", "1s"}, {"retry.backoff", backoff}, {"retry.jitter", "none"}};
    const YAML::Node retry = read(resilience4j_settings, texts)["resilience4j"]["retry"]["instances"]["database"];
    CHECK(retry["waitDuration"].as<std::string>() == wait);
    const std::string text = settings(resilience4j_settings, texts);
    if (note.empty())
      CHECK(text.find("waitDuration is") == std::string::npos);
    else
      CHECK_THAT(text, Catch::Contains("# - waitDuration is " + note));
  };
  check("500us..1s", "1ms", "1 ms where 500 us is meant: resilience4j counts in whole milliseconds\n");
  check("100us..1s", "1ms", "1 ms where 100 us is meant: resilience4j counts in whole milliseconds, and takes no less");
  check("12400us..1s", "12ms", "12 ms where 12.4 ms is meant");
  check("12500us..1s", "13ms", "13 ms where 12.5 ms is meant");
  check("12ms..1s", "12ms", "");
  // Pauses of nothing at all are allowed where none is drawn and none grows.
  check("0ms..1s", "0s", "");
}

TEST_CASE("every duration that resilience4j counts in milliseconds is whole, and none that it does not") {
  const Texts texts{{"timeout", "300us"},
                    {"breaker.window.calls", "50"},
                    {"breaker.slow_call", "1500us"},
                    {"breaker.wait_open", "2500us"},
                    {"breaker.wait_open_factor", "2"},
                    {"breaker.wait_open_cap", "7200us"},
                    {"breaker.half_open_wait", "1100us"},
                    {"bulkhead.max_wait", "400us"},
                    {"rate_limit", "cycles limit=5 every=700us wait=300us"}};
  const YAML::Node modules = read(resilience4j_settings, texts)["resilience4j"];
  const auto setting = [&](const char* module, const char* name) {
    return modules[module]["instances"]["database"][name].as<std::string>();
  };
  CHECK(setting("timelimiter", "timeoutDuration") == "1ms");
  CHECK(setting("circuitbreaker", "waitDurationInOpenState") == "3ms");
  CHECK(setting("circuitbreaker", "exponentialMaxWaitDurationInOpenState") == "7ms");
  CHECK(setting("circuitbreaker", "maxWaitDurationInHalfOpenState") == "1ms");
  CHECK(setting("circuitbreaker", "slowCallDurationThreshold") == "1500us");
  CHECK(setting("bulkhead", "maxWaitDuration") == "0s");
  CHECK(setting("ratelimiter", "limitRefreshPeriod") == "700us");
  CHECK(setting("ratelimiter", "timeoutDuration") == "300us");
  const std::string text = settings(resilience4j_settings, texts);
  std::size_t notes = 0;
  for (std::size_t at = 0; (at = text.find(" is meant: ", at)) != std::string::npos; ++at) ++notes;
  CHECK(notes == 5);
}

TEST_CASE("what a system has no setting for is said in the file's comments") {
  CHECK_THAT(settings(resilience4j_settings, {{"timeout", "1s"}, {"deadline", "2s"}}),
             Catch::Contains("# - deadline is left out"));
  CHECK_THAT(settings(envoy_settings, {{"timeout", "1s"}, {"breaker.window.calls", "100"}}),
             Catch::Contains("# - breaker is left out"));
  CHECK_THAT(settings(envoy_settings, {{"timeout", "1s"}, {"hedge.delay", "10ms"}}),
             Catch::Contains("# - hedge is left out"));
}

TEST_CASE("Envoy's attempts after the first are its retries, and each has the attempt's timeout") {
  const YAML::Node file = read(envoy_settings, kProxy);
  const YAML::Node manager = file["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"];
  const YAML::Node route = manager["route_config"]["virtual_hosts"][0]["routes"][0]["route"];
  CHECK(route["timeout"].as<std::string>() == "1.5s");
  CHECK(route["retry_policy"]["num_retries"].as<int>() == 2);
  CHECK(route["retry_policy"]["per_try_timeout"].as<std::string>() == "0.25s");
  CHECK(route["hedge_policy"]["hedge_on_per_try_timeout"].as<bool>());
  const YAML::Node cluster = file["static_resources"]["clusters"][0];
  CHECK(cluster["load_assignment"]["endpoints"][0]["lb_endpoints"].size() == 2);
  CHECK(cluster["outlier_detection"]["success_rate_stdev_factor"].as<int>() == 1900);
}

TEST_CASE("without retries an attempt's timeout that is below the deadline is that of a try, of which there is one") {
  const YAML::Node file = read(envoy_settings, {{"timeout", "500ms"}, {"deadline", "1s"}});
  const YAML::Node manager = file["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"];
  const YAML::Node route = manager["route_config"]["virtual_hosts"][0]["routes"][0]["route"];
  CHECK(route["timeout"].as<std::string>() == "1s");
  CHECK(route["retry_policy"]["num_retries"].as<int>() == 0);
  CHECK(route["retry_policy"]["per_try_timeout"].as<std::string>() == "0.5s");
}

TEST_CASE("a proxy's limits and health checks are Envoy's thresholds and health checks of the cluster") {
  ParameterValues own(Ambassador::parameters, {{"limits.connections", "11"},
                                               {"limits.pending", "12"},
                                               {"limits.requests", "13"},
                                               {"limits.retries", "14"},
                                               {"health_check.interval", "500ms"},
                                               {"health_check.timeout", "250ms"},
                                               {"health_check.unhealthy", "2"},
                                               {"health_check.healthy", "4"}});
  const ParameterValues policies(call_policies, {{"timeout", "500ms"}, {"bulkhead.max_concurrent", "5"}});
  const std::string text = envoy_settings({"ambassador/panic", "ambassador", "backend", {}, &policies, &own});
  const YAML::Node cluster = YAML::Load(text)["static_resources"]["clusters"][0];
  const YAML::Node threshold = cluster["circuit_breakers"]["thresholds"][0];
  CHECK(threshold["max_connections"].as<int>() == 11);
  CHECK(threshold["max_pending_requests"].as<int>() == 12);
  CHECK(threshold["max_requests"].as<int>() == 5);
  CHECK(threshold["max_retries"].as<int>() == 14);
  CHECK_THAT(text, Catch::Contains("# - bulkhead and limits bound the same in Envoy"));
  const YAML::Node check = cluster["health_checks"][0];
  CHECK(check["interval"].as<std::string>() == "0.5s");
  CHECK(check["timeout"].as<std::string>() == "0.25s");
  CHECK(check["unhealthy_threshold"].as<int>() == 2);
  CHECK(check["healthy_threshold"].as<int>() == 4);
  CHECK(check["http_health_check"]["retriable_statuses"][0]["start"].as<int>() == 500);
}

TEST_CASE("Envoy's endpoints have the weights of the call, the last for all that follow") {
  const ParameterValues policies(call_policies,
                                 {{"timeout", "1s"}, {"balance", "weighted-round-robin"}, {"weights", "3 1"}});
  const std::string text = envoy_settings({"a/b", "shop", "stock", {"stock-1", "stock-2", "stock-3"}, &policies});
  const YAML::Node cluster = YAML::Load(text)["static_resources"]["clusters"][0];
  const YAML::Node endpoints = cluster["load_assignment"]["endpoints"][0]["lb_endpoints"];
  REQUIRE(endpoints.size() == 3);
  CHECK(endpoints[0]["load_balancing_weight"].as<int>() == 3);
  CHECK(endpoints[1]["load_balancing_weight"].as<int>() == 1);
  CHECK(endpoints[2]["load_balancing_weight"].as<int>() == 1);
}

TEST_CASE("what Envoy counts in whole milliseconds or percent is the nearest, and a comment says so") {
  const std::string text = settings(envoy_settings, {{"timeout", "300us"}, {"outlier_detection.max_ejected", "12.5%"}});
  CHECK_THAT(text, Catch::Contains("timeout: 0.001s"));
  CHECK_THAT(text, Catch::Contains("# - timeout is 1 ms where 300 us is meant: Envoy counts in whole milliseconds"));
  CHECK_THAT(text, Catch::Contains("# - max_ejection_percent is 13 where 12.5% is meant"));
}

TEST_CASE("without retries an attempt's timeout is Envoy's route timeout") {
  const YAML::Node file = read(envoy_settings, {{"timeout", "800ms"}});
  const YAML::Node manager = file["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"];
  const YAML::Node route = manager["route_config"]["virtual_hosts"][0]["routes"][0]["route"];
  CHECK(route["timeout"].as<std::string>() == "0.8s");
  CHECK(!route["retry_policy"]);
}
