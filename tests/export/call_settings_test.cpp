#include "export/call_settings.h"

#include <yaml-cpp/yaml.h>
#include <catch2/catch.hpp>

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

TEST_CASE("jitter becomes resilience4j's factor around another middle, so that the pauses stay the same") {
  struct Expected {
    std::string_view jitter;
    std::string wait, most;
    std::string factor;
  };
  const Expected expected[] = {{"equal", "75ms", "750ms", "0.3333"}, {"full", "50ms", "500ms", "0.99"}};
  for (const Expected& row : expected) {
    const YAML::Node file =
        read(resilience4j_settings, {{"timeout", "1s"}, {"retry.backoff", "100ms..1s"}, {"retry.jitter", row.jitter}});
    const YAML::Node retry = file["resilience4j"]["retry"]["instances"]["database"];
    CHECK(retry["waitDuration"].as<std::string>() == row.wait);
    CHECK(retry["exponentialMaxWaitDuration"].as<std::string>() == row.most);
    CHECK(retry["randomizedWaitFactor"].as<std::string>() == row.factor);
  }
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

TEST_CASE("without retries an attempt's timeout is Envoy's route timeout") {
  const YAML::Node file = read(envoy_settings, {{"timeout", "800ms"}});
  const YAML::Node manager = file["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"];
  const YAML::Node route = manager["route_config"]["virtual_hosts"][0]["routes"][0]["route"];
  CHECK(route["timeout"].as<std::string>() == "0.8s");
  CHECK(!route["retry_policy"]);
}
