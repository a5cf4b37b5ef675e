// What lets attempts through: rate limit, bulkhead, throttle, retry budget, and the order of them.
#include "services/caller_fixture.h"

using namespace orrery;
using namespace orrery::calls;
using namespace orrery::literals;
using namespace orrery::test;

TEST_CASE("an attempt that a rate limit has wait is sent when its turn comes, and its timeout begins then") {
  CallerFixture caller({{"timeout", "100ms"}, {"rate_limit", "token-bucket rate=10/s burst=1 wait=150ms"}});
  caller.call();
  caller.answer(caller.sent(), kOk);
  caller.call();
  CHECK(caller.node.sent<ServiceCall>().empty());
  CHECK(caller.node.recorded(kQueued));
  caller.call();
  CHECK(caller.node.recorded(kRateLimitRefused));
  REQUIRE(caller.ended.size() == 2);
  CHECK(caller.ended[1].ticket == 3);
  CHECK(!caller.ended[1].end.is_ok);
  CHECK(!caller.ended[1].end.may_have_effect);
  caller.node.fire(kTurn);
  CHECK(caller.run.now == Instant::at(100_ms));
  CHECK(caller.sent().second.left == 100_ms);
  caller.answer(caller.sent(), kOk);
  CHECK(caller.ended.size() == 3);
  CHECK(caller.node.ctx.timers.empty());
}

TEST_CASE("a bulkhead's place goes to the call that waited longest, and patience ends at its limit or the deadline") {
  CallerFixture caller({{"timeout", "100ms"},
                        {"deadline", "150ms"},
                        {"bulkhead.max_concurrent", "1"},
                        {"bulkhead.max_pending", "2"},
                        {"bulkhead.max_wait", "80ms"}});
  caller.call();
  const auto first = caller.sent();
  caller.call();
  caller.call();
  CHECK(caller.node.sent<ServiceCall>().empty());
  caller.call();
  CHECK(caller.node.recorded(kBulkheadRefused));
  caller.run.now += 50_ms;
  caller.answer(first, kOk);
  const auto second = caller.sent();
  CHECK(second.second.origin.operation == 2);
  CHECK(second.second.left == 100_ms);
  caller.node.fire(kTurn);
  CHECK(caller.run.now == Instant::at(80_ms));
  CHECK(caller.node.recorded(kBulkheadRefused));
  caller.answer(second, kOk);
  CHECK(caller.ended.size() == 4);
  CHECK(caller.node.ctx.timers.empty());
  caller.call();
  CHECK(caller.sent().second.origin.operation == 5);
}

TEST_CASE("an attempt that waits at one gate after the other is told of once") {
  CallerFixture caller({{"timeout", "1s"},
                        {"bulkhead.max_concurrent", "1"},
                        {"rate_limit", "token-bucket rate=10/s burst=1 wait=1s"},
                        {"order", "bulkhead rate_limit"}});
  caller.call();
  const auto first = caller.sent();
  caller.call();
  CHECK(caller.count(kQueued) == 1);
  caller.answer(first, kOk);
  CHECK(caller.node.sent<ServiceCall>().empty());
  caller.node.fire(kTurn);
  CHECK(caller.sent().second.origin.operation == 2);
  CHECK(caller.count(kQueued) == 1);
}

TEST_CASE("a call that waits in a bulkhead waits no longer than its deadline") {
  CallerFixture caller({{"timeout", "100ms"}, {"deadline", "120ms"}, {"bulkhead.max_concurrent", "1"}});
  caller.call();
  caller.call(30_ms);
  caller.node.fire(kTurn);
  CHECK(caller.run.now == Instant::at(30_ms));
  REQUIRE(caller.ended.size() == 1);
  CHECK(caller.ended[0].ticket == 2);
}

TEST_CASE("a place that calls free one after the other goes down the whole queue") {
  CallerFixture caller({{"timeout", "100ms"}, {"bulkhead.max_concurrent", "1"}});
  caller.call();
  auto at_work = caller.sent();
  for (int i = 0; i < 50; ++i) caller.call();
  for (int i = 0; i < 50; ++i) {
    caller.answer(at_work, kOk);
    at_work = caller.sent();
  }
  CHECK(at_work.second.origin.operation == 51);
  CHECK(caller.ended.size() == 50);
}

