// Built platforms for benchmarks.
#pragma once

#include <string>

#include "core/network_spec.h"

namespace orrery::bench {

inline std::string host_name(std::uint32_t number) { return "host-" + std::to_string(number + 1); }

// `hosts` hosts around one switch; 100 us from one to another.
inline PlatformSpec one_zone(std::uint32_t hosts) {
  PlatformSpec spec;
  spec.zones = {"lan"};
  for (std::uint32_t host = 0; host < hosts; ++host)
    spec.hosts.push_back({host_name(host), "lan", Duration::microseconds(50), 1.25e9, 1e9, 500e6});
  return spec;
}

}  // namespace orrery::bench
