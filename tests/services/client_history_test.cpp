// Clients and three servers under a random schedule: messages late, lost and reordered, streams that break, clients
// that crash, a leader that moves. Whatever happens, the history is well-formed and true.
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include <catch2/catch.hpp>

#include "services/client_fixture.h"
#include "support/fake_network.h"

using namespace orrery;
using namespace orrery::client;
using namespace orrery::literals;
using orrery::test::client_values;
using orrery::test::FakeNetwork;

namespace {

// A service of one copy that three servers take turns to lead; it recognises what it has done already.
struct Service {
  struct Session {
    RequestNumber forgotten_to = 0;
    std::set<RequestNumber> done;
  };
  NodeId leader{0};
  std::map<NodeId, Session> sessions;
  std::map<std::int64_t, int> effects;  // how often a value was put
};

class Server final : public Node {
 public:
  Server(Service& service, NodeId self) : service_(service), self_(self) {}
  void on_start(Context&) override {}
  void on_timer(Context&, TimerId) override {}
  void on_message(Context& ctx, const Envelope& envelope) override {
    match(envelope, [&](const Request& request) { on_request(ctx, envelope.from(), request); });
  }

 private:
  void on_request(Context& ctx, NodeId from, const Request& request) {
    Reply reply{request.number, request.attempt};
    if (service_.leader != self_) {
      reply.status = ReplyStatus::redirect;
      // A follower may be behind, and may know of nobody.
      const auto named = static_cast<std::uint32_t>(ctx.random("gossip").below(5));
      reply.redirect = named >= 4 ? kNoNode : named == 3 ? service_.leader : NodeId{named};
    } else if (ctx.random("refusal").chance(0.2)) {
      reply.status = ReplyStatus::rejected;
    } else {
      Service::Session& session = service_.sessions[from];
      session.forgotten_to = std::max(session.forgotten_to, request.answered_to);
      if (request.number <= session.forgotten_to) return;
      if (session.done.insert(request.number).second) ++service_.effects[request.operation.value];
    }
    ctx.send(from, reply);
  }

  Service& service_;
  const NodeId self_;
};

constexpr std::size_t kServers = 3, kClients = 2;

class Schedule {
 public:
  Schedule(std::uint64_t seed, std::string_view arrivals)
      : values_(client_values(
            {{"arrivals", arrivals}, {"mix", "{ get: 30%, put: 70% }"}, {"keys", "uniform items=3"}},
            {{"timeout", "20ms"}, {"deadline", "100ms"}, {"retry.max_attempts", "4"}, {"retry.backoff", "1ms..10ms"}})),
        network_(
            kServers + kClients, [this](NodeId id) { return make(id); }, seed),
        random_(seed, "schedule", "steps") {
    for (std::size_t client = kServers; client < kServers + kClients; ++client)
      network_[client].ctx.groups["server"] = {NodeId{0}, NodeId{1}, NodeId{2}};
    network_.start_all();
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) step();
  }
  const Service& service() const { return service_; }
  const std::vector<Record>& records() const { return network_.run.records; }
  // What a client waits for: a timer of a request that has ended is one too many.
  std::size_t timers_of_requests(std::size_t client) {
    std::size_t count = 0;
    for (const auto& timer : network_[client].ctx.timers)
      if (timer.what == kTimeout || timer.what == kPause) ++count;
    return count;
  }

 private:
  std::unique_ptr<Node> make(NodeId id) {
    if (index(id) < kServers) return std::make_unique<Server>(service_, id);
    return KvClient::make(values_);
  }
  void step() {
    const std::size_t client = kServers + random_.below(kClients);
    const std::uint64_t chosen = random_.below(100);
    if (chosen < 55 && !network_.flights.empty()) {
      network_.deliver(random_.below(network_.flights.size()));
    } else if (chosen < 60 && !network_.flights.empty()) {
      network_.drop(random_.below(network_.flights.size()));
    } else if (chosen < 95 && network_[client].is_up()) {
      fire_earliest();
    } else if (chosen < 97) {
      service_.leader = NodeId{static_cast<std::uint32_t>(random_.below(kServers))};
    } else if (chosen < 98 && network_[client].is_up()) {
      network_[client].lose_stream(NodeId{static_cast<std::uint32_t>(random_.below(kServers))});
    } else if (network_[client].is_up() && random_.chance(0.2)) {
      network_.crash(client);
    } else if (!network_[client].is_up()) {
      network_.restart(client, random_.chance(0.5));
    }
    network_.run.now = network_.run.now + Duration::microseconds(random_.between(0, 300));
  }
  void fire_earliest() {
    std::optional<std::pair<std::size_t, Instant>> earliest;
    for (std::size_t client = kServers; client < kServers + kClients; ++client)
      if (const auto* timer = network_[client].is_up() ? network_[client].next_timer() : nullptr)
        if (!earliest || timer->due < earliest->second) earliest.emplace(client, timer->due);
    if (earliest) network_.fire(earliest->first, network_[earliest->first].next_timer()->id);
  }

