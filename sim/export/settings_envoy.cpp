// After Envoy's API v3: config.bootstrap, config.cluster, config.route and the HTTP connection manager.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/time.h"
#include "export/call_settings.h"
#include "export/settings_notes.h"
#include "export/yaml_text.h"
#include "services/policies.h"
#include "services/policies/outlier_detection.h"

namespace orrery {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kPercent = 100;
// Of the listener and of each endpoint: the reader's to change.
constexpr int kListenerPort = 10000;
constexpr int kEndpointPort = 8080;

// Protobuf's JSON form of a duration: seconds, with as many decimals as it needs.
std::string protobuf_duration(Duration duration) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t count = duration.nanoseconds();
  if (count % kSecond == 0) return fmt::format("{}s", count / kSecond);
  std::string decimals = fmt::format("{:09}", count % kSecond);
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return fmt::format("{}.{}s", count / kSecond, decimals);
}

// Envoy takes whole milliseconds out of every duration, and 0 of them for none where it bounds something.
std::string envoy_duration(std::string_view setting, Duration duration, SettingsNotes& notes) {
  return protobuf_duration(notes.milliseconds(setting, duration, 1));
}

bool has_limits(const ExportedCall& call) {
  return call.own != nullptr && call.own->declared().find("limits.requests") != nullptr;
}

bool has_health_check(const ExportedCall& call) {
  return call.own != nullptr && call.own->declared().find("health_check") != nullptr && call.own->has("health_check");
}

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

