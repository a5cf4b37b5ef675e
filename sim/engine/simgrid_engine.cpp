#include "engine/simgrid_engine.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <simgrid/kernel/routing/NetZoneImpl.hpp>
#include <simgrid/s4u.hpp>
#include <utility>

#include "core/check.h"

namespace orrery {
namespace {

namespace s4u = simgrid::s4u;

// Set before anything is loaded, so that a platform file's own <config> cannot change them: a message takes latency
// plus size over bandwidth, whatever the model that the file was written for.
constexpr std::array kSettings{
    "network/model:CM02",
    "network/optim:Lazy",
    "network/solver:maxmin",
    "network/crosstraffic:0",
    "network/TCP-gamma:1e30",
    "network/latency-factor:1",
    "network/bandwidth-factor:1",
    "network/weight-S:0",
    "host/model:default",
    "cpu/model:Cas01",
    "cpu/optim:Lazy",
    "cpu/solver:maxmin",
    "disk/model:default",
    "disk/solver:maxmin",
    "surf/precision:1e-9",
    "maxmin/precision:1e-5",
    "maxmin/concurrency-limit:-1",
    "tracing:0",
};

// SimGrid takes SIGINT and, where they are free, SIGSEGV and SIGBUS for messages of its own.
class SignalHandlersKept {
 public:
  SignalHandlersKept() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], nullptr, &before_[i]);
  }
  ~SignalHandlersKept() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  }
  SignalHandlersKept(const SignalHandlersKept&) = delete;
  SignalHandlersKept& operator=(const SignalHandlersKept&) = delete;

 private:
  static constexpr std::array kSignals{SIGINT, SIGSEGV, SIGBUS};
  std::array<struct sigaction, kSignals.size()> before_;
};

std::string setting(std::string_view name, double value) { return fmt::format("{}:{}", name, value); }

// What a file makes, in its order (SimGrid's own lists are sorted by name).
struct Created {
  std::vector<s4u::Host*> hosts;
  std::vector<const s4u::NetZone*> zones;
};
Created* created = nullptr;  // where the signals of the load at hand go; SimGrid's signals cannot be disconnected

void listen_to_creations() {
  static bool listening = false;
  if (std::exchange(listening, true)) return;
  s4u::Host::on_creation_cb([](s4u::Host& host) {
    if (created != nullptr) created->hosts.push_back(&host);
  });
  s4u::NetZone::on_creation_cb([](const s4u::NetZone& zone) {
    if (created != nullptr) created->zones.push_back(&zone);
  });
}

bool is_positive(double value) { return std::isfinite(value) && value > 0; }

std::string host_error(const s4u::Host& host) {
  for (unsigned long state = 0; state < host.get_pstate_count(); ++state)
    if (!is_positive(host.get_pstate_speed(state)))
      return fmt::format("host '{}': its speed must be above 0, found {}", host.get_name(),
                         host.get_pstate_speed(state));
  if (host.get_core_count() < 1)
    return fmt::format("host '{}': it must have a core, found {}", host.get_name(), host.get_core_count());
  for (const s4u::Disk* disk : host.get_disks())
    for (const double bandwidth : {disk->get_read_bandwidth(), disk->get_write_bandwidth()})
      if (!is_positive(bandwidth))
        return fmt::format("disk '{}' of host '{}': its bandwidth must be above 0, found {}", disk->get_name(),
                           host.get_name(), bandwidth);
  return {};
}

std::string link_error(const s4u::Link& link) {
  if (link.get_sharing_policy() == s4u::Link::SharingPolicy::WIFI)
    return fmt::format("link '{}' is a Wi-Fi link, whose rates are no bandwidth: Orrery does not take these",
                       link.get_name());
  if (!is_positive(link.get_bandwidth()))
    return fmt::format("link '{}': its bandwidth must be above 0, found {}", link.get_name(), link.get_bandwidth());
  if (!std::isfinite(link.get_latency()) || link.get_latency() < 0)
    return fmt::format("link '{}': its latency must not be negative, found {}", link.get_name(), link.get_latency());
  return {};
}

}  // namespace

