// Whom attempts go to: balance, hedges, hosts that are ejected or known to be ill.
#include <map>
#include <set>

#include "services/caller_fixture.h"

using namespace orrery;
using namespace orrery::calls;
using namespace orrery::literals;
using namespace orrery::test;

TEST_CASE("round-robin takes each in turn, and least-request the less busy") {
  CallerFixture caller({{"timeout", "1s"}});
  std::vector<NodeId> asked;
  for (int i = 0; i < 4; ++i) {
    caller.call();
    asked.push_back(caller.sent().first);
  }
  CHECK(std::set(asked.begin(), asked.begin() + 3) == std::set{kT1, kT2, kT3});
  CHECK(asked[3] == asked[0]);

  CallerFixture least({{"timeout", "1s"}, {"balance", "least-request choices=100"}});
  std::map<NodeId, int> counts;
  for (int i = 0; i < 30; ++i) {
    least.call();
    ++counts[least.sent().first];
  }
  CHECK(counts == std::map<NodeId, int>{{kT1, 10}, {kT2, 10}, {kT3, 10}});

  CallerFixture weighted({{"timeout", "1s"}, {"balance", "weighted-round-robin"}, {"weights", "4 1"}});
  counts.clear();
  for (int i = 0; i < 12; ++i) {
    weighted.call();
    ++counts[weighted.sent().first];
  }
  CHECK(counts == std::map<NodeId, int>{{kT1, 8}, {kT2, 2}, {kT3, 2}});
}

TEST_CASE("a retry goes to another host than the attempts before it") {
  CallerFixture caller(
      {{"timeout", "1s"}, {"balance", "ring-hash"}, {"retry.max_attempts", "2"}, {"retry.backoff", "0ms..0ms"}});
  int moved = 0;
  for (int key = 1; key <= 50; ++key) {
    caller.calling->key = key;
    caller.call();
    const NodeId first = caller.sent().first;
    caller.answer(caller.sent(), kFailed);
    caller.node.fire(kPause);
    moved += caller.sent().first != first ? 1 : 0;
    caller.answer(caller.sent(), kOk);
  }
  // Three picks of three hosts all meet the first once in nine times.
  CHECK(moved > 35);
}

TEST_CASE("of an attempt with a hedge the first good answer counts, and it fails when both tries have") {
  for (const bool is_first_good : {true, false}) {
    CallerFixture caller({{"timeout", "100ms"}, {"hedge.delay", "30ms"}});
    caller.call();
    const auto first = caller.sent();
    caller.node.fire(kHedge);
    CHECK(caller.node.recorded(kHedged));
    const auto second = caller.sent();
    CHECK(second.second.attempt == 1);
    CHECK(second.second.left == 70_ms);
    CHECK(second.first != first.first);
    caller.answer(second, kFailed);
    CHECK(caller.ended.empty());
    caller.answer(first, is_first_good ? kOk : kFailed);
    REQUIRE(caller.ended.size() == 1);
    CHECK(caller.ended[0].end.is_ok == is_first_good);
    CHECK(caller.node.ctx.timers.empty());
  }
}

TEST_CASE("a hedge on timeout joins the attempt that is late, and both may still answer") {
  CallerFixture caller({{"timeout", "100ms"}, {"hedge.on_timeout", "true"}});
  caller.call();
  const auto first = caller.sent();
  caller.node.fire(kTimeout);
  CHECK(caller.node.recorded(kHedged));
  CHECK(caller.sent().second.left == 100_ms);
  caller.answer(first, kOk);
  CHECK(caller.ended.size() == 1);
  caller.call();
  caller.node.fire(kTimeout);
  caller.node.fire(kTimeout);
  CHECK(caller.run.now == Instant::at(300_ms));
  REQUIRE(caller.ended.size() == 2);
  CHECK(!caller.ended[1].end.is_ok);
  CHECK(caller.node.ctx.timers.empty());
}

TEST_CASE("hedges stay within their share of the attempts") {
  CallerFixture caller({{"timeout", "100ms"}, {"hedge.delay", "30ms"}, {"hedge.extra", "10%"}});
  for (int i = 0; i < 100; ++i) {
    caller.call();
    const auto call = caller.sent();
    caller.node.fire(kHedge);
    caller.answer(call, kOk);
  }
  CHECK(caller.count(kHedged) == 10);
}

TEST_CASE("a host that fails again and again is ejected for a while, and asked again after it") {
  CallerFixture caller({{"timeout", "100ms"},
                        {"outlier_detection.consecutive", "2"},
                        {"outlier_detection.interval", "1s"},
                        {"outlier_detection.ejection", "2s..10s"},
                        {"outlier_detection.max_ejected", "50%"}});
  const auto ask = [&](int times) {
    int asked = 0;
    for (int i = 0; i < times; ++i) {
      caller.call();
      const auto call = caller.sent();
      asked += call.first == kT3 ? 1 : 0;
      caller.answer(call, call.first == kT3 ? kFailed : kOk);
    }
    return asked;
  };
  CHECK(ask(12) == 2);
  CHECK(caller.count(kHostEjected) == 1);
  CHECK(ask(12) == 0);
  caller.node.fire(kOutlierInterval);
  CHECK(caller.count(kHostRestored) == 0);
  caller.node.fire(kOutlierInterval);
  CHECK(caller.count(kHostRestored) == 1);
  CHECK(ask(3) == 1);
}

TEST_CASE("with too few hosts in order all are asked again, and with none and no panic an attempt is refused") {
  CallerFixture caller({{"timeout", "100ms"}});
  const auto health = [&](CallerFixture& of, NodeId node, bool is_healthy) {
    of.calling->tell_health(of.node.ctx, node, is_healthy);
  };
  health(caller, kT1, false);
  CHECK(caller.count(kPanicBegan) == 0);
  health(caller, kT2, false);
  CHECK(caller.count(kPanicBegan) == 1);
  std::set<NodeId> asked;
  for (int i = 0; i < 3; ++i) {
    caller.call();
    asked.insert(caller.sent().first);
  }
  CHECK(asked.size() == 3);
  health(caller, kT2, true);
  CHECK(caller.count(kPanicEnded) == 1);

  CallerFixture calm({{"timeout", "100ms"}, {"panic_threshold", "0%"}});
  for (const NodeId node : {kT1, kT2, kT3}) health(calm, node, false);
  calm.call();
  CHECK(calm.node.recorded(kNoHost));
  CHECK(calm.ended.size() == 1);
}
