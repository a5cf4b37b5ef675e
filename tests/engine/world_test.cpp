#include <catch2/catch.hpp>

#include "support/test_world.h"

using namespace orrery;
using namespace orrery::literals;
using namespace orrery::test;

namespace {

constexpr NodeId kA{0}, kB{1};
constexpr Name kCell{"cell"};
constexpr Field kLoad{"load", ValueType::integer};

const Record& by_id(const RecordKeeper& keeper, RecordId id) {
  return keeper.records.at(static_cast<std::size_t>(id) - 1);
}

}  // namespace

TEST_CASE("causes lead from an effect back to the start of its node") {
  TestWorld world(2);
  world.node(0).started = [](Context& ctx) { ctx.set_timer("tick", 1_ms); };
  world.node(0).timer = [](Context& ctx, TimerId) {
    ctx.storage().write(kCell, 1);
    ctx.storage().sync();
  };
  world.node(0).synced = [](Context& ctx, SyncId) { ctx.send(kB, Note{1}); };
  world.node(1).noted = [](Context& ctx, NodeId, const Note&) { ctx.record("done", kA); };
  world.run(1_s);
  const RecordKind chain[] = {RecordKind::event, RecordKind::delivered, RecordKind::synced, RecordKind::timer_fired,
                              RecordKind::started};
  RecordId at = world.keeper.of(RecordKind::event).at(0).id;
  for (const RecordKind kind : chain) {
    REQUIRE(at != kNoCause);
    CHECK(record_kind_text(by_id(world.keeper, at).kind) == record_kind_text(kind));
    at = by_id(world.keeper, at).cause;
  }
  CHECK(at == kNoCause);
}

TEST_CASE("Records are numbered without gaps and never go back in time") {
  TestWorld world(3);
  for (std::size_t i = 0; i < 3; ++i) {
    world.node(i).started = [](Context& ctx) { ctx.set_timer("tick", 1_ms); };
    world.node(i).timer = [](Context& ctx, TimerId) {
      for (const NodeId peer : ctx.peers()) ctx.send(peer, Note{1}, Transport::datagram);
      ctx.set_timer("tick", 1_ms);
    };
  }
  world.run(1_s);
  const auto& records = world.keeper.records;
  REQUIRE(records.size() > 10'000);  // several batches
  for (std::size_t i = 0; i < records.size(); ++i) {
    REQUIRE(static_cast<std::size_t>(records[i].id) == i + 1);
    REQUIRE(records[i].cause < records[i].id);
    if (i > 0) REQUIRE(records[i - 1].time <= records[i].time);
  }
}

TEST_CASE("a run ends at its end, events at that instant included") {
  TestWorld world(1);
  std::vector<Instant> fired;
  world.node(0).started = [](Context& ctx) {
    ctx.set_timer("in time", 1_s);
    ctx.set_timer("late", 1_s + 1_ns);
  };
  world.node(0).timer = [&](Context& ctx, TimerId) { fired.push_back(ctx.clock()); };
  const RunEnd end = world.run(1_s);
  CHECK(end.when == Instant::at(1_s));
  CHECK(end.error.empty());
  CHECK(fired == std::vector<Instant>{Instant::at(1_s)});
}

TEST_CASE("a crash takes the timers, the messages and the memory of its node; its disk stays") {
  TestWorld world(2);
  int timers = 0, restarts = 0;
  world.node(0).started = [](Context& ctx) {
    ctx.storage().write(kCell, 42);
    ctx.storage().sync();
    ctx.set_timer("tick", 50_ms);
  };
  world.node(0).timer = [&](Context&, TimerId) { ++timers; };
  world.node(0).restarted = [&](Context& ctx) {
    ++restarts;
    const int* kept = ctx.storage().read<int>(kCell);
    REQUIRE(kept != nullptr);
    CHECK(*kept == 42);
  };
  world.node(1).started = [](Context& ctx) { ctx.set_timer("send", 30_ms); };
  world.node(1).timer = [](Context& ctx, TimerId) { ctx.send(kA, Note{1}, Transport::datagram); };
  world.at(20_ms, [](WorldControl& control) { control.crash(kA); });
  world.at(40_ms, [](WorldControl& control) { control.restart(kA, true); });
  world.run(1_s);
  CHECK(timers == 0);
  CHECK(restarts == 1);
  const auto dropped = world.keeper.of(RecordKind::dropped);
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].c == static_cast<std::int64_t>(drop_reason::node_down.id()));
}

