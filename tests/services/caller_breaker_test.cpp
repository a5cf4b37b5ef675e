// Breakers at a caller: whom they keep calls from, what they hear, and what the node shows of them.
#include "services/caller_fixture.h"

using namespace orrery;
using namespace orrery::calls;
using namespace orrery::literals;
using namespace orrery::test;

namespace {

const std::initializer_list<std::pair<std::string_view, std::string_view>> kBreakerOfFour = {
    {"timeout", "100ms"}, {"breaker.window.calls", "4"}, {"breaker.wait_open", "1s"}, {"breaker.half_open_calls", "2"}};

}  // namespace

TEST_CASE("a breaker that opens refuses attempts unsent, probes after its wait, and closes when the probes do well") {
  CallerFixture caller(kBreakerOfFour);
  CHECK(caller.node.shows("breaker", "closed"));
  caller.call_and_answer(kOk);
  caller.call_and_answer(kOk);
  caller.call_and_answer(kFailed);
  CHECK(caller.node.shows("breaker", "closed"));
  caller.call();
  caller.node.fire(kTimeout);
  CHECK(caller.node.did<Recorded>([](const Recorded& one) {
    return one.event == kBreakerOpened && one.peer == kT1 && one.a == 4 && one.b == 2 && one.c == 0;
  }));
  CHECK(caller.node.shows("breaker", "open"));
  caller.call();
  CHECK(caller.node.sent<ServiceCall>().empty());
  CHECK(caller.node.recorded(kBreakerRefused));
  CHECK(caller.ended.size() == 5);

  caller.run.now += 1_s + 1_ns;
  caller.call();
  const auto first = caller.sent();
  CHECK(caller.node.shows("breaker", "half_open"));
  caller.call();
  const auto second = caller.sent();
  caller.call();
  CHECK(caller.node.recorded(kBreakerRefused));
  caller.answer(first, kOk);
  caller.answer(second, kOk);
  CHECK(caller.node.recorded(kBreakerClosed));
  CHECK(caller.node.shows("breaker", "closed"));
  CHECK(caller.node.ctx.timers.empty());
}

TEST_CASE("what a breaker refuses is not tried again") {
  CallerFixture caller({{"timeout", "100ms"},
                        {"retry.max_attempts", "5"},
                        {"retry.backoff", "0ms..0ms"},
                        {"breaker.window.calls", "1"}});
  caller.call_and_answer(kFailed);
  CHECK(caller.ended.empty());
  caller.node.fire(kPause);
  CHECK(caller.node.recorded(kBreakerRefused));
  CHECK(caller.ended.size() == 1);
}

TEST_CASE("an attempt that a policy further in refuses gives its permit back") {
  CallerFixture caller({{"timeout", "100ms"},
                        {"breaker.window.calls", "1"},
                        {"breaker.wait_open", "1s"},
                        {"breaker.half_open_calls", "1"},
                        {"rate_limit", "cycles limit=1 every=2s wait=0ms"}});
  caller.call_and_answer(kFailed);
  caller.run.now += 1_s + 1_ns;
  caller.call();
  CHECK(caller.node.recorded(kRateLimitRefused));
  CHECK(caller.node.recorded(kBreakerReleased));
  caller.run.now += 1_s;
  caller.call();
  CHECK(caller.node.sent<ServiceCall>().size() == 1);
}

TEST_CASE("of breakers per endpoint one that is open sends attempts to the others, and the least healthy is shown") {
  CallerFixture caller({{"timeout", "100ms"}, {"breaker.per", "endpoint"}, {"breaker.window.calls", "2"}});
  for (int i = 0; i < 12; ++i) {
    caller.call();
    const auto call = caller.sent();
    caller.answer(call, call.first == kT2 ? kFailed : kOk);
  }
  CHECK(caller.count(kBreakerOpened) == 1);
  CHECK(caller.count(kBreakerRefused) == 0);
  CHECK(caller.node.shows("breaker", "open"));
  for (int i = 0; i < 12; ++i) {
    caller.call();
    CHECK(caller.sent().first != kT2);
    caller.answer(caller.sent(), kOk);
  }
  const auto opened = std::find_if(caller.run.records.begin(), caller.run.records.end(),
                                   [](const Record& record) { return record.name == kBreakerOpened.id(); });
  CHECK(opened->peer == kT2);
  CHECK(opened->c == kEndpointsOwn);
}

