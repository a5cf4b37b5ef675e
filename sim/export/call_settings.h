// The settings of one call of a scenario, as a file that the real system reads which Orrery's policies are modelled on:
// what was found out here can be tried there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/parameters.h"

namespace orrery {

struct ExportedCall {
  std::string scenario;  // as it was asked for; named in the file's first line
  std::string caller;    // the groups
  std::string target;
  std::vector<std::string> endpoints;  // the target's instances
  const ParameterValues* policies = nullptr;
  // Of the caller itself: the limits and health checks of a proxy are among them. Null: it has none.
  const ParameterValues* own = nullptr;
};

// A system whose settings can be written.
struct SettingsFormat {
  std::string_view name;  // as in `orrery export --to`
  std::string_view help;  // one line
  std::string (*text)(const ExportedCall& call);
};
const std::vector<SettingsFormat>& settings_formats();

// Spring Boot's application.yml for resilience4j 2.x: one instance of each module, named after the target. What
// resilience4j knows no setting for, or holds no such value of, is listed in comments at the top.
std::string resilience4j_settings(const ExportedCall& call);

// A bootstrap file of Envoy (API v3): a listener that routes everything to one cluster with the target's endpoints.
// What Envoy knows no setting for, or holds no such value of, is listed in comments at the top.
std::string envoy_settings(const ExportedCall& call);

}  // namespace orrery
