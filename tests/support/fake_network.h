// Several FakeNodes and the messages between them: the test, or a fixed delay, says what arrives when.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "support/fake_context.h"

namespace orrery::test {

class FakeNetwork {
 public:
  struct Flight {
    NodeId from, to;
    Payload payload;
    Instant sent;
    RecordId cause;
  };
  using Make = std::function<std::unique_ptr<Node>(NodeId)>;

  // Nodes n1, n2 ... with the ids 0, 1 ...
  FakeNetwork(std::size_t count, Make make, std::uint64_t seed = 1) : run(names(count), seed) {
    for (const NodeId id : run.everyone)
      nodes_.push_back(std::make_unique<FakeNode>(run, id, [make, id] { return make(id); }));
  }

  std::size_t size() const { return nodes_.size(); }
  FakeNode& operator[](std::size_t node) { return *nodes_[node]; }

  void start(std::size_t node) {
    step(node, [](FakeNode& n) { n.start(); });
  }
  void start_all() {
    for (std::size_t node = 0; node < size(); ++node) start(node);
  }
  void fire(std::size_t node, Name timer) {
    step(node, [&](FakeNode& n) { n.fire(timer); });
  }
  void fire(std::size_t node, TimerId timer) {
    step(node, [&](FakeNode& n) { n.fire(timer); });
  }
  void complete_sync(std::size_t node) {
    step(node, [](FakeNode& n) { n.complete_sync(); });
  }
  void complete_work(std::size_t node, bool done = true) {
    step(node, [&](FakeNode& n) { n.complete_work(done); });
  }
  void order(std::size_t node, Name order, NodeId peer = kNoNode) {
    step(node, [&](FakeNode& n) { n.order(order, peer); });
  }
  // A message from someone who is no node of this network.
  template <Message M>
  void receive(std::size_t node, NodeId from, M message) {
    step(node, [&](FakeNode& n) { n.receive(from, std::move(message)); });
  }
  void crash(std::size_t node, std::size_t kept = 0) {
    step(node, [&](FakeNode& n) { n.crash(kept); });
  }
  void restart(std::size_t node, bool keep_disk = true) {
    step(node, [&](FakeNode& n) { n.restart(keep_disk); });
  }
  // To a node that is down it is lost.
  void deliver(std::size_t flight) {
    const Flight arrived = take(flight);
    if (!nodes_[index(arrived.to)]->is_up()) return lose(arrived, drop_reason::node_down);
    step(index(arrived.to), [&](FakeNode& n) { n.receive(arrived.from, arrived.payload, arrived.cause); });
  }
  void drop(std::size_t flight) { lose(take(flight), drop_reason::loss); }
  void duplicate(std::size_t flight) { flights.push_back(flights[flight]); }

  // Runs in the order of time: each message takes `delay`, each sync and each heavy work `sync`. At one instant
  // messages come before syncs, syncs before heavy work and that before timers.
  void run_until(Instant end, Duration delay, Duration sync) {
    while (true) {
      Instant next = Instant::max();
      std::function<void()> act;
      const auto consider = [&](Instant due, std::function<void()> action) {
        if (due < next) next = due, act = std::move(action);
      };
      for (std::size_t i = 0; i < flights.size(); ++i) consider(flights[i].sent + delay, [this, i] { deliver(i); });
      for (std::size_t i = 0; i < size(); ++i)
        if (!nodes_[i]->ctx.syncs_asked.empty())
          consider(nodes_[i]->ctx.syncs_asked.front() + sync, [this, i] { complete_sync(i); });
      for (std::size_t i = 0; i < size(); ++i)
        if (!nodes_[i]->ctx.works_asked.empty())
          consider(nodes_[i]->ctx.works_asked.front().second + sync, [this, i] { complete_work(i); });
      for (std::size_t i = 0; i < size(); ++i)
        if (const auto* timer = nodes_[i]->next_timer())
          consider(timer->due, [this, i, id = timer->id] { fire(i, id); });
      if (next > end) break;
      run.now = std::max(run.now, next);
      act();
    }
    run.now = std::max(run.now, end);
  }

  FakeRun run;
  std::vector<Flight> flights;  // in the order in which they were sent
  std::vector<Flight> outside;  // what was sent to others than the nodes of this network

 private:
  static std::vector<std::string> names(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= count; ++i) names.push_back("n" + std::to_string(i));
    return names;
  }
  template <class Action>
  void step(std::size_t node, Action action) {
    FakeNode& acting = *nodes_[node];
    action(acting);
    for (const Effect& effect : acting.ctx.effects)
      if (const Sent* sent = std::get_if<Sent>(&effect))
        (index(sent->to) < size() ? flights : outside)
            .push_back({acting.ctx.self(), sent->to, sent->payload, run.now, acting.ctx.cause});
  }
  Flight take(std::size_t flight) {
    Flight taken = flights[flight];
    flights.erase(flights.begin() + static_cast<std::ptrdiff_t>(flight));
    return taken;
  }
  void lose(const Flight& lost, Name reason) {
    run.emit({.time = {},
              .id = {},
              .cause = lost.cause,
              .kind = RecordKind::dropped,
              .node = lost.to,
              .name = run.names.intern(lost.payload.type().name),
              .peer = lost.from,
              .a = lost.sent.nanoseconds(),
              .b = 0,
              .c = static_cast<std::int64_t>(reason.id())});
  }

  std::vector<std::unique_ptr<FakeNode>> nodes_;
};

}  // namespace orrery::test