TEST_CASE("an attempt that has waited goes to another endpoint where the one chosen before is out of order by then") {
  for (const bool is_removed : {true, false}) {
    CallerFixture caller({{"timeout", "100ms"},
                          {"panic_threshold", "0%"},
                          {"breaker.per", "endpoint"},
                          {"bulkhead.max_concurrent", "3"}});
    std::vector<std::pair<NodeId, ServiceCall>> under_way;
    for (int i = 0; i < 3; ++i) {
      caller.call();
      under_way.push_back(caller.sent());
    }
    for (int i = 0; i < 3; ++i) caller.call();
    const auto lose = [&](NodeId node) {
      if (is_removed) return caller.calling->set_member(caller.node.ctx, node, false);
      caller.calling->tell_health(caller.node.ctx, node, false);
    };
    lose(kT2);
    for (const auto& call : under_way) {
      caller.answer(call, kOk);
      CHECK(caller.sent().first != kT2);
    }
    CHECK(caller.count(kBreakerReleased) == (is_removed ? 0 : 1));
    for (int i = 0; i < 3; ++i) caller.call();
    lose(kT1);
    lose(kT3);
    caller.node.reset(kT1);
    CHECK(caller.node.recorded(kNoHost));
  }
}

TEST_CASE("an endpoint that is removed takes its breaker along, once all that it has let through has ended") {
  CallerFixture caller({{"timeout", "100ms"}, {"breaker.per", "endpoint"}, {"breaker.window.calls", "2"}});
  const auto set_member = [&](bool is_member) { caller.calling->set_member(caller.node.ctx, kT2, is_member); };
  for (int i = 0; i < 6; ++i) {
    caller.call();
    const auto call = caller.sent();
    caller.answer(call, call.first == kT2 ? kFailed : kOk);
  }
  CHECK(caller.node.shows("breaker", "open"));
  set_member(false);
  CHECK(caller.node.shows("breaker", "closed"));
  set_member(true);
  do caller.call();
  while (caller.sent().first != kT2);
  const auto under_way = caller.sent();
  set_member(false);
  set_member(true);
  const int heard = caller.count(kBreakerHeard);
  caller.answer(under_way, kFailed);
  CHECK(caller.ended.size() == 7);
  CHECK(caller.count(kBreakerHeard) == heard);
  // The second place is free again: of the three breakers that this endpoint has had one is left, in the fourth.
  CHECK(caller.calling->breakers().add(caller.node.ctx, BreakerSettings(), kT2) == 1);
}

std::vector<Record> reached(const CallerFixture& caller) {
  std::vector<Record> found;
  for (const Record& record : caller.run.records)
    if (record.name == kBreakerReached.id()) found.push_back(record);
  return found;
}

