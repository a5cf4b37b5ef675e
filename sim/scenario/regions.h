// Named regions for the preset `wan`. The latencies are typical figures of the public internet backbone between places
// where public clouds have data centres, rounded; they are no one's measurement of one day. One's own: explicit zones.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/time.h"

namespace orrery {

struct Region {
  std::string_view name;  // "eu-west"
  std::string_view where;
};

std::span<const Region> regions();
// Half a typical round trip between two regions, by their positions; zero for a region and itself.
Duration region_latency(std::size_t a, std::size_t b);

}  // namespace orrery