TEST_CASE("a node that comes back without its disk finds it empty") {
  TestWorld world(1);
  bool empty = false;
  world.node(0).started = [](Context& ctx) {
    ctx.storage().write(kCell, 42);
    ctx.storage().sync();
  };
  world.node(0).restarted = [&](Context& ctx) { empty = ctx.storage().read<int>(kCell) == nullptr; };
  world.at(20_ms, [](WorldControl& control) { control.crash(kA); });
  world.at(40_ms, [](WorldControl& control) { control.restart(kA, false); });
  world.run(1_s);
  CHECK(empty);
}

TEST_CASE("a stream message from before the addressee's crash is not heard after its restart; a datagram is") {
  for (const Transport transport : {Transport::stream, Transport::datagram}) {
    TestWorld world(2);
    int heard = 0;
    world.node(0).noted = [&](Context&, NodeId, const Note&) { ++heard; };
    world.node(1).started = [transport](Context& ctx) { ctx.send(kA, Note{1}, transport); };
    world.at(20_us, [](WorldControl& control) { control.crash(kA); });
    world.at(40_us, [](WorldControl& control) { control.restart(kA, true); });
    world.run(1_s);
    CHECK(heard == (transport == Transport::datagram ? 1 : 0));
  }
}

TEST_CASE("a pause defers what comes due to its end, in the order in which it came due") {
  TestWorld world(2);
  std::vector<std::pair<std::string, Instant>> seen;
  world.node(0).started = [](Context& ctx) {
    ctx.set_timer("second", 30_ms);
    ctx.set_timer("first", 20_ms);
  };
  world.node(0).timer = [&](Context& ctx, TimerId) { seen.push_back({"timer", ctx.clock()}); };
  world.node(0).noted = [&](Context& ctx, NodeId, const Note&) { seen.push_back({"note", ctx.clock()}); };
  world.node(1).started = [](Context& ctx) { ctx.set_timer("send", 25_ms); };
  world.node(1).timer = [](Context& ctx, TimerId) { ctx.send(kA, Note{1}); };
  world.at(10_ms, [](WorldControl& control) { control.pause(kA); });
  world.at(90_ms, [](WorldControl& control) { control.resume(kA); });
  world.run(1_s);
  const Instant end = Instant::at(90_ms);
  CHECK(seen == std::vector<std::pair<std::string, Instant>>{{"timer", end}, {"note", end}, {"timer", end}});
  CHECK(world.keeper.of(RecordKind::resumed).at(0).a == 3);
}

TEST_CASE("a timer that came due in a pause does not fire if what comes before it cancels or resets it") {
  TestWorld world(1);
  TimerId first, cancelled, moved;
  std::vector<std::pair<std::string, Instant>> fired;
  world.node(0).started = [&](Context& ctx) {
    first = ctx.set_timer("first", 20_ms);
    cancelled = ctx.set_timer("cancelled", 30_ms);
    moved = ctx.set_timer("moved", 40_ms);
  };
  world.node(0).timer = [&](Context& ctx, TimerId timer) {
    fired.push_back({timer == moved ? "moved" : timer == first ? "first" : "cancelled", ctx.clock()});
    if (timer != first) return;
    ctx.cancel_timer(cancelled);
    ctx.reset_timer(moved, "moved", 5_ms);
  };
  world.at(10_ms, [](WorldControl& control) { control.pause(kA); });
  world.at(90_ms, [](WorldControl& control) { control.resume(kA); });
  world.run(1_s);
  CHECK(fired ==
        std::vector<std::pair<std::string, Instant>>{{"first", Instant::at(90_ms)}, {"moved", Instant::at(95_ms)}});
}

TEST_CASE("a change of drift moves pending timers, a jump of skew does not") {
  TestWorld world(2);
  Instant fired[2];
  for (std::size_t i = 0; i < 2; ++i) {
    world.node(i).started = [](Context& ctx) { ctx.set_timer("tick", 1_s); };
    world.node(i).timer = [&, i](Context&, TimerId) { fired[i] = world.world().now(); };
  }
  world.at(500_ms, [](WorldControl& control) {
    control.set_drift(kA, 250'000'000);
    control.set_skew(kB, 10_s);
  });
  world.run(5_s);
  CHECK(fired[0] == Instant::at(900_ms));
  CHECK(fired[1] == Instant::at(1_s));
}

