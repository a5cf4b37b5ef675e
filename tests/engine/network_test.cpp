#include <catch2/catch.hpp>

#include "support/test_world.h"

using namespace orrery;
using namespace orrery::literals;
using namespace orrery::test;

namespace {

constexpr NodeId kA{0}, kB{1};
constexpr Duration kHop = 100_us;  // the fake platform's latency; a Note of size 0 takes nothing more

struct Arrival {
  std::int64_t number;
  Instant when;
  bool operator==(const Arrival&) const = default;
};

// Node 1 notes what arrives; node 0 sends by `send` at the given times.
class Pair {
 public:
  explicit Pair(TestWorld::Options options = {}) : world(2, options) {
    world.node(1).noted = [this](Context& ctx, NodeId, const Note& note) {
      arrivals.push_back({note.number, ctx.clock()});
    };
  }
  void send_at(std::vector<Duration> times, Transport transport, Bytes size = 0) {
    world.node(0).started = [times](Context& ctx) {
      for (const Duration when : times) ctx.set_timer("send", when);
    };
    world.node(0).timer = [this, transport, size](Context& ctx, TimerId) {
      ctx.send(kB, Note{++sent, size}, transport);
    };
  }
  void condition_during(Duration begin, Duration end, LinkCondition condition) {
    world.at(begin, [this, condition](WorldControl& control) {
      id = control.add_condition("test", {kA, kB}, {kA, kB}, condition);
    });
    world.at(end, [this](WorldControl& control) { control.remove_condition(id); });
  }
  std::vector<std::int64_t> numbers() const {
    std::vector<std::int64_t> all;
    for (const Arrival& arrival : arrivals) all.push_back(arrival.number);
    return all;
  }
  TestWorld world;
  std::vector<Arrival> arrivals;
  std::int64_t sent = 0;
  ConditionId id{};
};

LinkCondition cut() {
  LinkCondition condition;
  condition.cut = true;
  return condition;
}

std::vector<Duration> every_millisecond(int count) {
  std::vector<Duration> times;
  for (int i = 1; i <= count; ++i) times.push_back(1_ms * i);
  return times;
}

}  // namespace

TEST_CASE("a message takes the route's latency and its size over the bandwidth") {
  Pair pair;
  pair.send_at({1_ms}, Transport::datagram, 12'500);
  pair.world.run(1_s);
  CHECK(pair.arrivals == std::vector<Arrival>{{1, Instant::at(1_ms + kHop + 10_us)}});
  const std::vector<Record> delivered = pair.world.keeper.of(RecordKind::delivered);
  REQUIRE(delivered.size() == 1);
  CHECK(delivered[0].a == (1_ms).nanoseconds());
  CHECK(delivered[0].b == 12'500);
}

TEST_CASE("a lost datagram leaves one drop when it would have arrived") {
  Pair pair;
  LinkCondition lossy;
  lossy.loss = 1;
  pair.condition_during(0_s, 1_s, lossy);
  pair.send_at({1_ms}, Transport::datagram);
  pair.world.run(1_s);
  CHECK(pair.arrivals.empty());
  const std::vector<Record> dropped = pair.world.keeper.of(RecordKind::dropped);
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].time == Instant::at(1_ms + kHop));
  CHECK(dropped[0].c == static_cast<std::int64_t>(drop_reason::loss.id()));
}

TEST_CASE("a link loses about the share of datagrams that it should, and no other draws of its") {
  Pair plain, lossy;
  LinkCondition jitter;
  jitter.delay = Distribution::uniform(0, 10e-3);
  LinkCondition both = jitter;
  both.loss = 0.3;
  plain.condition_during(0_s, 10_s, jitter);
  lossy.condition_during(0_s, 10_s, both);
  for (Pair* pair : {&plain, &lossy}) {
    pair->send_at(every_millisecond(3000), Transport::datagram);
    pair->world.run(10_s);
  }
  CHECK(plain.arrivals.size() == 3000);
  CHECK(lossy.arrivals.size() > 2000);
  CHECK(lossy.arrivals.size() < 2200);
  for (const Arrival& arrival : lossy.arrivals)  // what was not lost took just as long
    REQUIRE(std::count(plain.arrivals.begin(), plain.arrivals.end(), arrival) == 1);
}

