#include "faults/fault_effects.h"

#include <algorithm>
#include <utility>

namespace orrery {

void FaultEffects::crash(StrikeId strike, NodeId node, bool keep_disk) {
  if (!world_.is_up(node) && !crashed_.contains(node)) return;
  Crashed& crashed = crashed_[node];
  crashed.strikes.push_back(strike);
  crashed.keep_disk = crashed.keep_disk && keep_disk;
  paused_.erase(node);
  world_.crash(node);
}

void FaultEffects::end_crash(StrikeId strike, NodeId node) {
  const auto crashed = crashed_.find(node);
  if (crashed == crashed_.end() || std::erase(crashed->second.strikes, strike) == 0) return;
  if (!crashed->second.strikes.empty()) return;
  const bool keep_disk = crashed->second.keep_disk;
  crashed_.erase(crashed);
  start_again(node, keep_disk);
}

void FaultEffects::restart(NodeId node, bool keep_disk) {
  if (const auto crashed = crashed_.find(node); crashed != crashed_.end()) {
    keep_disk = keep_disk && crashed->second.keep_disk;
    crashed_.erase(crashed);
  }
  start_again(node, keep_disk);
}

void FaultEffects::pause(StrikeId strike, NodeId node) {
  if (!world_.is_up(node)) return;
  paused_[node].push_back(strike);
  world_.pause(node);
}

void FaultEffects::end_pause(StrikeId strike, NodeId node) {
  const auto paused = paused_.find(node);
  if (paused == paused_.end() || std::erase(paused->second, strike) == 0) return;
  if (paused->second.empty()) paused_.erase(paused);
  world_.resume(node);
  if (!is_paused(node)) catch_up(node);
}

void FaultEffects::start_again(NodeId node, bool keep_disk) {
  const bool was_down = !world_.is_up(node);
  world_.restart(node, keep_disk);
  if (was_down) tell_all(node);
}

void FaultEffects::tell_all(NodeId node) {
  const auto found = configured_.find(node);
  if (found == configured_.end()) return;
  if (!found->second.accepted.empty()) world_.configure(node, found->second.accepted);
  found->second.is_behind = true;
  catch_up(node);
}

void FaultEffects::catch_up(NodeId node) {
  const auto found = configured_.find(node);
  if (found == configured_.end()) return;
  Configured& configured = found->second;
  for (const Changes& changes : std::exchange(configured.unheard, {}))
    if (!tell(node, configured, changes)) configured.unheard.push_back(changes);
  if (!std::exchange(configured.is_behind, false)) return;
  for (const auto& [endpoint, order] : configured.endpoints)
    configured.is_behind |= !world_.order(node, order, endpoint);
}

bool FaultEffects::tell(NodeId node, Configured& configured, const Changes& changes) {
  const auto refused = [&] { return world_.field(node, kUpdatesRejected.id()).value_or(0); };
  const std::int64_t refused_before = refused();
  if (!world_.configure(node, changes)) return false;
  if (refused() != refused_before) return true;
  for (const ConfigurationChange& change : changes) {
    std::erase_if(configured.accepted, [&](const auto& known) { return known.path == change.path; });
    configured.accepted.push_back(change);
  }
  return true;
}

void FaultEffects::configure(NodeId node, std::span<const ConfigurationChange> changes) {
  Configured& configured = configured_[node];
  const Changes set(changes.begin(), changes.end());
  if (!tell(node, configured, set)) configured.unheard.push_back(set);
}

void FaultEffects::set_endpoint(NodeId node, Name order, NodeId endpoint) {
  Configured& configured = configured_[node];
  std::erase_if(configured.endpoints, [&](const auto& known) { return known.first == endpoint; });
  configured.endpoints.emplace_back(endpoint, order);
  configured.is_behind |= !world_.order(node, order, endpoint);
}

void FaultEffects::stall(NodeId node) {
  ++stalls_[node];
  world_.stall_disk(node, true);
}

void FaultEffects::end_stall(NodeId node) {
  if (--stalls_[node] == 0) stalls_.erase(node);
  world_.stall_disk(node, false);
}

void FaultEffects::slow(StrikeId strike, NodeId node, Resource resource, double factor) {
  Factors& factors = slowed_[{node, resource}];
  factors.emplace_back(strike, factor);
  world_.set_slowness(node, resource, product(factors));
}

void FaultEffects::end_slow(StrikeId strike, NodeId node, Resource resource) {
  world_.set_slowness(node, resource, without(slowed_[{node, resource}], strike));
}

void FaultEffects::overload(StrikeId strike, NodeId node, double factor) {
  Factors& factors = overloaded_[node];
  factors.emplace_back(strike, factor);
  world_.set_load(node, product(factors));
}

void FaultEffects::end_overload(StrikeId strike, NodeId node) {
  world_.set_load(node, without(overloaded_[node], strike));
}

void FaultEffects::fail(StrikeId strike, NodeId node, double share) {
  Factors& factors = failing_[node];
  factors.emplace_back(strike, 1 - share);
  world_.set_outage(node, 1 - product(factors));
}

void FaultEffects::end_fail(StrikeId strike, NodeId node) {
  world_.set_outage(node, 1 - without(failing_[node], strike));
}

// What is left of the product when a strike ends.
double FaultEffects::without(Factors& factors, StrikeId strike) {
  std::erase_if(factors, [strike](const auto& factor) { return factor.first == strike; });
  return product(factors);
}

// Taken anew each time, so that no rounding is left behind when the last factor goes.
double FaultEffects::product(const Factors& factors) {
  double product = 1;
  for (const auto& [strike, factor] : factors) product *= factor;
  return product;
}

void FaultEffects::add_drift(NodeId node, std::int64_t parts_per_billion) {
  world_.set_drift(node, world_.drift(node) + parts_per_billion);
}

void FaultEffects::add_skew(NodeId node, Duration skew) { world_.set_skew(node, world_.skew(node) + skew); }

}  // namespace orrery
