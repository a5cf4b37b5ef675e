// The table of all verbs: their options, what they do and how it is undone.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "faults/breaker_orders.h"
#include "faults/configuration.h"
#include "faults/fault.h"
#include "faults/fault_effects.h"
#include "faults/orders.h"
#include "faults/rolling_restart.h"

namespace orrery {

namespace {

using Nodes = std::vector<NodeId>;

// Node sets are in the order of their ids.
Nodes without(const Nodes& nodes, const Nodes& taken) {
  Nodes rest;
  for (const NodeId node : nodes)
    if (std::find(taken.begin(), taken.end(), node) == taken.end()) rest.push_back(node);
  return rest;
}

Nodes all_nodes(const WorldControl& world) {
  Nodes nodes(world.node_count());
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i] = NodeId{static_cast<std::uint32_t>(i)};
  return nodes;
}

// The conditions that one strike sets; each ordered pair of nodes is met once, so that no chance applies twice.
class ConditionSet {
 public:
  ConditionSet(FaultEffects& effects, const FaultHit& hit, LinkCondition condition)
      : effects_(effects), hit_(hit), condition_(std::move(condition)) {}

  void one_way(const Nodes& from, const Nodes& to) {
    if (from.empty() || to.empty()) return;
    ids_.push_back(effects_.world().add_condition(hit_.owner, from, to, condition_));
  }
  // Of nodes on both sides, the way among themselves is already part of the way there.
  void both_ways(const Nodes& from, const Nodes& to) {
    one_way(from, to);
    const Nodes only_to = without(to, from);
    one_way(only_to, from);
    one_way(without(to, only_to), without(from, to));
  }
  FaultUndo undo() && {
    return [&world = effects_.world(), ids = std::move(ids_)] {
      for (const ConditionId id : ids) world.remove_condition(id);
    };
  }

