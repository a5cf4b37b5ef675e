// Drives a network of Raft servers through a random schedule: messages arrive in any order, twice or never, timers fire
// when they like, disks take their time, servers crash with part of what they wrote and come back, clients ask and ask
// again, and whoever runs the cluster hands the leadership over and changes who is in it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "patterns/leader_election/raft_network.h"
#include "patterns/leader_election/random_clients.h"

namespace orrery::test {

class RandomSchedule {
 public:
  RandomSchedule(FakeNetwork& network, std::uint64_t seed)
      : network_(network), clients_(network), random_(seed, "schedule", "steps") {
    // Without clients and operators what happens is elections, and many more of them.
    const bool is_about_elections = random_.chance(0.5);
    for (const Kind& kind : kinds_) {
      const bool is_left_out =
          is_about_elections && (kind.act == &RandomSchedule::ask || kind.act == &RandomSchedule::order);
      weights_.push_back(is_left_out ? 0 : random_.between(kind.least, kind.most));
      total_ += weights_.back();
    }
  }

  void run(int steps) {
    network_.start_all();
    for (int i = 0; i < steps; ++i) step();
    for (const Record& record : network_.run.records)
      if (record.kind == RecordKind::event) ++marks_[std::string(network_.run.names.text(record.name))];
    marks_["read answered"] = clients_.reads_answered();
    marks_["answered again"] = clients_.answered_again();
  }
  const RandomClients& clients() const { return clients_; }
  // How often a rare path was taken, by name.
  const std::map<std::string, std::uint64_t>& marks() const { return marks_; }

 private:
  // How likely each kind of step is: drawn for each schedule, so that every one has a character of its own.
  struct Kind {
    void (RandomSchedule::*act)();
    std::int64_t least, most;
  };
  const std::vector<Kind> kinds_{
      {&RandomSchedule::deliver, 20, 80}, {&RandomSchedule::drop, 0, 15},    {&RandomSchedule::duplicate, 0, 5},
      {&RandomSchedule::sync, 5, 60},     {&RandomSchedule::fire, 1, 10},    {&RandomSchedule::fire_together, 0, 4},
      {&RandomSchedule::crash, 0, 5},     {&RandomSchedule::restart, 1, 10}, {&RandomSchedule::work, 1, 20},
      {&RandomSchedule::ask, 0, 30},      {&RandomSchedule::order, 1, 6}};

  void step() {
    std::int64_t dice = random_.between(0, total_ - 1);
    std::size_t kind = 0;
    while (dice >= weights_[kind]) dice -= weights_[kind++];
    (this->*kinds_[kind].act)();
    clients_.take_replies();
    bound_flights();
  }

  // Without a limit, old heartbeats would crowd out the votes that make a schedule interesting.
  void bound_flights() {
    while (network_.flights.size() > 6 * network_.size()) network_.drop(any_flight());
  }
  std::size_t any_flight() { return random_.below(network_.flights.size()); }
  // One of the nodes for which this holds; nothing where there is none.
  template <class Predicate>
  std::optional<std::size_t> any_node(Predicate holds) {
    std::vector<std::size_t> nodes;
    for (std::size_t i = 0; i < network_.size(); ++i)
      if (holds(network_[i])) nodes.push_back(i);
    if (nodes.empty()) return std::nullopt;
    return nodes[random_.below(nodes.size())];
  }

  void deliver() {
    if (network_.flights.empty()) return;
    const std::size_t flight = any_flight();
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
  void drop() {
    if (!network_.flights.empty()) network_.drop(any_flight());
  }
  void duplicate() {
    if (!network_.flights.empty()) network_.duplicate(any_flight());
  }
  void sync() {
    const auto syncing = any_node([](FakeNode& n) { return n.is_up() && n.ctx.storage().is_syncing(); });
    if (!syncing) return;
    const std::size_t node = *syncing;
    FakeNode& n = network_[node];
    network_.complete_sync(node);
    if (n.ctx.effects.empty()) ++marks_["term over before its sync"];
  }
  void work() {
    const auto writing = any_node([](FakeNode& n) { return n.is_up() && !n.ctx.works_asked.empty(); });
    if (writing) network_.complete_work(*writing, random_.chance(0.95));
  }
  // Mostly whoever leads, or did when it was heard last.
  void ask() {
    const auto leader = any_node([](FakeNode& n) { return n.is_up() && is_leader(n); });
    const auto any = any_node([](FakeNode& n) { return n.is_up(); });
    if (!any) return;
    const std::size_t server = leader && random_.chance(0.9) ? *leader : *any;
    clients_.ask(random_.below(clients_.size()), server, random_.chance(0.3));
  }
  void order() {
    const auto leader = any_node([](FakeNode& n) { return n.is_up() && is_leader(n); });
    if (!leader) return;
    constexpr Name orders[] = {raft::kTransferLeadership, raft::kAddServer, raft::kRemoveServer};
    network_.order(*leader, orders[random_.below(3)],
                   NodeId{static_cast<std::uint32_t>(random_.below(network_.size()))});
  }
  void fire() {
    const auto armed = any_node([](FakeNode& n) { return !n.ctx.timers.empty(); });
    if (!armed) return;
    const auto& timers = network_[*armed].ctx.timers;
    fire(*armed, timers[random_.below(timers.size())].id);
  }
  void fire(std::size_t node, TimerId timer) {
    FakeNode& n = network_[node];
    const bool was_rivalled = is_candidate(n) && has_rival(node);
    network_.fire(node, timer);
    if (was_rivalled && n.recorded(raft::kCampaignTimedOut)) ++marks_["split vote seen"];
  }
  // Timeouts that fall together: what splits votes.
  void fire_together() {
    for (std::size_t i = 0; i < network_.size(); ++i)
      if (network_[i].is_up() && network_[i].next_timer(raft::kElectionTimeout) != nullptr && random_.chance(0.7))
        fire(i, network_[i].next_timer(raft::kElectionTimeout)->id);
  }
  bool has_rival(std::size_t node) {
    for (std::size_t i = 0; i < network_.size(); ++i)
      if (i != node && is_candidate(network_[i]) && term_of(network_[i]) == term_of(network_[node])) return true;
    return false;
  }
  void crash() {
    const auto up = any_node([](FakeNode& n) { return n.is_up(); });
    if (!up) return;
    const std::size_t node = *up;
    FakeNode& n = network_[node];
    if (is_candidate(n)) crashed_in_campaign_.insert(node);
    const std::size_t unsynced = n.ctx.storage().unsynced_writes();
    const std::size_t kept = random_.below(unsynced + 1);
    if (kept < unsynced) ++marks_["crash lost a write"];
    if (kept > 0) ++marks_["crash kept an unsynced write"];
    network_.crash(node, kept);
  }
  void restart() {
    const auto down = any_node([](FakeNode& n) { return !n.is_up(); });
    if (!down) return;
    network_.restart(*down);
    if (crashed_in_campaign_.erase(*down) > 0) ++marks_["restart during a campaign seen"];
  }

  FakeNetwork& network_;
  RandomClients clients_;
  RandomStream random_;
  std::vector<std::int64_t> weights_;
  std::int64_t total_ = 0;
  std::map<std::string, std::uint64_t> marks_;
  std::set<std::size_t> crashed_in_campaign_;
};

}  // namespace orrery::test