TEST_CASE("a throttle keeps attempts back when few of them are accepted, and none while all are") {
  CallerFixture caller({{"timeout", "100ms"}, {"adaptive_throttle.k", "2"}});
  for (int i = 0; i < 50; ++i) caller.call_and_answer(kFailed);
  CHECK(caller.count(kThrottleRefused) == 0);
  for (int i = 0; i < 400; ++i) {
    caller.call();
    if (!caller.node.sent<ServiceCall>().empty()) caller.answer(caller.sent(), AnswerStatus::rejected);
  }
  CHECK(caller.count(kThrottleRefused) > 100);
}

TEST_CASE("a retry beyond the budget is not made, and one that ends makes room") {
  CallerFixture caller({{"timeout", "100ms"},
                        {"retry.max_attempts", "2"},
                        {"retry.backoff", "0ms..0ms"},
                        {"retry_budget", "limit max=1"}});
  caller.call();
  caller.answer(caller.sent(), kFailed);
  caller.call();
  caller.answer(caller.sent(), kFailed);
  CHECK(caller.node.recorded(kBudgetRefused));
  CHECK(caller.ended.size() == 1);
  caller.node.fire(kPause);
  caller.answer(caller.sent(), kOk);
  caller.call();
  caller.answer(caller.sent(), kFailed);
  CHECK(!caller.node.recorded(kBudgetRefused));
}

TEST_CASE("a failure that is not to be tried again takes no token from the retry budget, as in gRPC") {
  const auto is_refused = [](std::string_view classes) {
    CallerFixture caller({{"timeout", "100ms"},
                          {"retry.max_attempts", "2"},
                          {"retry.backoff", "0ms..0ms"},
                          {"retry.on", classes},
                          {"retry_budget", "tokens max=10 ratio=0.1"}});
    for (int i = 0; i < 10; ++i) caller.call_and_answer(kFailed);
    caller.call_and_answer(AnswerStatus::rejected);
    return caller.node.recorded(kBudgetRefused);
  };
  CHECK(is_refused("5xx refused"));
  CHECK_FALSE(is_refused("refused"));
}

TEST_CASE("only failures of the classes asked for are tried again, and work that may not be done twice only unbegun") {
  const auto is_tried_again = [](std::initializer_list<std::pair<std::string_view, std::string_view>> policies,
                                 AnswerStatus status) {
    CallerFixture caller(policies);
    caller.call();
    caller.answer(caller.sent(), status);
    return caller.ended.empty();
  };
  CHECK(is_tried_again({{"timeout", "1s"}, {"retry.on", "5xx"}}, kFailed));
  CHECK(!is_tried_again({{"timeout", "1s"}, {"retry.on", "refused"}}, kFailed));
  CHECK(is_tried_again({{"timeout", "1s"}, {"retry.on", "refused"}}, AnswerStatus::rejected));
  CHECK(!is_tried_again({{"timeout", "1s"}, {"idempotent", "false"}, {"retry.non_idempotent", "unstarted"}}, kFailed));
  CHECK(is_tried_again({{"timeout", "1s"}, {"idempotent", "false"}, {"retry.non_idempotent", "unstarted"}},
                       AnswerStatus::rejected));
}

TEST_CASE("a gate outside of retry is asked once for a call, one inside of it for every attempt") {
  const auto sent_of_two_calls = [](std::string_view order) {
    CallerFixture caller({{"timeout", "1s"},
                          {"retry.max_attempts", "3"},
                          {"retry.backoff", "0ms..0ms"},
                          {"rate_limit", "token-bucket rate=1/h burst=2"},
                          {"order", order}});
    for (int i = 0; i < 2; ++i) {
      caller.call();
      while (!caller.node.sent<ServiceCall>().empty()) {
        caller.answer(caller.sent(), kFailed);
        if (caller.node.next_timer(kPause) != nullptr) caller.node.fire(kPause);
      }
    }
    return caller.count(kAttempted);
  };
  CHECK(sent_of_two_calls("rate_limit retry") == 6);
  CHECK(sent_of_two_calls("retry rate_limit") == 2);
  CHECK(sent_of_two_calls("default") == 2);
}

