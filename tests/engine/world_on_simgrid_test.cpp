// The World on SimGrid's own platforms, end to end: each test is a run in a process of its own.
#include <catch2/catch.hpp>

#include "support/in_child.h"
#include "support/test_world.h"

using namespace orrery;
using namespace orrery::literals;
using namespace orrery::test;
using orrery::testing::in_child;

namespace {

constexpr NodeId kA{0}, kB{1}, kC{2};

// Two hosts in the east, one in the west, ten milliseconds away over a link of 10 MB/s.
PlatformSpec two_zones() {
  PlatformSpec spec;
  spec.zones = {"east", "west"};
  for (const auto& [name, zone] : {std::pair("a", "east"), {"b", "east"}, {"c", "west"}})
    spec.hosts.push_back({name, zone, 50_us, 1e9, 1e9, 500e6});
  spec.links = {{"east", "west", 10_ms, 1e7}};
  return spec;
}

PlatformSpec churn() {
  PlatformSpec spec;
  spec.file = std::string(ORRERY_SOURCE_DIR) + "/tests/engine/platforms/churn.xml";
  return spec;
}

TestWorldOptions on(PlatformSpec platform, std::vector<std::string> hosts, bool flow = false) {
  TestWorldOptions options;
  options.platform = std::move(platform);
  options.host_names = std::move(hosts);
  options.flow_messages = flow;
  return options;
}

std::vector<Instant> times(const TestWorld& world, RecordKind kind, NodeId node) {
  std::vector<Instant> found;
  for (const Record& record : world.keeper.of(kind))
    if (record.node == node) found.push_back(record.time);
  return found;
}

}  // namespace

TEST_CASE("each pair of nodes has the delay of its own route, as small messages and as flows") {
  for (const bool flow : {false, true})
    in_child([flow] {
      TestWorld world(3, on(two_zones(), {"a", "b", "c"}, flow));
      world.node(0).started = [](Context& ctx) {
        ctx.send(kB, Note{1, 1000}, Transport::datagram);
        ctx.send(kC, Note{2, 1000}, Transport::datagram);
      };
      world.run(1_s);
      CHECK(times(world, RecordKind::delivered, kB) == std::vector<Instant>{Instant::at(101_us)});
      const auto far = times(world, RecordKind::delivered, kC);
      REQUIRE(far.size() == 1);
      const Duration off = far[0] - Instant::at(10_ms + 100_us + 100_us);
      CHECK((off >= -1_ns && off <= 1_ns));
    });
}

TEST_CASE("a small message is slower while a bulk transfer crosses its link, and as fast as ever after it") {
  in_child([] {
    TestWorld world(3, on(two_zones(), {"a", "b", "c"}));
    std::vector<Duration> delays;
    world.node(0).started = [](Context& ctx) {
      ctx.send(kC, Note{1, 10'000'000}, Transport::datagram);  // a second of the link
      ctx.set_timer("during", 500_ms);
      ctx.set_timer("after", 2_s);
    };
    world.node(0).timer = [](Context& ctx, TimerId) { ctx.send(kC, Note{2, 1000}, Transport::datagram); };
    world.run(3_s);
    for (const Record& record : world.keeper.of(RecordKind::delivered))
      if (record.b == 1000) delays.push_back(record.time - Instant::nanoseconds(record.a));
    REQUIRE(delays.size() == 2);
    CHECK(delays[1] >= 10_ms + 200_us - 1_ns);
    CHECK(delays[1] <= 10_ms + 200_us + 1_ns);
    CHECK(delays[0] >= delays[1] + 90_us);  // half the bandwidth at the most, and a queue
  });
}

TEST_CASE("flow messages of one stream overtake no other, are not held up, and do not outlive their addressee") {
  in_child([] {
    TestWorld world(2, on(two_zones(), {"a", "c"}, true));
    world.node(0).started = [](Context& ctx) { ctx.set_timer("send", 1_ms); };
    world.node(0).timer = [](Context& ctx, TimerId) {
      ctx.send(kB, Note{1, 100});
      ctx.set_timer("send", 1_ms);
    };
    world.at(1_s, [](WorldControl& control) { control.crash(kB); });
    world.at(2_s, [](WorldControl& control) { control.restart(kB, true); });
    world.run(3_s);
    const auto delivered = world.keeper.of(RecordKind::delivered);
    CHECK(delivered.size() > 1900);
    for (const Record& record : delivered) {
      REQUIRE(record.time - Instant::nanoseconds(record.a) < 12_ms);
      REQUIRE((record.time < Instant::at(1_s) || record.time > Instant::at(2_s)));
    }
  });
}

