// The life of a call: attempts, pauses, deadlines, fallbacks.
#include "services/caller_fixture.h"

using namespace orrery;
using namespace orrery::calls;
using namespace orrery::literals;
using namespace orrery::test;

namespace {

const std::initializer_list<std::pair<std::string_view, std::string_view>> kThreeAttempts = {
    {"timeout", "100ms"}, {"retry.max_attempts", "3"}, {"retry.backoff", "20ms..1s"}, {"retry.jitter", "none"}};

}  // namespace

TEST_CASE("a call that is answered ends once, and leaves no timer behind") {
  CallerFixture caller(kThreeAttempts);
  caller.call();
  const auto call = caller.sent();
  CHECK(call.second.attempt == 1);
  CHECK(call.second.left == 100_ms);
  caller.answer(call, kOk);
  caller.answer(call, kOk);
  REQUIRE(caller.ended.size() == 1);
  CHECK(caller.ended[0].ticket == 1);
  CHECK(caller.ended[0].end.is_ok);
  CHECK(caller.ended[0].end.is_full);
  CHECK(caller.ended[0].end.attempts == 1);
  CHECK(caller.node.ctx.timers.empty());
}

TEST_CASE("attempts that fail are made again after pauses, as often as the policy says") {
  CallerFixture caller(kThreeAttempts);
  caller.call();
  caller.answer(caller.sent(), kFailed);
  caller.node.fire(kPause);
  CHECK(caller.run.now == Instant::at(20_ms));
  CHECK(caller.sent().second.attempt == 2);
  caller.node.fire(kTimeout);
  CHECK(caller.run.now == Instant::at(120_ms));
  caller.node.fire(kPause);
  CHECK(caller.run.now == Instant::at(160_ms));
  caller.answer(caller.sent(), AnswerStatus::rejected);
  REQUIRE(caller.ended.size() == 1);
  CHECK(!caller.ended[0].end.is_ok);
  CHECK(caller.ended[0].end.attempts == 3);
  CHECK(caller.node.recorded(kGaveUp));
  CHECK(caller.node.ctx.timers.empty());
}

TEST_CASE("an answer to an attempt that is over counts for nothing") {
  CallerFixture caller(kThreeAttempts);
  caller.call();
  const auto first = caller.sent();
  caller.node.fire(kTimeout);
  caller.answer(first, kOk);
  CHECK(caller.ended.empty());
  caller.node.fire(kPause);
  const auto second = caller.sent();
  caller.answer(first, kFailed);
  CHECK(caller.ended.empty());
  caller.answer(second, kOk);
  CHECK(caller.ended.size() == 1);
}

TEST_CASE("an answer from before a crash is none") {
  CallerFixture caller(kThreeAttempts);
  caller.run.now = Instant::at(1_s);
  caller.call();
  const auto before = caller.sent();
  caller.node.crash();
  caller.run.now = Instant::at(2_s);
  caller.node.restart();
  caller.call();
  const auto after = caller.sent();
  CHECK(after.second.from.slot == before.second.from.slot);
  caller.answer(before, kOk);
  CHECK(caller.ended.empty());
  caller.answer(after, kOk);
  CHECK(caller.ended.size() == 1);
}

TEST_CASE("the deadline bounds all attempts, and no pause is begun that would last to it") {
  CallerFixture caller({{"timeout", "100ms"},
                        {"deadline", "150ms"},
                        {"retry.max_attempts", "9"},
                        {"retry.backoff", "20ms..20ms"},
                        {"retry.jitter", "none"}});
  caller.call();
  caller.node.fire(kTimeout);
  caller.node.fire(kPause);
  CHECK(caller.sent().second.left == 30_ms);
  caller.node.fire(kTimeout);
  CHECK(caller.run.now == Instant::at(150_ms));
  CHECK(caller.ended.size() == 1);
  caller.call();
  caller.run.now += 60_ms;
  caller.answer(caller.sent(), kFailed);
  caller.node.fire(kPause);
  caller.run.now += 50_ms;
  caller.answer(caller.sent(), kFailed);
  REQUIRE(caller.ended.size() == 2);
  CHECK(caller.ended[1].end.attempts == 2);
}