TEST_CASE("datagrams are duplicated and overtaken; streams are neither") {
  LinkCondition unruly;
  unruly.duplication = 0.5;
  unruly.reordering = 0.5;
  unruly.reordering_delay = Distribution::constant(5e-3);
  Pair datagrams, streams;
  datagrams.condition_during(0_s, 10_s, unruly);
  streams.condition_during(0_s, 10_s, unruly);
  datagrams.send_at(every_millisecond(200), Transport::datagram);
  streams.send_at(every_millisecond(200), Transport::stream);
  datagrams.world.run(10_s);
  streams.world.run(10_s);
  const auto numbers = datagrams.numbers();
  CHECK(numbers.size() > 250);
  CHECK_FALSE(std::is_sorted(numbers.begin(), numbers.end()));
  CHECK(streams.numbers().size() == 200);
  const auto in_order = streams.numbers();
  CHECK(std::is_sorted(in_order.begin(), in_order.end()));
}

TEST_CASE("a stream delivers in order whatever the delays") {
  Pair pair;
  LinkCondition jitter;
  jitter.delay = Distribution::uniform(0, 50e-3);
  pair.condition_during(0_s, 10_s, jitter);
  pair.send_at(every_millisecond(300), Transport::stream);
  pair.world.run(10_s);
  const auto numbers = pair.numbers();
  CHECK(numbers.size() == 300);
  CHECK(std::is_sorted(numbers.begin(), numbers.end()));
}

TEST_CASE("a stream pays a retransmission timeout for what is lost, and loses nothing") {
  Pair pair;
  LinkCondition lossy;
  lossy.loss = 0.2;
  pair.condition_during(0_s, 60_s, lossy);
  pair.send_at({1_ms, 10_s, 20_s, 30_s, 40_s}, Transport::stream);
  pair.world.run(60_s);
  REQUIRE(pair.arrivals.size() == 5);
  for (const Arrival& arrival : pair.arrivals) {
    const Duration sent = arrival.number == 1 ? 1_ms : 10_s * (arrival.number - 1);
    const Duration late = arrival.when - Instant::at(sent) - kHop;
    CHECK((late == 0_s || late == 200_ms || late == 600_ms || late == 1400_ms));
  }
}

TEST_CASE("a partition drops datagrams sent into it and those on their way") {
  Pair pair;
  pair.condition_during(1_ms + 50_us, 10_ms, cut());
  pair.send_at({1_ms, 5_ms, 20_ms}, Transport::datagram);
  pair.world.run(1_s);
  CHECK(pair.numbers() == std::vector<std::int64_t>{3});
  for (const Record& record : pair.world.keeper.of(RecordKind::dropped))
    CHECK(record.c == static_cast<std::int64_t>(drop_reason::partition.id()));
  CHECK(pair.world.keeper.of(RecordKind::dropped).size() == 2);
}

TEST_CASE("a stream stalls over a partition and goes on in order at the first retransmission after it") {
  Pair pair;
  pair.condition_during(1_ms + 50_us, 500_ms, cut());
  pair.send_at({1_ms, 5_ms, 300_ms}, Transport::stream);
  pair.world.run(2_s);
  // The first is met on its way at 1.1 ms but the stall began with the second, sent later and stopped sooner or not:
  // retries follow the first stall by 200 ms, then 400 ms.
  const Instant stall = Instant::at(1_ms + kHop);
  const Instant retry = stall + 200_ms + 400_ms;
  CHECK(pair.arrivals == std::vector<Arrival>{{1, retry + kHop}, {2, retry + kHop}, {3, retry + kHop}});
}

TEST_CASE("a stream that delivers nothing for long enough is reset, its sender told, and begun anew") {
  TestWorld::Options options;
  options.stream.reset_after = 3_s;
  Pair pair(options);
  std::vector<Instant> resets;
  pair.world.node(0).reset = [&](Context& ctx, NodeId peer) {
    CHECK(peer == kB);
    resets.push_back(ctx.clock());
  };
  pair.condition_during(0_s, 10_s, cut());
  pair.send_at({1_s, 2_s, 11_s}, Transport::stream);
  pair.world.run(20_s);
  CHECK(resets == std::vector<Instant>{Instant::at(4_s)});
  CHECK(pair.numbers() == std::vector<std::int64_t>{3});
  const auto dropped = pair.world.keeper.of(RecordKind::dropped);
  REQUIRE(dropped.size() == 2);
  CHECK(dropped[0].c == static_cast<std::int64_t>(drop_reason::reset.id()));
}