TEST_CASE("a state profile of the platform file crashes and restarts the nodes of its host") {
  in_child([] {
    TestWorld world(2, on(churn(), {"steady", "flaky"}));
    world.run(10_s);
    CHECK(times(world, RecordKind::crashed, kB) == std::vector<Instant>{Instant::at(2_s)});
    CHECK(times(world, RecordKind::restarted, kB) == std::vector<Instant>{Instant::at(3500_ms)});
    CHECK(times(world, RecordKind::crashed, kA).empty());
  });
}

TEST_CASE("a node whose host is off when the run starts begins when its host does") {
  in_child([] {
    TestWorld world(2, on(churn(), {"steady", "late"}));
    world.run(10_s);
    CHECK(times(world, RecordKind::started, kB).size() == 1);
    CHECK(times(world, RecordKind::started, kB)[0] == Instant::at(1_s));
  });
}

TEST_CASE("a crash turns the host of a lone node off, and work on it fails; a restart turns it on") {
  in_child([] {
    TestWorld world(2, on(two_zones(), {"a", "c"}));
    std::vector<bool> done;
    world.node(0).started = [](Context& ctx) {
      ctx.send(kB, Note{1, 10'000'000}, Transport::datagram);
      ctx.start(Work::disk_write, 500e6);
    };
    world.node(0).worked = [&](Context&, WorkId, bool ok) { done.push_back(ok); };
    world.node(0).restarted = [](Context& ctx) { ctx.start(Work::disk_write, 50e6); };
    world.at(500_ms, [](WorldControl& control) { control.crash(kA); });
    world.at(600_ms, [](WorldControl& control) { control.restart(kA, true); });
    world.run(3_s);
    CHECK(done == std::vector<bool>{true});  // only what was begun after the restart
    const auto worked = times(world, RecordKind::worked, kA);
    REQUIRE(worked.size() == 1);
    CHECK(worked[0] == Instant::at(700_ms));
    const auto dropped = world.keeper.of(RecordKind::dropped);
    REQUIRE(dropped.size() == 1);
    CHECK(dropped[0].c == static_cast<std::int64_t>(drop_reason::sender_down.id()));
  });
}

TEST_CASE("nodes that share a host crash one by one, and all together with the host") {
  in_child([] {
    TestWorld world(3, on(churn(), {"flaky", "flaky", "steady"}));
    int heard = 0;
    world.node(1).noted = [&](Context&, NodeId, const Note&) { ++heard; };
    world.node(2).started = [](Context& ctx) { ctx.set_timer("send", 1_s); };
    world.node(2).timer = [](Context& ctx, TimerId) { ctx.send(kB, Note{1}, Transport::datagram); };
    world.at(500_ms, [](WorldControl& control) { control.crash(kA); });
    world.run(10_s);
    CHECK(heard == 1);  // its neighbour's crash left the host on
    CHECK(times(world, RecordKind::crashed, kA) == std::vector<Instant>{Instant::at(500_ms)});
    CHECK(times(world, RecordKind::crashed, kB) == std::vector<Instant>{Instant::at(2_s)});
    CHECK(times(world, RecordKind::restarted, kB) == std::vector<Instant>{Instant::at(3500_ms)});
    CHECK(times(world, RecordKind::restarted, kA).empty());
  });
}

TEST_CASE("a stream over a link that is off waits and goes on; a datagram is dropped") {
  in_child([] {
    TestWorld world(2, on(churn(), {"steady", "flaky"}));
    world.node(0).started = [](Context& ctx) { ctx.set_timer("send", 4200_ms); };
    world.node(0).timer = [](Context& ctx, TimerId) {
      ctx.send(kB, Note{1, 100}, Transport::stream);
      ctx.send(kB, Note{2, 100}, Transport::datagram);
    };
    world.run(10_s);
    const auto delivered = times(world, RecordKind::delivered, kB);
    REQUIRE(delivered.size() == 1);
    CHECK(delivered[0] >= Instant::at(5_s));
    CHECK(delivered[0] < Instant::at(6_s));
    const auto dropped = world.keeper.of(RecordKind::dropped);
    REQUIRE(dropped.size() == 1);
    CHECK(dropped[0].c == static_cast<std::int64_t>(drop_reason::link_down.id()));
  });
}

TEST_CASE("a node on a host that the platform lacks is refused by name") {
  in_child([] {
    TestWorld world(1, on(two_zones(), {"nowhere"}));
    CHECK(world.run(1_s).error == "node 'node-1' lives on host 'nowhere', which the platform does not have");
  });
}
