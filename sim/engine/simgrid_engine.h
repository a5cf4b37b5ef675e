// SimGrid's engine as Orrery wants it, and a platform in it. Calls that SimGrid 4 renames (create_host, create_link,
// the zones' constructors) are made here only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/network_spec.h"
#include "engine/platform_paths.h"

namespace simgrid::s4u {
class Engine;
class Host;
class Link;
}  // namespace simgrid::s4u

namespace orrery {

// The loopback of built hosts, for nodes that share one: about what a TCP connection inside one Linux machine takes.
inline constexpr double kLoopbackLatency = 10e-6;  // seconds
inline constexpr double kLoopbackBandwidth = 5e9;  // bytes per second, to each flow

// Makes the process's one engine: our own arguments, a silent log, the models that DESIGN.md needs, and the signal
// handlers of the process put back.
simgrid::s4u::Engine& make_simgrid_engine();

// True once make_simgrid_engine was called in this process.
bool has_simgrid_engine();

// What a platform file made.
struct LoadedPlatform {
  std::vector<simgrid::s4u::Host*> hosts;  // in the order of the file
  std::size_t root_count = 0;              // zones that are in no other
};

// Loads a platform file and seals it. Whatever is wrong with the file makes SimGrid throw, abort or crash: only for a
// forked probe, or for a file that one has read to its end.
LoadedPlatform load_platform_file(simgrid::s4u::Engine& engine, const std::string& path);

// What SimGrid accepts in silence though no run can use it (no host, a speed of 0, a Wi-Fi link ...); empty if nothing.
std::string loaded_platform_error(const simgrid::s4u::Engine& engine, const LoadedPlatform& loaded);

// The objects of a built platform, by the positions in the spec.
struct BuiltPlatform {
  std::vector<simgrid::s4u::Host*> hosts;
  std::vector<simgrid::s4u::Link*> uplinks, downlinks;  // by host
  std::vector<simgrid::s4u::Link*> zone_links;          // by ZonePaths::DirectedLink
  std::vector<simgrid::s4u::Link*> loopbacks;           // by zone
};

// Builds a platform that platform_spec_error has let pass, and seals it.
BuiltPlatform build_platform(simgrid::s4u::Engine& engine, const PlatformSpec& spec, const ZonePaths& paths);

}  // namespace orrery