s4u::Engine& make_simgrid_engine() {
  ORRERY_CHECK(!s4u::Engine::has_instance(), "one SimGrid engine a process");
  // A critical message is all that SimGrid says: it is about to abort. Nothing is torn down at exit: a run's process
  // ends with its result.
  static std::array<std::string, 4> words{"orrery", "--log=root.thresh:critical", "--log=root.fmt:%m%n",
                                          "--cfg=debug/clean-atexit:no"};
  static std::array<char*, 5> arguments{words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
  static int count = words.size();
  const SignalHandlersKept kept;
  s4u::Engine& engine = *s4u::Engine::get_instance(&count, arguments.data());
  for (const char* text : kSettings) s4u::Engine::set_config(text);
  s4u::Engine::set_config(setting("network/loopback-lat", kLoopbackLatency));
  s4u::Engine::set_config(setting("network/loopback-bw", kLoopbackBandwidth));
  return engine;
}

bool has_simgrid_engine() { return s4u::Engine::has_instance(); }

LoadedPlatform load_platform_file(s4u::Engine& engine, const std::string& path) {
  listen_to_creations();
  static Created made;
  made = {};
  created = &made;
  engine.load_platform(std::filesystem::absolute(path).string());
  created = nullptr;

  LoadedPlatform loaded{made.hosts, 0};
  for (const s4u::NetZone* zone : made.zones)
    if (zone->get_impl()->get_parent() == nullptr) ++loaded.root_count;  // NetZone::get_parent: not of a root
  // Sealing a platform without a root would crash; loaded_platform_error tells of it.
  if (!made.hosts.empty()) engine.seal_platform();
  return loaded;
}

std::string loaded_platform_error(const s4u::Engine& engine, const LoadedPlatform& loaded) {
  if (loaded.hosts.empty()) return "the platform has no host";
  if (loaded.root_count > 1) return "the platform has a second root zone: put one zone around all the others";
  for (const s4u::Host* host : loaded.hosts)
    if (std::string error = host_error(*host); !error.empty()) return error;
  for (const s4u::Link* link : engine.get_all_links())
    if (std::string error = link_error(*link); !error.empty()) return error;
  return {};
}

BuiltPlatform build_platform(s4u::Engine& engine, const PlatformSpec& spec, const ZonePaths& paths) {
  using Direction = s4u::LinkInRoute::Direction;
  BuiltPlatform built;
  s4u::NetZone* root = s4u::create_full_zone("orrery");

  // Netpoints share one space of names, so all but the hosts carry what they are.
  std::vector<s4u::NetZone*> zones;
  std::vector<simgrid::kernel::routing::NetPoint*> switches;
  for (const std::string& name : spec.zones) {
    s4u::NetZone* zone = s4u::create_star_zone("zone:" + name);
    zone->set_parent(root);
    zones.push_back(zone);
    switches.push_back(zone->create_router("switch:" + name));
    s4u::Link* loopback = zone->create_link("loopback:" + name, kLoopbackBandwidth);
    loopback->set_sharing_policy(s4u::Link::SharingPolicy::FATPIPE);
    loopback->set_latency(kLoopbackLatency);
    built.loopbacks.push_back(loopback->seal());
  }

  for (const HostSpec& spec_of_host : spec.hosts) {
    const std::uint32_t zone = paths.zone_of(spec_of_host);
    s4u::Host* host = zones[zone]->create_host(spec_of_host.name, spec_of_host.speed);
    if (spec_of_host.disk_bandwidth > 0)
      host->create_disk("disk:" + spec_of_host.name, spec_of_host.disk_bandwidth, spec_of_host.disk_bandwidth);
    s4u::SplitDuplexLink* uplink =
        zones[zone]->create_split_duplex_link("uplink:" + spec_of_host.name, spec_of_host.bandwidth);
    uplink->set_latency(spec_of_host.latency.seconds());
    uplink->seal();
    zones[zone]->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {s4u::LinkInRoute(uplink, Direction::UP)},
                           true);
    zones[zone]->add_route(host->get_netpoint(), host->get_netpoint(), nullptr, nullptr,
                           {s4u::LinkInRoute(built.loopbacks[zone])}, false);
    built.hosts.push_back(host->seal());
    built.uplinks.push_back(uplink->get_link_up());
    built.downlinks.push_back(uplink->get_link_down());
  }

  for (const ZoneLinkSpec& link : spec.links)
    for (const auto& [from, to] : {std::pair(link.from, link.to), std::pair(link.to, link.from)}) {
      s4u::Link* one_way = root->create_link(fmt::format("link:{}>{}", from, to), link.bandwidth);
      one_way->set_latency(link.latency.seconds());
      built.zone_links.push_back(one_way->seal());
    }

  for (std::uint32_t from = 0; from < paths.zone_count(); ++from)
    for (std::uint32_t to = 0; to < paths.zone_count(); ++to) {
      if (from == to || !paths.joined(from, to)) continue;
      std::vector<s4u::LinkInRoute> way;
      for (const ZonePaths::DirectedLink link : paths.path(from, to).links) way.emplace_back(built.zone_links[link]);
      root->add_route(zones[from]->get_netpoint(), zones[to]->get_netpoint(), switches[from], switches[to], way, false);
    }
  engine.seal_platform();
  return built;
}

}  // namespace orrery
