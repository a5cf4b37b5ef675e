#include "bench/phold.h"

#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "bench/platforms.h"
#include "bench/side_by_side.h"
#include "core/check.h"
#include "engine/fabric.h"
#include "engine/world.h"
#include "run/fingerprint.h"

namespace orrery::bench {

namespace {

struct Later {
  bool operator()(const Event& a, const Event& b) const {
    return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
  }
};

// The fabric with a handler that does what the bare heap's loop does, and asks the platform for each delay.
class PholdFabric final : public EventHandler, public PlatformListener {
 public:
  PholdFabric(Platform& platform, std::uint32_t nodes) : platform_(platform), nodes_(nodes), draws_(nodes) {
    for (std::uint32_t node = 0; node < nodes; ++node) send(node, node);
  }
  void on_event(const Event& event) override {
    if (++handled_ == kPholdEvents) {
      fabric_.stop();
      return platform_.stop();
    }
    send(event.slot, draws_.node(nodes_));
  }
  void on_activity_done(ActivityId, bool) override {}
  void on_host_state(HostIndex, bool) override {}
  Fabric& fabric() { return fabric_; }

 private:
  void send(std::uint32_t from, std::uint32_t to) {
    constexpr Bytes kSize = 128;
    const Duration travel = platform_.quiet_travel_time(HostIndex{from}, HostIndex{to}, kSize);
    fabric_.schedule(fabric_.now() + travel + Duration::nanoseconds(draws_.think()), EventType::message, to);
  }
  Fabric fabric_{*this};
  Platform& platform_;
  const std::uint32_t nodes_;
  PholdDraws draws_;
  std::uint64_t handled_ = 0;
};

struct Job {
  static constexpr Name name{"Job"};
  std::uint64_t hops = 0;
  void describe(Description& out) const { out.add("hops", hops); }
};

// All nodes share the draws, as the contestants do; a real node would have a stream of its own.
struct PholdShared {
  PholdDraws draws;
  std::uint64_t handled = 0;
  World* world = nullptr;
};

class PholdNode final : public Node {
 public:
  explicit PholdNode(PholdShared& shared) : shared_(shared) {}
  void on_start(Context& ctx) override { ctx.send(ctx.self(), Job{}, Transport::datagram); }
  void on_message(Context& ctx, const Envelope& envelope) override {
    match(envelope, [&](const Job& job) {
      if (++shared_.handled == kPholdEvents) return shared_.world->stop();
      const auto everyone = ctx.peers();
      const NodeId next = everyone[shared_.draws.node(static_cast<std::uint32_t>(everyone.size()))];
      ctx.send(next, Job{job.hops + 1}, Transport::datagram);
    });
  }
  void on_timer(Context&, TimerId) override {}

 private:
  PholdShared& shared_;
};

constexpr Duration kForEver = Duration::seconds(1'000'000);

}  // namespace

double phold_on_heap(std::uint32_t nodes) {
  std::priority_queue<Event, std::vector<Event>, Later> heap;
  PholdDraws draws(nodes);
  std::uint64_t sequence = 0;
  constexpr std::int64_t kTravel = 100'000;
  for (std::uint32_t node = 0; node < nodes; ++node) heap.push({kTravel + draws.think(), sequence++, 0, node});
  std::uint64_t handled = 0;
  const double seconds = seconds_of([&] {
    while (++handled < kPholdEvents) {
      const Event event = heap.top();
      heap.pop();
      const std::uint32_t next = draws.node(nodes);
      heap.push({event.time + kTravel + draws.think(), sequence++, event.slot, next});
    }
  });
  benchmark::DoNotOptimize(heap.top());
  return seconds / static_cast<double>(kPholdEvents);
}

double phold_on_fabric(std::uint32_t nodes) {
  auto platform = Platform::create(one_zone(nodes));
  ORRERY_CHECK(platform.has_value(), "a platform that SimGrid accepts");
  PholdFabric phold(**platform, nodes);
  const double seconds = seconds_of([&] { (*platform)->run(phold.fabric(), phold, Instant::at(kForEver)); });
  return seconds / static_cast<double>(kPholdEvents);
}

double phold_on_world(std::uint32_t nodes) {
  PholdShared shared{PholdDraws(nodes)};
  WorldConfig config;
  config.run_for = kForEver;
  config.platform = one_zone(nodes);
  for (std::uint32_t node = 0; node < nodes; ++node)
    config.nodes.push_back({"node-" + std::to_string(node + 1), "node", "phold", host_name(node),
                            [&shared] { return std::make_unique<PholdNode>(shared); }});
  auto world = World::create(std::move(config));
  ORRERY_CHECK(world.has_value(), "a world that can be made");
  shared.world = world->get();
  Fingerprint fingerprint;
  (*world)->add_sink(fingerprint);
  const double seconds = seconds_of([&] { (*world)->run(); });
  return seconds / static_cast<double>(kPholdEvents);
}

}  // namespace orrery::bench