TEST_CASE("the cache answers what it knows while it is fresh, before everything else") {
  CallerFixture caller({{"timeout", "1s"}, {"cache.ttl", "10s"}, {"rate_limit", "token-bucket rate=1/h burst=2"}});
  caller.call_and_answer(kOk);
  for (int i = 0; i < 3; ++i) caller.call();
  CHECK(caller.count(kCacheHit) == 3);
  CHECK(caller.ended.size() == 4);
  CHECK(caller.ended.back().end.is_full);
  CHECK(caller.ended.back().end.attempts == 0);
  caller.run.now = Instant::at(10_s);
  caller.call();
  CHECK(caller.sent().second.origin.operation == 5);
}

TEST_CASE("a fallback to the last good answer has one only where the same was asked before") {
  CallerFixture caller({{"timeout", "1s"}, {"fallback.answer", "cached"}});
  caller.call_and_answer(kFailed);
  CHECK(!caller.ended.back().end.is_ok);
  caller.call_and_answer(kOk);
  caller.call_and_answer(kFailed);
  CHECK(caller.ended.back().end.is_ok);
  CHECK(!caller.ended.back().end.is_full);
  caller.calling->key = 2;
  caller.call_and_answer(kFailed);
  CHECK(!caller.ended.back().end.is_ok);
}

TEST_CASE("a token is not taken for a wait that would last to the deadline, and a permit of a cycle is, and is lost") {
  CallerFixture bucket({{"timeout", "10s"}, {"rate_limit", "token-bucket rate=10/s burst=1 wait=1s"}});
  bucket.call_and_answer(kOk);
  bucket.call(100_ms);
  CHECK(bucket.node.recorded(kRateLimitRefused));
  CHECK(bucket.ended.size() == 2);
  bucket.call();
  bucket.node.fire(kTurn);
  CHECK(bucket.run.now == Instant::at(100_ms));
  CHECK(bucket.node.sent<ServiceCall>().size() == 1);

  CallerFixture cycles({{"timeout", "10s"}, {"rate_limit", "cycles limit=1 every=100ms wait=1s"}});
  cycles.call_and_answer(kOk);
  cycles.call(50_ms);
  cycles.call();
  cycles.node.fire(kTurn);
  CHECK(cycles.run.now == Instant::at(50_ms));
  CHECK(cycles.node.recorded(kRateLimitRefused));
  REQUIRE(cycles.ended.size() == 2);
  CHECK(cycles.ended[1].end.failure == Failure::deadline);
  cycles.node.fire(kTurn);
  CHECK(cycles.run.now == Instant::at(200_ms));
  CHECK(cycles.node.sent<ServiceCall>().size() == 1);
}

TEST_CASE("the end of a call says what its last attempt failed by") {
  const auto failure = [](std::initializer_list<std::pair<std::string_view, std::string_view>> policies, auto act) {
    CallerFixture caller(policies);
    caller.call();
    act(caller);
    REQUIRE(caller.ended.size() == 1);
    return caller.ended[0].end.failure;
  };
  CHECK(failure({{"timeout", "100ms"}}, [](CallerFixture& caller) { caller.answer(caller.sent(), kFailed); }) ==
        Failure::error);
  CHECK(failure({{"timeout", "100ms"}}, [](CallerFixture& caller) {
          caller.answer(caller.sent(), AnswerStatus::rejected);
        }) == Failure::refused);
  CHECK(failure({{"timeout", "100ms"}}, [](CallerFixture& caller) { caller.node.fire(kTimeout); }) == Failure::timeout);
  CHECK(failure({{"timeout", "100ms"}, {"deadline", "100ms"}},
                [](CallerFixture& caller) { caller.node.fire(kTimeout); }) == Failure::deadline);
  CHECK(failure({{"timeout", "100ms"}, {"retry.max_attempts", "2"}, {"breaker.window.calls", "1"}},
                [](CallerFixture& caller) {
                  caller.answer(caller.sent(), kFailed);
                  caller.node.fire(kPause);
                }) == Failure::overflow);
}

TEST_CASE("an attempt sends as many hedges as it may, however many these are") {
  CallerFixture caller({{"timeout", "1s"}, {"hedge.delay", "1ms"}, {"hedge.max", "7"}});
  for (int i = 0; i < 6; ++i)
    caller.call_and_answer(kOk);  // a hedge for each attempt: the seventh may have all of them
  caller.call();
  const auto first = caller.sent();
  for (int i = 0; i < 7; ++i) caller.node.fire(kHedge);
  CHECK(caller.count(kHedged) == 7);
  caller.answer(first, kOk);
  CHECK(caller.ended.size() == 7);
  CHECK(caller.node.ctx.timers.empty());
}
