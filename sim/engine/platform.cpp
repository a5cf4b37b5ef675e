#include "engine/platform.h"

#include "engine/platform_check.h"
#include "engine/simgrid_platform.h"
#include "engine/simgrid_probe.h"

namespace orrery {

tl::expected<std::vector<std::string>, std::string> Platform::probe(const PlatformSpec& spec) {
  if (!spec.file.empty()) return probe_platform_file(spec.file);
  if (std::string error = platform_spec_error(spec); !error.empty()) return tl::unexpected(std::move(error));
  std::vector<std::string> names;
  for (const HostSpec& host : spec.hosts) names.push_back(host.name);
  return names;
}

tl::expected<std::unique_ptr<Platform>, std::string> Platform::create(const PlatformSpec& spec) {
  if (auto fit = probe(spec); !fit) return tl::unexpected(std::move(fit.error()));
  if (!spec.file.empty()) return SimgridPlatform::load(spec.file);
  return SimgridPlatform::build(spec);
}

}  // namespace orrery