TEST_CASE("a stream keeps its order when a partition ends while some of it is under way") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    TestWorldOptions options;
    options.seed = seed;
    Pair pair(options);
    LinkCondition jitter;
    jitter.delay = Distribution::uniform(0, 400e-3);
    pair.condition_during(0_s, 20_s, jitter);
    for (int i = 0; i < 6; ++i) {
      const Duration begin = 100_ms + 300_ms * i;
      pair.world.at(begin, [](WorldControl& control) {
        const ConditionId id = control.add_condition("cut", {kA}, {kB}, cut());
        control.schedule(control.now() + 120_ms, [&control, id] { control.remove_condition(id); });
      });
    }
    pair.send_at(every_millisecond(300), Transport::stream);
    pair.world.run(20_s);
    const auto numbers = pair.numbers();
    REQUIRE(numbers.size() == 300);
    REQUIRE(std::is_sorted(numbers.begin(), numbers.end()));
  }
}

TEST_CASE("a one-way partition stops one direction only") {
  TestWorld world(2);
  int at_a = 0, at_b = 0;
  world.node(0).noted = [&](Context&, NodeId, const Note&) { ++at_a; };
  world.node(1).noted = [&](Context&, NodeId, const Note&) { ++at_b; };
  world.node(0).started = [](Context& ctx) { ctx.send(kB, Note{1}, Transport::datagram); };
  world.node(1).started = [](Context& ctx) { ctx.send(kA, Note{2}, Transport::datagram); };
  world.at(50_us, [](WorldControl& control) { control.add_condition("test", {kA}, {kB}, cut()); });
  world.run(1_s);
  CHECK(at_a == 1);
  CHECK(at_b == 0);
}

TEST_CASE("a bulk message is a transfer of its own, and what its stream sends later arrives behind it") {
  Pair pair;
  pair.world.node(0).started = [](Context& ctx) {
    ctx.send(kB, Note{1, 125'000'000});  // a tenth of a second at the fake platform's 1.25 GB/s
    ctx.send(kB, Note{2});
    ctx.send(kB, Note{3}, Transport::datagram);
  };
  pair.world.run(1_s);
  const Instant bulk = Instant::at(100_ms + kHop);
  CHECK(pair.arrivals == std::vector<Arrival>{{3, Instant::at(kHop)}, {1, bulk}, {2, bulk}});
}

TEST_CASE("with flow messages the smallest message is a transfer and arrives when it would have anyway") {
  TestWorld::Options options;
  options.flow_messages = true;
  Pair pair(options);
  pair.send_at({1_ms, 1_ms, 2_ms}, Transport::stream, 1250);
  pair.world.run(1_s);
  const auto hop = kHop + 1_us;
  CHECK(pair.arrivals ==
        std::vector<Arrival>{{1, Instant::at(1_ms + hop)}, {2, Instant::at(1_ms + hop)}, {3, Instant::at(2_ms + hop)}});
}

TEST_CASE("a bulk transfer is cut off by the crash of either end") {
  for (const NodeId victim : {kA, kB}) {
    Pair pair;
    pair.world.node(0).started = [](Context& ctx) { ctx.send(kB, Note{1, 125'000'000}); };
    pair.world.at(50_ms, [victim](WorldControl& control) { control.crash(victim); });
    pair.world.run(1_s);
    CHECK(pair.arrivals.empty());
    const auto dropped = pair.world.keeper.of(RecordKind::dropped);
    REQUIRE(dropped.size() == 1);
    const Name reason = victim == kA ? drop_reason::sender_down : drop_reason::node_down;
    CHECK(dropped[0].c == static_cast<std::int64_t>(reason.id()));
  }
}

TEST_CASE("a slow network stretches the delays of its node") {
  Pair pair;
  pair.world.at(0_s, [](WorldControl& control) { control.set_slowness(kB, Resource::network, 10); });
  pair.send_at({1_ms}, Transport::datagram);
  pair.world.run(1_s);
  CHECK(pair.arrivals == std::vector<Arrival>{{1, Instant::at(1_ms + kHop * 10)}});
}

TEST_CASE("a limited bandwidth lengthens the message and not the latency") {
  Pair pair;
  LinkCondition narrow;
  narrow.bandwidth = 1e6;
  pair.condition_during(0_s, 1_s, narrow);
  pair.send_at({1_ms}, Transport::datagram, 1000);
  pair.world.run(1_s);
  CHECK(pair.arrivals == std::vector<Arrival>{{1, Instant::at(1_ms + kHop + 1_ms)}});
}
