// After Envoy's API v3: config.bootstrap, config.cluster, config.route and the HTTP connection manager.
#include <cmath>

#include <fmt/format.h>

#include "core/check.h"
#include "core/time.h"
#include "export/call_settings.h"
#include "export/settings_notes.h"
#include "export/yaml_text.h"
#include "services/policies/outlier_detection.h"

namespace orrery {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kPercent = 100;
// Of the listener and of each endpoint: the reader's to change.
constexpr int kListenerPort = 10000;
constexpr int kEndpointPort = 8080;

bool has(const ParameterValues& policies, std::string_view path) {
  return policies.declared().find(path) != nullptr && policies.has(path);
}

// Protobuf's JSON form of a duration: seconds, with as many decimals as it needs.
std::string envoy_duration(Duration duration) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t count = duration.nanoseconds();
  if (count % kSecond == 0) return fmt::format("{}s", count / kSecond);
  std::string decimals = fmt::format("{:09}", count % kSecond);
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return fmt::format("{}.{}s", count / kSecond, decimals);
}

std::int64_t whole_percent(double fraction) { return std::llround(fraction * kPercent); }

void balance(const ParameterValues& policies, Json& cluster, SettingsNotes& notes) {
  const FormValue& balance = policies.form("balance");
  if (balance.name == "round-robin" || balance.name == "weighted-round-robin") {
    cluster["lb_policy"] = "ROUND_ROBIN";
  } else if (balance.name == "random") {
    cluster["lb_policy"] = "RANDOM";
  } else if (balance.name == "least-request") {
    cluster["lb_policy"] = "LEAST_REQUEST";
    cluster["least_request_lb_config"]["choice_count"] = balance.arguments->integer("choices");
    cluster["least_request_lb_config"]["active_request_bias"]["default_value"] = balance.arguments->number("bias");
    cluster["least_request_lb_config"]["active_request_bias"]["runtime_key"] = "active_request_bias";
  } else if (balance.name == "ring-hash") {
    cluster["lb_policy"] = "RING_HASH";
    cluster["ring_hash_lb_config"]["minimum_ring_size"] = balance.arguments->integer("min");
    cluster["ring_hash_lb_config"]["maximum_ring_size"] = balance.arguments->integer("max");
  } else if (balance.name == "maglev") {
    cluster["lb_policy"] = "MAGLEV";
    cluster["maglev_lb_config"]["table_size"] = balance.arguments->integer("table");
  } else {
    cluster["lb_policy"] = "ROUND_ROBIN";
    notes.add(fmt::format("Envoy does not balance by '{}'", balance.name));
  }
  if (balance.name == "ring-hash" || balance.name == "maglev")
    notes.add("say what requests are hashed by: the route hashes the header x-key");
}

Json thresholds(const ParameterValues& policies, SettingsNotes& notes) {
  Json threshold{{"priority", "DEFAULT"}};
  if (policies.has("bulkhead")) {
    threshold["max_requests"] = policies.integer("bulkhead.max_concurrent");
    threshold["max_pending_requests"] = policies.integer("bulkhead.max_pending");
    if (policies.has("bulkhead.max_wait")) notes.add("bulkhead.max_wait is left out: Envoy's pending requests wait on");
  }
  if (policies.has("retry_budget")) {
    const FormValue& budget = policies.form("retry_budget");
    if (budget.name == "limit") {
      threshold["max_retries"] = budget.arguments->integer("max");
    } else if (budget.name == "share") {
      threshold["retry_budget"]["budget_percent"]["value"] = budget.arguments->number("of") * kPercent;
      threshold["retry_budget"]["min_retry_concurrency"] = budget.arguments->integer("at_least");
    } else {
      notes.add(fmt::format("retry_budget is left out: Envoy has none by '{}'", budget.name));
    }
  }
  return threshold;
}

Json outlier_detection(const ParameterValues& policies) {
  const OutlierSettings settings(policies);
  constexpr int kEnforced = 100;
  constexpr double kThousandths = 1000;
  Json outlier;
  outlier["consecutive_5xx"] = settings.consecutive;
  outlier["enforcing_consecutive_5xx"] = settings.consecutive > 0 ? kEnforced : 0;
  outlier["interval"] = envoy_duration(settings.interval);
  outlier["base_ejection_time"] = envoy_duration(settings.ejection_base);
  outlier["max_ejection_time"] = envoy_duration(settings.ejection_max);
  outlier["max_ejection_percent"] = whole_percent(settings.ejected_max);
  outlier["always_eject_one_host"] = settings.always_one;
  outlier["enforcing_success_rate"] = settings.by_success_rate ? kEnforced : 0;
  outlier["success_rate_minimum_hosts"] = settings.success_rate_hosts;
  outlier["success_rate_request_volume"] = settings.success_rate_requests;
  outlier["success_rate_stdev_factor"] = std::llround(settings.deviation_factor * kThousandths);
  outlier["enforcing_failure_percentage"] = settings.by_failure_percentage ? kEnforced : 0;
  outlier["failure_percentage_threshold"] = whole_percent(settings.failure_percentage);
  outlier["failure_percentage_minimum_hosts"] = settings.failure_percentage_hosts;
  outlier["failure_percentage_request_volume"] = settings.failure_percentage_requests;
  return outlier;
}

Json health_check(const ParameterValues& policies) {
  return {{"interval", envoy_duration(policies.duration("health_check.interval"))},
          {"timeout", envoy_duration(policies.duration("health_check.timeout"))},
          {"unhealthy_threshold", policies.integer("health_check.unhealthy")},
          {"healthy_threshold", policies.integer("health_check.healthy")},
          {"http_health_check", {{"path", "/"}}}};
}

