// The network of a scenario: presets, zones, hosts and links worked out into a PlatformSpec, and the host of every
// node.
//
// A zone either has hosts of its own (`hosts:` says how many, or names them) or gets them as nodes are placed in it:
// one a node, or one for `per_host` of them. The presets are zones of the second kind: `lan` is the one zone lan; `wan`
// has a zone for each region, joined pairwise by links of kWanBandwidth with the latency of the regions table.
#pragma once

#include <vector>

#include "scenario/fields.h"
#include "scenario/references.h"
#include "scenario/scenario.h"
#include "scenario/system.h"

namespace orrery {

// Bytes per second between two regions: what one tenant commonly gets, 5 Gbit/s.
inline constexpr double kWanBandwidth = 5e9 / 8;

struct ReadNetwork {
  PlatformSpec platform;
  StreamSpec stream;
  bool flow_messages = false;
  std::vector<StandingCondition> conditions;
  std::vector<Scenario::Placement> placements;  // empty where the network or a group's `on` was wrong
};

// `network` is the node behind the key, or nullptr where there is none: the preset lan. Tells `references` who lives in
// which zone.
ReadNetwork read_network(LoadContext& load, const YamlNode* network, Place place, const std::vector<ReadGroup>& groups,
                         References& references);

}  // namespace orrery