TEST_CASE("a node that was paused over the deadline makes no further attempt when its pause or its wait is over") {
  const auto late = [](CallerFixture& caller, std::size_t ends) {
    CHECK(caller.node.sent<ServiceCall>().empty());
    REQUIRE(caller.ended.size() == ends);
    CHECK(caller.ended.back().end.failure == Failure::deadline);
    CHECK(caller.node.ctx.timers.empty());
  };
  CallerFixture pausing({{"timeout", "100ms"}, {"deadline", "150ms"}, {"retry.max_attempts", "3"}});
  pausing.call();
  pausing.answer(pausing.sent(), kFailed);
  pausing.run.now = Instant::at(2_s);
  pausing.node.fire(kPause);
  late(pausing, 1);
  CHECK(pausing.ended[0].end.attempts == 1);

  CallerFixture queued({{"timeout", "100ms"}, {"deadline", "150ms"}, {"bulkhead.max_concurrent", "1"}});
  queued.call();
  const auto first = queued.sent();
  queued.call();
  queued.call();
  queued.run.now = Instant::at(2_s);
  queued.answer(first, kOk);
  CHECK(queued.count(kBulkheadRefused) == 2);
  late(queued, 3);
}

TEST_CASE("a node that was paused over an attempt's timeout sends no hedge for it") {
  CallerFixture caller({{"timeout", "100ms"}, {"hedge.delay", "30ms"}});
  caller.call();
  caller.run.now = Instant::at(1_s);
  caller.node.fire(kHedge);
  CHECK(caller.node.sent<ServiceCall>().empty());
  caller.node.fire(kTimeout);
  CHECK(caller.ended.size() == 1);
}

TEST_CASE("the time that is left to whoever asked bounds a call as its own deadline does") {
  CallerFixture caller({{"timeout", "80ms"}, {"deadline", "80ms"}});
  caller.call(50_ms);
  CHECK(caller.sent().second.left == 50_ms);
  caller.call(90_ms);
  CHECK(caller.sent().second.left == 80_ms);
  caller.call(0_ms);
  CHECK(caller.node.sent<ServiceCall>().empty());
  REQUIRE(caller.ended.size() == 1);
  CHECK(caller.ended[0].end.attempts == 0);
  CHECK(!caller.ended[0].end.may_have_effect);
}

TEST_CASE("a fallback answers for what has failed for good, and not in full") {
  CallerFixture caller({{"timeout", "100ms"}, {"fallback.answer", "static"}});
  caller.call();
  caller.node.fire(kTimeout);
  CHECK(caller.node.recorded(kFellBack));
  REQUIRE(caller.ended.size() == 1);
  CHECK(caller.ended[0].end.is_ok);
  CHECK(!caller.ended[0].end.is_full);
}

TEST_CASE("what failed may have had an effect unless everyone says that it had none") {
  const auto may_have = [](AnswerStatus first, bool has_effect, bool second_in_time) {
    CallerFixture caller({{"timeout", "100ms"}, {"retry.max_attempts", "2"}, {"retry.backoff", "0ms..0ms"}});
    caller.call();
    caller.answer(caller.sent(), first, has_effect);
    caller.node.fire(kPause);
    if (second_in_time) {
      caller.answer(caller.sent(), AnswerStatus::rejected);
    } else {
      caller.node.fire(kTimeout);
    }
    REQUIRE(caller.ended.size() == 1);
    return caller.ended[0].end.may_have_effect;
  };
  CHECK(!may_have(kFailed, false, true));
  CHECK(may_have(kFailed, true, true));
  CHECK(may_have(kFailed, false, false));
}

TEST_CASE("a stream that is given up fails the attempts that went over it, and no others") {
  CallerFixture caller({{"timeout", "100ms"}, {"retry.max_attempts", "2"}, {"retry.backoff", "0ms..0ms"}});
  caller.call();
  const NodeId first = caller.sent().first;
  caller.call();
  const auto second = caller.sent();
  CHECK(second.first != first);
  caller.node.reset(first);
  caller.node.fire(kPause);
  CHECK(caller.sent().first != first);
  CHECK(caller.sent().second.origin.operation == 1);
  caller.answer(second, kOk);
  REQUIRE(caller.ended.size() == 1);
  CHECK(caller.ended[0].ticket == 2);
}