TEST_CASE("fields can be asked for while their node is up") {
  TestWorld world(1);
  world.node(0).started = [](Context& ctx) {
    ctx.expose(kLoad, 7);
    ctx.expose(kLoad, 7);
    ctx.expose(kLoad, 8);
  };
  world.at(1_ms, [](WorldControl& control) {
    CHECK(control.field(kA, kLoad.name.id()) == 8);
    control.crash(kA);
    CHECK_FALSE(control.field(kA, kLoad.name.id()).has_value());
  });
  world.run(1_s);
  CHECK(world.keeper.of(RecordKind::state).size() == 2);  // showing the same value again is no change
}

TEST_CASE("client operations make a history of invocations and outcomes") {
  TestWorld world(1);
  world.node(0).started = [](Context& ctx) {
    const std::int64_t first = ctx.invoke("put", 5, 9);
    const std::int64_t second = ctx.invoke("get", 5, 0);
    ctx.complete(second, Outcome::ok, 9);
    ctx.complete(first, Outcome::info);
  };
  world.run(1_s);
  const auto invoked = world.keeper.of(RecordKind::invoked);
  REQUIRE(invoked.size() == 2);
  CHECK(invoked[0].b == 5);
  CHECK(world.keeper.of(RecordKind::ok).at(0).a == invoked[1].a);
  CHECK(world.keeper.of(RecordKind::info).at(0).a == invoked[0].a);
}

TEST_CASE("heavy work ends when its resource is done, and never after a crash") {
  TestWorld world(2);
  std::vector<Instant> done;
  for (std::size_t i = 0; i < 2; ++i) {
    world.node(i).started = [](Context& ctx) { ctx.start(Work::compute, 1e8); };
    world.node(i).worked = [&](Context& ctx, WorkId, bool ok) {
      CHECK(ok);
      done.push_back(ctx.clock());
    };
  }
  world.at(50_ms, [](WorldControl& control) { control.crash(kB); });
  world.run(1_s);
  CHECK(done == std::vector<Instant>{Instant::at(100_ms)});
}

TEST_CASE("heavy work takes as much longer as its resource is slow") {
  TestWorld world(1);
  std::vector<Instant> done;
  world.node(0).started = [](Context& ctx) { ctx.set_timer("begin", 1_ms); };
  world.node(0).timer = [](Context& ctx, TimerId) {
    ctx.start(Work::compute, 1e8);
    ctx.start(Work::disk_read, 5e7);
  };
  world.node(0).worked = [&](Context& ctx, WorkId, bool) { done.push_back(ctx.clock()); };
  world.at(0_s, [](WorldControl& control) {
    control.set_slowness(kA, Resource::cpu, 2);
    control.set_slowness(kA, Resource::disk, 4);
  });
  world.run(1_s);
  CHECK(done == std::vector<Instant>{Instant::at(201_ms), Instant::at(401_ms)});
}

TEST_CASE("two nodes that answer each other without delay end the run with a clear error") {
  TestWorld world(2);
  world.node(0).started = [](Context& ctx) { ctx.set_timer("again", 0_s); };
  world.node(0).timer = [](Context& ctx, TimerId) { ctx.set_timer("again", 0_s); };
  const RunEnd end = world.run(1_s);
  CHECK(end.error.find("time stands still at 0.000 s") != std::string::npos);
}

