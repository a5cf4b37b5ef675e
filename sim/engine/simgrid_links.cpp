#include "engine/simgrid_links.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <simgrid/s4u/Link.hpp>

#include "core/check.h"

namespace orrery {

LinkTable::LinkTable(std::span<simgrid::s4u::Link* const> links) {
  for (simgrid::s4u::Link* link : links) {
    index_.emplace(link, static_cast<std::uint32_t>(states_.size()));
    State state;
    state.link = link;
    state.shared = link->get_sharing_policy() != simgrid::s4u::Link::SharingPolicy::FATPIPE;
    read(state);
    state.quiet_bandwidth = state.bandwidth;
    state.quiet_latency = state.latency;
    if (is_changed(state)) ++changed_;
    states_.push_back(state);
  }
  loaded_ = changed_ > 0;
}

void LinkTable::read(State& state) {
  state.bandwidth = state.link->get_bandwidth();
  state.latency = state.link->get_latency();
  state.on = state.link->is_on() && state.bandwidth > 0;
}

bool LinkTable::is_changed(const State& state) {
  return !state.on || state.bandwidth != state.quiet_bandwidth || state.latency != state.quiet_latency;
}

LinkTable::Crossings LinkTable::crossings(std::span<simgrid::s4u::Link* const> route) const {
  Crossings crossings;
  for (const simgrid::s4u::Link* link : route) {
    const auto known = index_.find(link);
    ORRERY_CHECK(known != index_.end(), "a route over links that the platform had when it was loaded");
    const auto before = std::find_if(crossings.begin(), crossings.end(),
                                     [&](const Crossing& crossing) { return crossing.link == known->second; });
    if (before != crossings.end())
      ++before->times;
    else
      crossings.push_back({known->second, 1});
  }
  return crossings;
}

Platform::Route LinkTable::quiet(double latency, std::span<const Crossing> crossings) const {
  Platform::Route route{latency, std::numeric_limits<double>::infinity()};
  for (const auto& [link, times] : crossings) {
    const State& state = states_[link];
    if (state.latency != state.quiet_latency) route.latency += times * (state.quiet_latency - state.latency);
    route.bandwidth = std::min(route.bandwidth, state.quiet_bandwidth / (state.shared ? times : 1));
  }
  return route;
}

// The flow model has no queues, TCP does: the flows that fill a link keep its buffer full in part, and a small message
// waits behind them. A router's buffer for n long flows is made for RTT * C / sqrt(n) bytes (Appenzeller, Keslassy and
// McKeown, Sizing Router Buffers, SIGCOMM 2004), and the flows' sawtooth leaves it half full on average, which takes
// RTT / (2 sqrt(n)) to pass: with RTT twice the mean latency of the flows' routes, that latency / sqrt(n).
double LinkTable::queueing_delay(const State& state) {
  if (!state.shared || state.flows == 0 || state.usage < kFilled * state.bandwidth) return 0;
  const double flows = state.flows;
  return state.flow_latencies / flows / std::sqrt(flows);
}

Platform::Route LinkTable::current(const Platform::Route& quiet, std::span<const Crossing> crossings) const {
  Platform::Route route{quiet.latency, std::numeric_limits<double>::infinity()};
  for (const auto& [link, times] : crossings) {
    const State& state = states_[link];
    double bandwidth = state.bandwidth;
    if (state.shared)
      bandwidth = std::max((state.bandwidth - state.usage) / times, state.bandwidth / (state.flows + times));
    route.bandwidth = std::min(route.bandwidth, bandwidth);
    route.latency += times * (state.latency - state.quiet_latency) + queueing_delay(state);
  }
  route.latency = std::max(route.latency, 0.0);
  return route;
}

bool LinkTable::is_on(std::span<const Crossing> crossings) const {
  if (changed_ == 0) return true;
  return std::all_of(crossings.begin(), crossings.end(),
                     [&](const Crossing& crossing) { return states_[crossing.link].on; });
}

void LinkTable::begin_flow(std::span<const Crossing> crossings, double latency) {
  for (const auto& [link, times] : crossings) {
    State& state = states_[link];
    if (state.flows == 0) busy_.push_back(link);
    state.flows += times;
    state.flow_latencies += times * latency;
  }
}

void LinkTable::end_flow(std::span<const Crossing> crossings, double latency) {
  for (const auto& [link, times] : crossings) {
    State& state = states_[link];
    state.flows -= times;
    state.flow_latencies -= times * latency;
    if (state.flows > 0) continue;
    state.flow_latencies = 0;
    state.usage = 0;
    busy_.erase(std::find(busy_.begin(), busy_.end(), link));
  }
}

void LinkTable::refresh(bool after_profile_event) {
  if (after_profile_event) {
    changed_ = 0;
    for (State& state : states_) {
      read(state);
      if (is_changed(state)) ++changed_;
    }
  }
  loaded_ = changed_ > 0;
  for (const std::uint32_t link : busy_) {
    State& state = states_[link];
    state.usage = std::max(state.link->get_usage(), 0.0);
    if (state.usage > 0) loaded_ = true;
  }
}

}  // namespace orrery