 private:
  FaultEffects& effects_;
  const FaultHit& hit_;
  LinkCondition condition_;
  std::vector<ConditionId> ids_;
};

FaultUndo on_link(FaultEffects& effects, const FaultHit& hit, LinkCondition condition) {
  ConditionSet set(effects, hit, std::move(condition));
  hit.both_ways ? set.both_ways(hit.from, hit.to) : set.one_way(hit.from, hit.to);
  return std::move(set).undo();
}

LinkCondition cut() {
  LinkCondition condition;
  condition.cut = true;
  return condition;
}

// Does `act` to each node hit, and `revert` to each of them when the fault ends.
template <class Act, class Revert>
FaultUndo on_each(const FaultHit& hit, Act act, Revert revert) {
  for (const NodeId node : hit.nodes) act(node);
  return [nodes = hit.nodes, revert] {
    for (const NodeId node : nodes) revert(node);
  };
}

bool keeps_disk(const ParameterValues& options) { return options.word("disk") == "keep"; }

FaultUndo strike_crash(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  return on_each(
      hit, [&](NodeId node) { effects.crash(hit.strike, node, keeps_disk(options)); },
      [&effects, strike = hit.strike](NodeId node) { effects.end_crash(strike, node); });
}

FaultUndo strike_restart(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  for (const NodeId node : hit.nodes) effects.restart(node, keeps_disk(options));
  return {};
}

FaultUndo strike_pause(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  return on_each(
      hit, [&](NodeId node) { effects.pause(hit.strike, node); },
      [&effects, strike = hit.strike](NodeId node) { effects.end_pause(strike, node); });
}

Resource slowed_resource(const std::string& what) {
  if (what == "cpu") return Resource::cpu;
  if (what == "disk") return Resource::disk;
  if (what == "network") return Resource::network;
  return Resource::service;
}

FaultUndo strike_slow(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  const Resource resource = slowed_resource(options.word("what"));
  const double factor = options.number("factor");
  return on_each(
      hit, [&](NodeId node) { effects.slow(hit.strike, node, resource, factor); },
      [&effects, strike = hit.strike, resource](NodeId node) { effects.end_slow(strike, node, resource); });
}

FaultUndo strike_overload(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  const double factor = options.number("factor");
  return on_each(
      hit, [&](NodeId node) { effects.overload(hit.strike, node, factor); },
      [&effects, strike = hit.strike](NodeId node) { effects.end_overload(strike, node); });
}

FaultUndo strike_outage(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  const double share = options.number("rate");
  return on_each(
      hit, [&](NodeId node) { effects.fail(hit.strike, node, share); },
      [&effects, strike = hit.strike](NodeId node) { effects.end_fail(strike, node); });
}

FaultUndo strike_stall(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  return on_each(
      hit, [&](NodeId node) { effects.stall(node); }, [&effects](NodeId node) { effects.end_stall(node); });
}

FaultUndo strike_skew(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  const Duration by = options.duration("by");
  return on_each(
      hit, [&](NodeId node) { effects.add_skew(node, by); },
      [&effects, by](NodeId node) { effects.add_skew(node, -by); });
}

FaultUndo strike_drift(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  constexpr double kBillionthsInMillionth = 1000;
  const std::int64_t by = std::llround(options.number("ppm") * kBillionthsInMillionth);
  return on_each(
      hit, [&](NodeId node) { effects.add_drift(node, by); },
      [&effects, by](NodeId node) { effects.add_drift(node, -by); });
}

FaultUndo strike_isolate(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  const Nodes all = all_nodes(effects.world());
  const std::string& direction = options.word("direction");
  ConditionSet set(effects, hit, cut());
  if (direction == "in") {
    set.one_way(all, hit.nodes);
  } else if (direction == "out") {
    set.one_way(hit.nodes, all);
  } else {
    set.both_ways(hit.nodes, all);
  }
  return std::move(set).undo();
}

FaultUndo strike_partition(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  return on_link(effects, hit, cut());
}

// The group of the nodes hit, without them.
Nodes rest_of_group(const WorldControl& world, const FaultHit& hit) {
  const auto group = world.group(group_of_instance(world.node_name(hit.nodes.front())));
  return without(Nodes(group.begin(), group.end()), hit.nodes);
}

FaultUndo strike_bridge(FaultEffects& effects, const FaultHit& hit, const ParameterValues&) {
  const Nodes others = rest_of_group(effects.world(), hit);
  const auto middle = others.begin() + static_cast<std::ptrdiff_t>((others.size() + 1) / 2);
  ConditionSet set(effects, hit, cut());
  set.both_ways(Nodes(others.begin(), middle), Nodes(middle, others.end()));
  return std::move(set).undo();
}

FaultUndo strike_loss(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  LinkCondition condition;
  condition.loss = options.number("probability");
  return on_link(effects, hit, condition);
}

FaultUndo strike_delay(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  LinkCondition condition;
  condition.delay = options.distribution("by");
  return on_link(effects, hit, condition);
}

FaultUndo strike_duplicate(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  LinkCondition condition;
  condition.duplication = options.number("probability");
  return on_link(effects, hit, condition);
}

FaultUndo strike_reorder(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  LinkCondition condition;
  condition.reordering = options.number("probability");
  condition.reordering_delay = options.distribution("by");
  return on_link(effects, hit, condition);
}

FaultUndo strike_bandwidth(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  LinkCondition condition;
  condition.bandwidth = options.number("limit");
  return on_link(effects, hit, condition);
}

bool is_up(const FaultEffects& effects, NodeId node) { return effects.world().is_up(node); }
bool is_down(const FaultEffects& effects, NodeId node) { return !is_up(effects, node); }
bool runs(const FaultEffects& effects, NodeId node) { return is_up(effects, node) && !effects.is_paused(node); }
bool is_any(const FaultEffects&, NodeId) { return true; }
bool has_live_disk(const FaultEffects& effects, NodeId node) {
  return is_up(effects, node) && !effects.is_stalled(node);
}

std::string objection_to_bridge(const FaultEffects& effects, const FaultHit& hit) {
  const WorldControl& world = effects.world();
  const std::string_view group = group_of_instance(world.node_name(hit.nodes.front()));
  for (const NodeId node : hit.nodes)
    if (group_of_instance(world.node_name(node)) != group) return "a bridge stands within one group";
  if (rest_of_group(world, hit).size() >= 2) return {};
  return fmt::format("a bridge joins two halves of its group, and fewer than two of '{}' are left", group);
}

std::string objection_to_partition(const FaultEffects&, const FaultHit& hit) {
  return hit.from == hit.to ? "both sides are the same nodes" : "";
}

const Parameters kNoOptions;
const Parameters kDisk{{"disk", ParameterType::choice, "keep", "keep|lose", "what becomes of what the disk holds"}};
const Parameters kSlow{
    {"what", ParameterType::choice, "service", "service|cpu|disk|network", "what is slowed down"},
    {"factor", ParameterType::number, "", "0.001..1000000", "how many times as long everything takes"}};
const Parameters kOverload{
    {"factor", ParameterType::number, "3", "0.001..1000000", "how many times as much load is offered"}};
const Parameters kOutage{{"rate", ParameterType::percent, "100%", "", "of the requests, how many get an error"}};
const Parameters kIsolate{{"direction", ParameterType::choice, "both", "both|in|out", "which messages do not pass"}};
const Parameters kProbability{{"probability", ParameterType::percent, "", "", "chance for each message"}};
const Parameters kDelay{{"by", ParameterType::distribution, "", "0ns..", "extra latency of each message"}};
const Parameters kReorder{
    {"probability", ParameterType::percent, "", "", "chance that a datagram is held back"},
    {"by", ParameterType::distribution, "uniform 1ms..10ms", "0ns..", "how long it is held back"}};
const Parameters kBandwidth{{"limit", ParameterType::bandwidth, "", "1B/s..", "what is left for each pair of nodes"}};
const Parameters kSkew{
    {"by", ParameterType::duration, "", "-8760h..8760h", "how far the wall clock jumps ahead; negative: back"}};
const Parameters kDrift{{"ppm", ParameterType::number, "", "-100000..100000",
                         "parts per million by which the clocks run fast; negative: slow"}};

constexpr std::array kVerbs = {
    FaultVerb{"crash", FaultTarget::nodes, true, &kDisk,
              "the process dies with all that it held in memory; it restarts when the fault ends", strike_crash, is_up},
    FaultVerb{.name = "restart",
              .target = FaultTarget::nodes,
              .lasting = false,
              .options = &kDisk,
              .help = "starts nodes that are down",
              .strike = strike_restart,
              .may_draw = is_down,
              .example = "each server"},
    FaultVerb{"rolling-restart", FaultTarget::nodes, true, &rolling_restart_options,
              "the nodes restart one after another, in their order; it is over when the last is back, and `for` and "
              "`during` can only cut it short",
              strike_rolling_restart, is_up, nullptr, rolling_restart_takes},
    FaultVerb{"pause", FaultTarget::nodes, true, &kNoOptions,
              "the process stands still; timers and messages wait until it goes on", strike_pause, runs},
    FaultVerb{"slow", FaultTarget::nodes, true, &kSlow, "something takes several times as long", strike_slow, is_up},
    FaultVerb{.name = "overload",
              .target = FaultTarget::nodes,
              .lasting = true,
              .options = &kOverload,
              .help = "clients offer several times their load: an open loop's arrivals come, and a closed loop's "
                      "thinking goes, that much faster",
              .strike = strike_overload,
              .may_draw = is_up,
              .needs_load = true,
              .example = "any client"},
    FaultVerb{.name = "outage",
              .target = FaultTarget::nodes,
              .lasting = true,
              .options = &kOutage,
              .help = "services answer requests with an error, at once and without working on them",
              .strike = strike_outage,
              .may_draw = is_up,
              .needs_calls = true,
              .example = "any service"},
    FaultVerb{"stall", FaultTarget::nodes, true, &kNoOptions, "the disk completes no sync until the fault ends",
              strike_stall, has_live_disk},
    FaultVerb{"skew", FaultTarget::nodes, true, &kSkew, "the wall clock jumps, and jumps back when the fault ends",
              strike_skew, is_up},
    FaultVerb{"drift", FaultTarget::nodes, true, &kDrift, "the clocks run too fast or too slow", strike_drift, is_up},
    FaultVerb{"isolate", FaultTarget::nodes, true, &kIsolate,
              "each of the nodes is cut off from every other node of the scenario", strike_isolate, is_up},
    FaultVerb{"bridge", FaultTarget::nodes, true, &kNoOptions,
              "the rest of the group falls into two halves that see the nodes hit, but not each other", strike_bridge,
              is_up, objection_to_bridge},
    FaultVerb{.name = "partition",
              .target = FaultTarget::link,
              .lasting = true,
              .options = &kNoOptions,
              .help = "nothing passes: <-> both ways, -> one way; a stream retries ever more seldom, so that after a "
                      "long partition it is silent for up to `network: { stream: { retransmit_limit: ... } }` more",
              .strike = strike_partition,
              .may_draw = is_up,
              .objection = objection_to_partition,
              .example = "server-1 and server-2 <-> others of server"},
    FaultVerb{"loss", FaultTarget::link, true, &kProbability, "messages are lost", strike_loss, is_up},
    FaultVerb{"delay", FaultTarget::link, true, &kDelay, "messages take longer", strike_delay, is_up},
    FaultVerb{"duplicate", FaultTarget::link, true, &kProbability, "datagrams arrive twice", strike_duplicate, is_up},
    FaultVerb{"reorder", FaultTarget::link, true, &kReorder, "datagrams are held back and overtaken", strike_reorder,
              is_up},
    FaultVerb{"bandwidth", FaultTarget::link, true, &kBandwidth, "less bandwidth is left", strike_bandwidth, is_up},
    FaultVerb{.name = "transfer",
              .target = FaultTarget::nodes,
              .lasting = false,
              .options = &transfer_options,
              .help = "orders the nodes to hand their leadership over, to `to` or to whom they choose",
              .strike = strike_transfer,
              .may_draw = runs,
              .objection = objection_to_transfer,
              .order = kTransferLeadership,
              .example = "leader of server"},
    FaultVerb{.name = "join",
              .target = FaultTarget::nodes,
              .lasting = false,
              .options = &kNoOptions,
              .help = "orders the leader of the group to make the nodes members",
              .strike = strike_join,
              .may_draw = runs,
              .objection = objection_to_change,
              .order = kAddServer,
              .example = "server-4"},
    FaultVerb{.name = "leave",
              .target = FaultTarget::nodes,
              .lasting = false,
              .options = &kNoOptions,
              .help = "orders the leader of the group to remove the nodes, itself perhaps, from its members",
              .strike = strike_leave,
              .may_draw = is_any,
              .objection = objection_to_change,
              .order = kRemoveServer,
              .example = "any follower of server"},
    FaultVerb{.name = "configure",
              .target = FaultTarget::nodes,
              .lasting = false,
              .options = &kNoOptions,
              .help = "an operator sets policies of the nodes' calls, as `set` says; calls that have begun end under "
                      "those that they began with, and the newest hold after a restart too",
              .strike = strike_configure,
              .may_draw = runs,
              .needs_configuration = true,
              .example = "ambassador"},
    FaultVerb{.name = "remove-endpoint",
              .target = FaultTarget::nodes,
              .lasting = false,
              .options = &endpoint_options,
              .help = "the nodes send no further calls to `endpoint`",
              .strike = strike_remove_endpoint,
              .may_draw = runs,
              .order = kRemoveEndpoint,
              .example = "ambassador"},
    FaultVerb{.name = "add-endpoint",
              .target = FaultTarget::nodes,
              .lasting = false,
              .options = &endpoint_options,
              .help = "the nodes send calls to `endpoint` again, after it was removed",
              .strike = strike_add_endpoint,
              .may_draw = runs,
              .order = kAddEndpoint,
              .example = "ambassador"},
    FaultVerb{.name = "set-breaker",
              .target = FaultTarget::nodes,
              .lasting = false,
              .options = &breaker_order_options,
              .help = "an operator sets the breakers of the nodes' calls to a group by hand",
              .strike = strike_set_breaker,
              .may_draw = runs,
              .objection = objection_to_set_breaker,
              .order = kForceBreakerOpen,
              .example = "payments"}};

}  // namespace

std::span<const FaultVerb> fault_verbs() { return kVerbs; }

const FaultVerb* find_fault_verb(std::string_view name) {
  const auto found =
      std::find_if(kVerbs.begin(), kVerbs.end(), [name](const FaultVerb& verb) { return verb.name.text() == name; });
  return found == kVerbs.end() ? nullptr : &*found;
}

}  // namespace orrery
