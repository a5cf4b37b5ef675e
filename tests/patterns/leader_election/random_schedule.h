// Drives a network of Raft servers through a random schedule: messages arrive in any order, twice or never, timers fire
// when they like, syncs take their time, servers crash with part of what they wrote and come back.
#pragma once

#include <map>
#include <set>
#include <string>

#include "patterns/leader_election/raft_network.h"

namespace orrery::test {

class RandomSchedule {
 public:
  RandomSchedule(FakeNetwork& network, std::uint64_t seed) : network_(network), random_(seed, "schedule", "steps") {}

  void run(int steps) {
    network_.start_all();
    for (int i = 0; i < steps; ++i) step();
  }
  // How often a rare path was taken, by name.
  const std::map<std::string, std::uint64_t>& marks() const { return marks_; }

 private:
  void step() {
    const std::uint64_t dice = random_.below(100);
    if (dice < 48) {
      if (!network_.flights.empty()) deliver(any_flight());
    } else if (dice < 54) {
      if (!network_.flights.empty()) network_.drop(any_flight());
    } else if (dice < 56) {
      if (!network_.flights.empty()) network_.duplicate(any_flight());
    } else if (dice < 82) {
      sync(any_node());
    } else if (dice < 92) {
      fire(any_node());
    } else if (dice < 94) {
      crash(any_node());
    } else {
      restart(any_node());
    }
  }

  std::size_t any_flight() { return random_.below(network_.flights.size()); }
  std::size_t any_node() { return random_.below(network_.size()); }

  void deliver(std::size_t flight) {
    const FakeNetwork::Flight& f = network_.flights[flight];
    FakeNode& to = network_[index(f.to)];
    if (to.is_up() && f.payload.type().name == raft::RequestVoteReply::name) {
      const auto* reply = static_cast<const raft::RequestVoteReply*>(f.payload.data());
      if (reply->granted && is_candidate(to) && reply->term < term_of(to)) ++marks_["stale vote reply seen"];
    }
    network_.deliver(flight);
    if (to.recorded(raft::kBecameLeader)) ++marks_["leader elected by a reply"];
    if (to.recorded(raft::kSteppedDown)) ++marks_["leader deposed"];
  }
  void sync(std::size_t node) {
    FakeNode& n = network_[node];
    if (!n.is_up() || n.ctx.syncs_asked.empty()) return;
    network_.complete_sync(node);
    if (n.ctx.effects.empty()) ++marks_["term over before its sync"];
  }
  void fire(std::size_t node) {
    FakeNode& n = network_[node];
    if (!n.is_up() || n.ctx.timers.empty()) return;
    const bool was_rivalled = is_candidate(n) && has_rival(node);
    network_.fire(node, n.ctx.timers[random_.below(n.ctx.timers.size())].id);
    if (was_rivalled && n.recorded(raft::kCampaignTimedOut)) ++marks_["split vote seen"];
  }
  bool has_rival(std::size_t node) {
    for (std::size_t i = 0; i < network_.size(); ++i)
      if (i != node && is_candidate(network_[i]) && term_of(network_[i]) == term_of(network_[node])) return true;
    return false;
  }
  void crash(std::size_t node) {
    FakeNode& n = network_[node];
    if (!n.is_up()) return;
    if (is_candidate(n)) crashed_in_campaign_.insert(node);
    const std::size_t unsynced = n.ctx.storage().unsynced_writes();
    const std::size_t kept = random_.below(unsynced + 1);
    if (kept < unsynced) ++marks_["crash lost a write"];
    if (kept > 0) ++marks_["crash kept an unsynced write"];
    network_.crash(node, kept);
  }
  void restart(std::size_t node) {
    if (network_[node].is_up()) return;
    network_.restart(node);
    if (crashed_in_campaign_.erase(node) > 0) ++marks_["restart during a campaign seen"];
  }

  FakeNetwork& network_;
  RandomStream random_;
  std::map<std::string, std::uint64_t> marks_;
  std::set<std::size_t> crashed_in_campaign_;
};

}  // namespace orrery::test