// A proxy's own limits are Envoy's thresholds (services/upstream_limits.h). A bulkhead bounds the same.
Json thresholds(const ExportedCall& call, SettingsNotes& notes) {
  const ParameterValues& policies = *call.policies;
  Json threshold{{"priority", "DEFAULT"}};
  const auto bound = [&](const char* setting, std::int64_t value) {
    threshold[setting] = threshold.contains(setting) ? std::min(threshold[setting].get<std::int64_t>(), value) : value;
  };
  if (has_limits(call)) {
    bound("max_connections", call.own->integer("limits.connections"));
    bound("max_pending_requests", call.own->integer("limits.pending"));
    bound("max_requests", call.own->integer("limits.requests"));
    bound("max_retries", call.own->integer("limits.retries"));
  }
  if (policies.has("bulkhead")) {
    bound("max_requests", policies.integer("bulkhead.max_concurrent"));
    bound("max_pending_requests", policies.integer("bulkhead.max_pending"));
    if (has_limits(call)) notes.add("bulkhead and limits bound the same in Envoy: the lower of the two stands here");
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

Json outlier_detection(const ParameterValues& policies, SettingsNotes& notes) {
  const OutlierSettings settings(policies);
  constexpr int kEnforced = 100;
  constexpr double kThousandths = 1000;
  Json outlier;
  outlier["consecutive_5xx"] = settings.consecutive;
  outlier["enforcing_consecutive_5xx"] = settings.consecutive > 0 ? kEnforced : 0;
  outlier["interval"] = envoy_duration("interval", settings.interval, notes);
  outlier["base_ejection_time"] = envoy_duration("base_ejection_time", settings.ejection_base, notes);
  outlier["max_ejection_time"] = envoy_duration("max_ejection_time", settings.ejection_max, notes);
  outlier["max_ejection_percent"] = notes.percent("max_ejection_percent", settings.ejected_max);
  outlier["always_eject_one_host"] = settings.always_one;
  outlier["enforcing_success_rate"] = settings.by_success_rate ? kEnforced : 0;
  outlier["success_rate_minimum_hosts"] = settings.success_rate_hosts;
  outlier["success_rate_request_volume"] = settings.success_rate_requests;
  outlier["success_rate_stdev_factor"] = std::llround(settings.deviation_factor * kThousandths);
  outlier["enforcing_failure_percentage"] = settings.by_failure_percentage ? kEnforced : 0;
  outlier["failure_percentage_threshold"] = notes.percent("failure_percentage_threshold", settings.failure_percentage);
  outlier["failure_percentage_minimum_hosts"] = settings.failure_percentage_hosts;
  outlier["failure_percentage_request_volume"] = settings.failure_percentage_requests;
  return outlier;
}

// An answer that is an error counts towards the threshold, as silence does: by itself Envoy would believe the first.
// It also asks from the start as often as later, and not once a minute until there is traffic.
Json health_check(const ParameterValues& own, SettingsNotes& notes) {
  const std::string interval = envoy_duration("health_checks.interval", own.duration("health_check.interval"), notes);
  const Json errors{{"start", 500}, {"end", 600}};
  return {{"interval", interval},
          {"no_traffic_interval", interval},
          {"timeout", envoy_duration("health_checks.timeout", own.duration("health_check.timeout"), notes)},
          {"unhealthy_threshold", own.integer("health_check.unhealthy")},
          {"healthy_threshold", own.integer("health_check.healthy")},
          {"http_health_check", {{"path", "/"}, {"retriable_statuses", Json::array({errors})}}}};
}

Json endpoint(const std::string& address, int port) {
  return {{"endpoint", {{"address", {{"socket_address", {{"address", address}, {"port_value", port}}}}}}}};
}

// The last weight is that of all that follow.
Json endpoints(const ExportedCall& call) {
  const std::vector<std::int64_t> weights = weights_of(*call.policies);
  Json endpoints = Json::array();
  for (std::size_t i = 0; i < call.endpoints.size(); ++i) {
    endpoints.push_back(endpoint(call.endpoints[i], kEndpointPort));
    if (!weights.empty()) endpoints.back()["load_balancing_weight"] = weights[std::min(i, weights.size() - 1)];
  }
  return endpoints;
}

Json cluster(const ExportedCall& call, SettingsNotes& notes) {
  const ParameterValues& policies = *call.policies;
  Json cluster{{"name", call.target}, {"type", "STRICT_DNS"}};
  balance(policies, cluster, notes);
  if (has_limits(call) || policies.has("bulkhead") || policies.has("retry_budget"))
    cluster["circuit_breakers"]["thresholds"] = Json::array({thresholds(call, notes)});
  if (policies.has("outlier_detection")) cluster["outlier_detection"] = outlier_detection(policies, notes);
  if (has_health_check(call)) cluster["health_checks"] = Json::array({health_check(*call.own, notes)});
  cluster["common_lb_config"]["healthy_panic_threshold"]["value"] = policies.number("panic_threshold") * kPercent;
  cluster["load_assignment"] = {{"cluster_name", call.target},
                                {"endpoints", Json::array({{{"lb_endpoints", endpoints(call)}}})}};
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
             {"per_try_timeout", envoy_duration("per_try_timeout", policies.duration("timeout"), notes)}};
  retry["retry_back_off"] = {{"base_interval", envoy_duration("base_interval", backoff.low, notes)},
                             {"max_interval", envoy_duration("max_interval", backoff.high, notes)}};
  return retry;
}

// What bounds all attempts, and what bounds one: Envoy has the latter in its retry policy, which may allow no retry.
void timeouts(const ParameterValues& policies, Json& route, SettingsNotes& notes) {
  const Duration timeout = policies.duration("timeout");
  if (policies.has("deadline"))
    route["timeout"] = envoy_duration("timeout", policies.duration("deadline"), notes);
  else if (policies.has("retry"))
    route["timeout"] = "0s";
  else
    route["timeout"] = envoy_duration("timeout", timeout, notes);
  if (policies.has("retry"))
    route["retry_policy"] = retry_policy(policies, notes);
  else if (policies.has("deadline") && timeout < policies.duration("deadline"))
    route["retry_policy"] = {{"num_retries", 0},
                             {"per_try_timeout", envoy_duration("per_try_timeout", timeout, notes)}};
}

// Envoy hedges where its retry policy would try again.
void hedge(const ParameterValues& policies, Json& route, SettingsNotes& notes) {
  constexpr MissingSetting kMissing[] = {
      {"hedge.delay", "Envoy hedges when a try runs out of its time"},
      {"hedge.max", "Envoy sends another try at each timeout, as far as num_retries goes"},
      {"hedge.extra", "Envoy bounds hedges as it bounds retries"},
  };
  if (!policies.boolean("hedge.on_timeout")) {
    notes.add("hedge is left out: Envoy hedges when a try runs out of its time, not after a delay");
  } else if (!policies.has("retry")) {
    notes.add("hedge is left out: Envoy hedges what its retry policy would try again, and there is no retry");
  } else {
    route["hedge_policy"]["hedge_on_per_try_timeout"] = true;
    notes.add_missing(policies, kMissing);
  }
}

Json route(const ExportedCall& call, SettingsNotes& notes) {
  const ParameterValues& policies = *call.policies;
  Json route{{"cluster", call.target}};
  timeouts(policies, route, notes);
  if (policies.has("hedge")) hedge(policies, route, notes);
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

constexpr std::string_view kByFailure = "Envoy tries again by what failed, whatever the request does";
constexpr MissingSetting kMissing[] = {
    {"times", "how often a request calls is the application's own"},
    {"cache", "it is a filter of its own"},
    {"fallback", "a fallback is the application's own"},
    {"idempotent", kByFailure},
    {"retry.non_idempotent", kByFailure},
    {"breaker", "Envoy's circuit breakers are limits; what ejects failing hosts there is outlier detection"},
    {"adaptive_throttle", "it is a filter of its own, admission_control"},
    {"rate_limit", "it is a filter of its own, local_ratelimit"},
    {"bulkhead.max_wait", "Envoy's pending requests wait on"},
    {"order", "Envoy's parts have an order of their own"},
};

}  // namespace

std::string envoy_settings(const ExportedCall& call) {
  SettingsNotes notes("Envoy");
  Json resources;
  resources["listeners"] = Json::array({listener(call, notes)});
  resources["clusters"] = Json::array({cluster(call, notes)});
  notes.add_missing(*call.policies, kMissing);
  return notes.above(call, yaml_text({{"static_resources", resources}}));
}

}  // namespace orrery