TEST_CASE("an idle node more, and another condition more, shift no draw of another node") {
  const auto history = [](bool with_idle) {
    TestWorldOptions options;
    options.node_names = {"alice", "bob"};
    if (with_idle) options.node_names.insert(options.node_names.begin(), "idle");
    const std::size_t first = with_idle ? 1 : 0;  // so that every other NodeId is another one
    TestWorld world(options.node_names.size(), options);
    std::vector<std::pair<std::string, Instant>> seen;
    for (std::size_t i = 0; i < 2; ++i) {
      const NodeId peer{static_cast<std::uint32_t>(first + 1 - i)};
      const std::string self = options.node_names[first + i];
      const auto again = [](Context& ctx) {
        ctx.set_timer("again", Duration::nanoseconds(ctx.random("pace").between(1, 2'000'000)));
      };
      world.node(first + i).started = again;
      world.node(first + i).timer = [=](Context& ctx, TimerId) {
        ctx.send(peer, Note{1}, Transport::datagram);
        again(ctx);
      };
      world.node(first + i).noted = [&seen, self](Context& ctx, NodeId, const Note&) {
        seen.push_back({self, ctx.clock()});
      };
    }
    world.at(0_s, [=](WorldControl& control) {
      LinkCondition rough;
      rough.loss = 0.2;
      rough.delay = Distribution::exponential(1e-3);
      const std::vector<NodeId> everyone(control.group("node").begin(), control.group("node").end());
      if (with_idle) control.add_condition("other", {kA}, everyone, rough);
      control.add_condition("rough", everyone, everyone, rough);
    });
    world.run(2_s);
    return seen;
  };
  const auto without = history(false);
  CHECK(without.size() > 2000);
  CHECK(history(true) == without);
}

TEST_CASE("the random streams of a node are told apart by purpose and not moved by one another") {
  std::uint64_t alone = 0, beside = 0;
  TestWorld first(1), second(1);
  first.node(0).started = [&](Context& ctx) { alone = ctx.random("x").next(); };
  second.node(0).started = [&](Context& ctx) {
    const std::uint64_t other = ctx.random("y").next();
    beside = ctx.random("x").next();
    CHECK(other != beside);
  };
  first.run(1_s);
  second.run(1_s);
  CHECK(alone == beside);
}

TEST_CASE("an operator's order is heard by a node that is up and not paused, and is the cause of what it does") {
  TestWorld world(2);
  world.node(0).ordered = [](Context& ctx, Name order, NodeId peer) { ctx.record(order, peer); };
  std::vector<bool> heard;
  const auto give = [&](WorldControl& control) { heard.push_back(control.order(kA, "hand-over", kB)); };
  world.at(1_ms, give);
  world.at(2_ms, [](WorldControl& control) { control.pause(kA); });
  world.at(3_ms, give);
  world.at(4_ms, [](WorldControl& control) { control.crash(kA); });
  world.at(5_ms, give);
  world.run(10_ms);
  CHECK(heard == std::vector<bool>{true, false, false});
  const auto orders = world.keeper.of(RecordKind::ordered);
  REQUIRE(orders.size() == 1);
  CHECK(orders[0].name == Name("hand-over").id());
  CHECK(orders[0].peer == kB);
  CHECK(world.keeper.of(RecordKind::event).at(0).cause == orders[0].id);
}

TEST_CASE("a node is told by how much it is to raise the load that it offers") {
  TestWorld world(1);
  std::vector<double> loads;
  world.node(0).started = [](Context& ctx) { ctx.set_timer("tick", 1_ms); };
  world.node(0).timer = [&](Context& ctx, TimerId) {
    loads.push_back(ctx.load());
    ctx.set_timer("tick", 1_ms);
  };
  world.at(1500_us, [](WorldControl& control) { control.set_load(kA, 3); });
  world.at(2500_us, [](WorldControl& control) { control.set_load(kA, 1); });
  world.run(3_ms);
  CHECK(loads == std::vector<double>{1, 3, 1});
}

TEST_CASE("what a fault has done later has the fault as its cause") {
  TestWorld world(2);
  world.at(1_s, [](WorldControl& control) {
    control.record_fault(RecordKind::fault_began, Name("upgrade"), Name("rolling-restart"), {}, {});
    control.schedule(control.now() + 1_s, [&control] { control.crash(kB); });
  });
  world.at(2_s, [](WorldControl& control) { control.crash(kA); });
  world.run(3_s);
  const RecordId began = world.keeper.of(RecordKind::fault_began).at(0).id;
  const auto crashes = world.keeper.of(RecordKind::crashed);
  REQUIRE(crashes.size() == 2);
  CHECK(crashes[0].node == kA);
  CHECK(crashes[0].cause == kNoCause);
  CHECK(crashes[1].node == kB);
  CHECK(crashes[1].cause == began);
}