TEST_CASE("which thresholds opened a breaker is recorded right before it opens, with the calls that reached them") {
  const auto opened_by = [](bool fails, Duration takes) {
    CallerFixture caller({{"timeout", "100ms"},
                          {"breaker.window.calls", "4"},
                          {"breaker.failure_rate", "33.3%"},
                          {"breaker.slow_call", "20ms"},
                          {"breaker.slow_rate", "50%"}});
    for (int i = 0; i < 4; ++i) {
      caller.call();
      if (i % 2 == 1) caller.run.now += takes;
      caller.answer(caller.sent(), fails && i % 2 == 1 ? kFailed : kOk);
    }
    REQUIRE(caller.count(kBreakerOpened) == 1);
    const auto& records = caller.run.records;
    const auto opening = std::find_if(records.begin(), records.end(),
                                      [](const Record& record) { return record.name == kBreakerOpened.id(); });
    REQUIRE(opening != records.begin());
    CHECK(std::prev(opening)->name == kBreakerReached.id());
    return reached(caller);
  };
  const std::vector<Record> failed = opened_by(true, Duration());
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].a == kFailureRate);
  CHECK(failed[0].b == 2);
  CHECK(failed[0].c == 333'000);
  CHECK(failed[0].peer == kT1);
  const std::vector<Record> slow = opened_by(false, 30_ms);
  REQUIRE(slow.size() == 1);
  CHECK(slow[0].a == kSlowRate);
  CHECK(slow[0].b == 2);
  CHECK(slow[0].c == 500'000);
  CHECK(opened_by(true, 30_ms).size() == 2);
}

TEST_CASE("in half-open a node shows its probes: how many are permitted, done and failed, and none before and after") {
  CallerFixture caller({{"timeout", "100ms"},
                        {"breaker.window.calls", "4"},
                        {"breaker.failure_rate", "60%"},
                        {"breaker.wait_open", "1s"},
                        {"breaker.half_open_calls", "3"}});
  for (int i = 0; i < 4; ++i) caller.call_and_answer(kFailed);
  CHECK(caller.node.shows("breaker", "open"));
  CHECK_FALSE(caller.node.field("probes_permitted"));
  caller.run.now += 1_s + 1_ns;
  const auto probes = [&] {
    return std::vector{caller.node.field("probes_permitted"), caller.node.field("probes_done"),
                       caller.node.field("probes_failed")};
  };
  using Shown = std::vector<std::optional<std::int64_t>>;
  caller.call_and_answer(kFailed);
  CHECK(caller.node.shows("breaker", "half_open"));
  CHECK(probes() == Shown{3, 1, 1});
  caller.call_and_answer(kOk);
  CHECK(probes() == Shown{3, 2, 1});
  caller.call_and_answer(kOk);
  CHECK(caller.node.shows("breaker", "closed"));
  CHECK(probes() == Shown{0, 0, 0});
}

TEST_CASE("a breaker outside of retry hears of calls, not of attempts") {
  CallerFixture caller({{"timeout", "100ms"},
                        {"retry.max_attempts", "3"},
                        {"retry.backoff", "0ms..0ms"},
                        {"breaker.window.calls", "2"},
                        {"order", "breaker retry"}});
  for (int i = 0; i < 2; ++i) {
    caller.call_and_answer(kFailed);
    caller.node.fire(kPause);
    caller.answer(caller.sent(), kFailed);
    caller.node.fire(kPause);
    caller.answer(caller.sent(), kFailed);
  }
  CHECK(caller.count(kAttempted) == 6);
  CHECK(caller.count(kBreakerHeard) == 2);
  CHECK(caller.count(kBreakerOpened) == 1);
}

TEST_CASE("a breaker that is half-open by itself, or judges at intervals, keeps a timer for it") {
  CallerFixture automatic({{"timeout", "100ms"},
                           {"breaker.window.calls", "1"},
                           {"breaker.wait_open", "1s"},
                           {"breaker.automatic", "true"}});
  automatic.call_and_answer(kFailed);
  automatic.node.fire(kBreakerDue);
  CHECK(automatic.run.now == Instant::at(1_s));
  CHECK(automatic.node.shows("breaker", "half_open"));

  CallerFixture hystrix({{"timeout", "100ms"}, {"breaker.like", "hystrix"}, {"breaker.min_calls", "2"}});
  hystrix.call_and_answer(kFailed);
  hystrix.call_and_answer(kFailed);
  CHECK(hystrix.node.shows("breaker", "closed"));
  hystrix.node.fire(kBreakerDue);
  CHECK(hystrix.run.now == Instant::at(500_ms));
  CHECK(hystrix.node.shows("breaker", "open"));
}

TEST_CASE("an operator forces a breaker open, lets it only measure, takes it out of use and resets it") {
  CallerFixture caller(kBreakerOfFour);
  caller.order(kForceBreakerOpen, kT1);
  CHECK(caller.node.recorded(kBreakerForcedOpen));
  CHECK(caller.node.shows("breaker", "forced_open"));
  caller.run.now += 1_s + 1_ns;
  caller.call();
  CHECK(caller.node.sent<ServiceCall>().empty());
  CHECK(caller.node.recorded(kBreakerRefused));
  caller.order(kMeasureOnly, kT2);
  CHECK(caller.node.shows("breaker", "metrics_only"));
  for (int i = 0; i < 5; ++i) caller.call_and_answer(kFailed);
  CHECK(caller.node.shows("breaker", "metrics_only"));
  caller.order(kDisableBreaker, kT1);
  CHECK(caller.node.shows("breaker", "disabled"));
  for (int i = 0; i < 5; ++i) caller.call_and_answer(kFailed);
  caller.order(kResetBreaker, kT3);
  CHECK(caller.node.recorded(kBreakerReset));
  CHECK(caller.node.shows("breaker", "closed"));
  for (int i = 0; i < 3; ++i) caller.call_and_answer(kFailed);
  CHECK(caller.node.shows("breaker", "closed"));
  caller.call_and_answer(kFailed);
  CHECK(caller.node.shows("breaker", "open"));
}

TEST_CASE("of breakers per endpoint an order sets all, and one about another group sets none") {
  CallerFixture caller({{"timeout", "100ms"}, {"breaker.per", "endpoint"}, {"breaker.window.calls", "2"}});
  caller.order(kForceBreakerOpen, kSelf);
  CHECK(caller.node.shows("breaker", "closed"));
  caller.order(kForceBreakerOpen, kT2);
  CHECK(caller.count(kBreakerForcedOpen) == 3);
  caller.call();
  CHECK(caller.node.sent<ServiceCall>().empty());
}
