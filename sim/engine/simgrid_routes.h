// Routes between hosts: in closed form on a built platform, from a cache of pairs on one that was read from a file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/network_spec.h"
#include "engine/platform_paths.h"
#include "engine/simgrid_engine.h"
#include "engine/simgrid_links.h"

namespace orrery {

class Routes {
 public:
  virtual ~Routes() = default;
  virtual Platform::Route quiet(HostIndex from, HostIndex to) = 0;
  // Where there is a closed form: the same as quiet().
  virtual const ClosedRoutes* closed() const { return nullptr; }
  // The links of the route; valid until the next call.
  virtual const LinkTable::Crossings& crossings(HostIndex from, HostIndex to) = 0;
  // False where the platform does not join the pair; then nothing else may be asked of it.
  virtual bool joined(HostIndex from, HostIndex to) = 0;
  // The run begins: what was needed to check routes can go.
  virtual void on_run() {}
};

// The platform's links must all be in `links`, which outlives the routes.
std::unique_ptr<Routes> built_routes(const PlatformSpec& spec, const ZonePaths& paths, const BuiltPlatform& built,
                                     const LinkTable& links);
std::unique_ptr<Routes> file_routes(std::vector<simgrid::s4u::Host*> hosts, const LinkTable& links);

}  // namespace orrery