Json endpoint(const std::string& address, int port) {
  return {{"endpoint", {{"address", {{"socket_address", {{"address", address}, {"port_value", port}}}}}}}};
}

Json cluster(const ExportedCall& call, SettingsNotes& notes) {
  const ParameterValues& policies = *call.policies;
  Json cluster{{"name", call.target}, {"type", "STRICT_DNS"}};
  balance(policies, cluster, notes);
  if (policies.has("bulkhead") || policies.has("retry_budget"))
    cluster["circuit_breakers"]["thresholds"] = Json::array({thresholds(policies, notes)});
  if (policies.has("outlier_detection")) cluster["outlier_detection"] = outlier_detection(policies);
  if (has(policies, "health_check")) cluster["health_checks"] = Json::array({health_check(policies)});
  if (has(policies, "panic_threshold"))
    cluster["common_lb_config"]["healthy_panic_threshold"]["value"] = policies.number("panic_threshold") * kPercent;
  Json endpoints = Json::array();
  for (const std::string& name : call.endpoints) endpoints.push_back(endpoint(name, kEndpointPort));
  cluster["load_assignment"] = {{"cluster_name", call.target},
                                {"endpoints", Json::array({{{"lb_endpoints", endpoints}}})}};
  return cluster;
}

// Envoy's words are Orrery's, but for these two.
std::string retry_on(const std::string& classes) {
  std::string words;
  for (std::size_t begin = 0; begin < classes.size();) {
    std::size_t end = classes.find(' ', begin);
    if (end == std::string::npos) end = classes.size();
    std::string word = classes.substr(begin, end - begin);
    if (word == "refused") word = "refused-stream";
    // An attempt that ran out of time is retried as a 504 is.
    if (word == "timeout") word = "gateway-error";
    if (!word.empty()) words += (words.empty() ? "" : ",") + word;
    begin = end + 1;
  }
  return words;
}

Json retry_policy(const ParameterValues& policies, SettingsNotes& notes) {
  const DurationRange backoff = policies.duration_range("retry.backoff");
  if (policies.word("retry.jitter") != "envoy")
    notes.add(fmt::format("Envoy draws its pauses by its own jitter, not by '{}'", policies.word("retry.jitter")));
  Json retry{{"retry_on", retry_on(policies.word("retry.on"))},
             {"num_retries", policies.integer("retry.max_attempts") - 1},
             {"per_try_timeout", envoy_duration(policies.duration("timeout"))}};
  // Envoy wants a base of a millisecond at least.
  const Duration base = std::max(backoff.low, Duration::milliseconds(1));
  retry["retry_back_off"] = {{"base_interval", envoy_duration(base)},
                             {"max_interval", envoy_duration(std::max(backoff.high, base))}};
  return retry;
}

Json route(const ExportedCall& call, SettingsNotes& notes) {
  const ParameterValues& policies = *call.policies;
  Json route{{"cluster", call.target}};
  const bool has_retry = policies.has("retry");
  // Without retries the attempt is the whole request.
  if (policies.has("deadline")) {
    route["timeout"] = envoy_duration(policies.duration("deadline"));
  } else {
    route["timeout"] = has_retry ? "0s" : envoy_duration(policies.duration("timeout"));
  }
  if (has_retry) route["retry_policy"] = retry_policy(policies, notes);
  if (policies.has("hedge")) {
    if (policies.boolean("hedge.on_timeout"))
      route["hedge_policy"]["hedge_on_per_try_timeout"] = true;
    else
      notes.add("hedge is left out: Envoy hedges when a try runs out of its time, not after a delay");
  }
  const std::string_view balance = policies.form("balance").name;
  if (balance == "ring-hash" || balance == "maglev")
    route["hash_policy"] = Json::array({{{"header", {{"header_name", "x-key"}}}}});
  return {{"match", {{"prefix", "/"}}}, {"route", route}};
}

Json listener(const ExportedCall& call, SettingsNotes& notes) {
  const Json router{
      {"name", "envoy.filters.http.router"},
      {"typed_config", {{"@type", "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}}};
  const Json manager{
      {"@type",
       "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"},
      {"stat_prefix", call.caller},
      {"route_config",
       {{"virtual_hosts", Json::array({{{"name", call.target},
                                        {"domains", Json::array({"*"})},
                                        {"routes", Json::array({route(call, notes)})}}})}}},
      {"http_filters", Json::array({router})}};
  const Json filter{{"name", "envoy.filters.network.http_connection_manager"}, {"typed_config", manager}};
  return {{"name", call.caller},
          {"address", {{"socket_address", {{"address", "127.0.0.1"}, {"port_value", kListenerPort}}}}},
          {"filter_chains", Json::array({{{"filters", Json::array({filter})}}})}};
}

void note_what_is_missing(const ParameterValues& policies, SettingsNotes& notes) {
  constexpr struct {
    std::string_view path;
    std::string_view why;
  } kMissing[] = {
      {"breaker", "Envoy's circuit breakers are limits; what ejects failing hosts there is outlier detection"},
      {"rate_limit", "it is a filter of its own, local_ratelimit"},
      {"adaptive_throttle", "it is a filter of its own, admission_control"},
      {"cache", "it is a filter of its own"},
      {"fallback", "a fallback is the application's own"},
  };
  for (const auto& missing : kMissing)
    if (has(policies, missing.path)) notes.add(fmt::format("{} is left out: {}", missing.path, missing.why));
}

}  // namespace

std::string envoy_settings(const ExportedCall& call) {
  SettingsNotes notes;
  Json resources;
  resources["listeners"] = Json::array({listener(call, notes)});
  resources["clusters"] = Json::array({cluster(call, notes)});
  note_what_is_missing(*call.policies, notes);
  return notes.above(call, yaml_text({{"static_resources", resources}}));
}

}  // namespace orrery
