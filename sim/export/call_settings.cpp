#include "export/call_settings.h"

namespace orrery {

const std::vector<SettingsFormat>& settings_formats() {
  static const std::vector<SettingsFormat> formats{
      {"resilience4j", "an application.yml of Spring Boot with resilience4j 2.x", resilience4j_settings},
      {"envoy", "a bootstrap file of Envoy, API v3", envoy_settings},
  };
  return formats;
}

}  // namespace orrery