  const ParameterValues values_;
  Service service_;
  FakeNetwork network_;
  RandomStream random_;
};

// Of each client the operations that are open, followed through the Records.
struct History {
  struct Operation {
    NodeId client;
    NameId what;
    std::int64_t value;
    std::optional<RecordKind> end;
    bool crashed = false;
  };
  std::map<std::pair<NodeId, std::int64_t>, Operation> operations;
  std::map<NodeId, std::size_t> open, open_most;

  explicit History(const std::vector<Record>& records) {
    for (const Record& record : records) follow(record);
  }
  void follow(const Record& record) {
    const std::pair key(record.node, record.a);
    switch (record.kind) {
      case RecordKind::invoked: {
        const bool is_new = operations.emplace(key, Operation{record.node, record.name, record.c, {}}).second;
        REQUIRE(is_new);
        open_most[record.node] = std::max(open_most[record.node], ++open[record.node]);
        return;
      }
      case RecordKind::ok:
      case RecordKind::failed:
      case RecordKind::info: {
        const auto operation = operations.find(key);
        REQUIRE(operation != operations.end());
        REQUIRE_FALSE(operation->second.end);
        REQUIRE_FALSE(operation->second.crashed);
        operation->second.end = record.kind;
        --open[record.node];
        return;
      }
      case RecordKind::crashed:
        for (auto& [of, operation] : operations)
          if (of.first == record.node && !operation.end) operation.crashed = true;
        open[record.node] = 0;
        return;
      default: return;
    }
  }
};

}  // namespace

TEST_CASE("whatever happens, each operation ends once, and its outcome is true") {
  std::map<RecordKind, int> seen;
  int crashed = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    Schedule schedule(seed, "poisson rate=500/s");
    schedule.run(600);
    const History history(schedule.records());
    for (const auto& [key, operation] : history.operations) {
      if (operation.end) ++seen[*operation.end];
      crashed += operation.crashed ? 1 : 0;
      if (!(operation.what == workload::kPut.id())) {
        REQUIRE(operation.end != RecordKind::info);
        continue;
      }
      const auto found = schedule.service().effects.find(operation.value);
      const int effects = found == schedule.service().effects.end() ? 0 : found->second;
      REQUIRE(effects <= 1);
      if (operation.end == RecordKind::ok) REQUIRE(effects == 1);
      if (operation.end == RecordKind::failed) REQUIRE(effects == 0);
    }
    for (std::size_t client = kServers; client < kServers + kClients; ++client) {
      const NodeId id{static_cast<std::uint32_t>(client)};
      REQUIRE(schedule.timers_of_requests(client) == (history.open.contains(id) ? history.open.at(id) : 0));
    }
  }
  CHECK(seen[RecordKind::ok] > 1000);
  CHECK(seen[RecordKind::failed] > 200);
  CHECK(seen[RecordKind::info] > 200);
  CHECK(crashed > 100);
}

TEST_CASE("a closed loop never has more operations open than it has users, and reaches that many") {
  std::size_t most = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    Schedule schedule(seed, "closed think=exponential mean=5ms outstanding=3");
    schedule.run(600);
    for (const auto& [client, open] : History(schedule.records()).open_most) {
      REQUIRE(open <= 3);
      most = std::max(most, open);
    }
  }
  CHECK(most == 3);
}

TEST_CASE("an open loop begins as many operations as its rate and its load say, however few are answered") {
  for (const double load : {1.0, 4.0}) {
    test::ClientFixture client({{"arrivals", "poisson rate=1000/s"}}, {{"timeout", "1h"}});
    client.node.ctx.load_factor = load;
    // A first interval was drawn before the load rose.
    while (client.run.now < Instant::at(10_s)) client.node.fire(kArrival);
    const auto begun = static_cast<double>(client.history().size());
    CHECK(begun == Approx(10'000 * load).margin(4 * std::sqrt(10'000 * load)));
  }
}
