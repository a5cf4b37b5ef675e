// The ambassador's own rules: what it does with a request before and after the call.
#include <catch2/catch.hpp>

#include "patterns/ambassador/ambassador_fixture.h"
#include "services/call_observed.h"

namespace orrery::test {

using namespace literals;
using namespace ambassador;

namespace {

using Answered = std::vector<std::pair<std::int64_t, AnswerStatus>>;

}  // namespace

TEST_CASE("a request is given on when the proxy's overhead is spent, and its answer is passed back") {
  AmbassadorFixture proxy({{"overhead", "3ms"}}, {{"timeout", "1s"}});
  proxy.ask(1);
  CHECK(proxy.calls().empty());
  proxy.node.fire(kOverhead);
  CHECK(proxy.run.now == Instant::at(3_ms));
  REQUIRE(proxy.calls().size() == 1);
  const auto call = proxy.calls().front();
  CHECK(call.second.origin.operation == 1);
  proxy.run.now = Instant::at(8_ms);
  proxy.answer(call);
  CHECK(proxy.answered() == Answered{{1, AnswerStatus::ok}});
  const Record* line = proxy.latest(kAnswered);
  REQUIRE(line != nullptr);
  CHECK(line->peer == call.first);
  CHECK(line->a == 1);
  CHECK(line->b == 1);
  CHECK(line->c == (8_ms).nanoseconds());
  CHECK(proxy.latest(kForwarded)->b == (3_ms).nanoseconds());
}

TEST_CASE("the route's timeout counts from the arrival: what the proxy takes is within it") {
  AmbassadorFixture proxy({{"overhead", "3ms"}}, {{"timeout", "10ms"}, {"deadline", "10ms"}});
  proxy.ask(1);
  proxy.node.fire(kOverhead);
  CHECK(proxy.calls().front().second.left == 7_ms);
  proxy.node.fire("timeout");
  CHECK(proxy.run.now == Instant::at(10_ms));
  CHECK(proxy.answered() == Answered{{1, AnswerStatus::failed}});
  CHECK(proxy.field(kTimedOut) == 1);
}

TEST_CASE("a request whose time runs out before it is given on is answered then, and never given on") {
  AmbassadorFixture proxy({{"overhead", "50ms"}}, {{"timeout", "10ms"}, {"deadline", "10ms"}});
  proxy.ask(1);
  proxy.node.fire(kOverhead);
  CHECK(proxy.run.now == Instant::at(10_ms));
  CHECK(proxy.calls().empty());
  CHECK(proxy.answered() == Answered{{1, AnswerStatus::failed}});
  CHECK(proxy.latest(kProxyTimedOut)->b == 0);
}

TEST_CASE("the application's own deadline ends a request that has a longer route's timeout") {
  AmbassadorFixture proxy({{"overhead", "0ms"}}, {{"timeout", "1s"}, {"deadline", "1s"}});
  proxy.ask(1, 20_ms);
  CHECK(proxy.calls().front().second.left == 20_ms);
  proxy.node.fire("timeout");
  CHECK(proxy.run.now == Instant::at(20_ms));
  CHECK(proxy.answered() == Answered{{1, AnswerStatus::failed}});
}

TEST_CASE("beyond the limit of connections requests wait in turn, and beyond that of pending ones they overflow") {
  AmbassadorFixture proxy({{"overhead", "0ms"}, {"limits.connections", "1"}, {"limits.pending", "1"}},
                          {{"timeout", "1s"}});
  proxy.ask(1);
  const auto first = proxy.calls().front();
  proxy.ask(2);
  CHECK(proxy.calls().empty());
  proxy.ask(3);
  CHECK(proxy.answered() == Answered{{3, AnswerStatus::rejected}});
  CHECK(proxy.field(kOverflowed) == 1);
  proxy.answer(first);
  REQUIRE(proxy.calls().size() == 1);
  CHECK(proxy.calls().front().second.origin.operation == 2);
}

TEST_CASE("beyond the limit of requests one overflows where connections are left") {
  AmbassadorFixture proxy({{"overhead", "0ms"}, {"limits.requests", "2"}}, {{"timeout", "1s"}});
  proxy.ask(1);
  proxy.ask(2);
  proxy.ask(3);
  CHECK(proxy.answered() == Answered{{3, AnswerStatus::rejected}});
}

TEST_CASE("a request that waits for a connection until its time runs out is answered, and takes no place after") {
  AmbassadorFixture proxy({{"overhead", "0ms"}, {"limits.connections", "1"}}, {{"timeout", "1s"}});
  proxy.ask(1);
  const auto first = proxy.calls().front();
  proxy.ask(2, 30_ms);
  proxy.node.fire(calls::kTurn);
  CHECK(proxy.run.now == Instant::at(30_ms));
  CHECK(proxy.answered() == Answered{{2, AnswerStatus::failed}});
  CHECK(proxy.field(kTimedOut) == 1);
  proxy.answer(first);
  CHECK(proxy.calls().empty());
  CHECK(proxy.field(kActive) == 0);
}

TEST_CASE("a pause before a retry holds no connection: another request goes meanwhile, and the retry waits its turn") {
  AmbassadorFixture proxy({{"overhead", "0ms"}, {"limits.connections", "1"}},
                          {{"timeout", "1s"}, {"retry.max_attempts", "2"}, {"retry.jitter", "none"}});
  proxy.ask(1);
  const auto first = proxy.calls().front();
  proxy.ask(2);
  CHECK(proxy.calls().empty());
  proxy.answer(first, AnswerStatus::failed);
  REQUIRE(proxy.calls().size() == 1);
  const auto second = proxy.calls().front();
  CHECK(second.second.origin.operation == 2);
  proxy.node.fire(calls::kPause);
  CHECK(proxy.calls().empty());
  CHECK(proxy.latest(calls::kQueued)->b == 2);
  proxy.answer(second);
  REQUIRE(proxy.calls().size() == 1);
  CHECK(proxy.calls().front().second.origin.operation == 1);
  CHECK(proxy.calls().front().second.attempt == 2);
}

TEST_CASE("a hedge is a request upstream like any other: without room for it none is sent") {
  for (const char* connections : {"1", "2"}) {
    AmbassadorFixture proxy({{"overhead", "0ms"}, {"limits.connections", connections}},
                            {{"timeout", "1s"}, {"hedge.delay", "10ms"}});
    proxy.ask(1);
    const auto first = proxy.calls().front();
    proxy.node.fire(calls::kHedge);
    CHECK(proxy.calls().size() == (std::string_view(connections) == "2" ? 1u : 0u));
    proxy.ask(2);
    CHECK(proxy.calls().empty());
    proxy.answer(first);
    CHECK(proxy.calls().size() == 1);
  }
}

TEST_CASE("so many retries are under way at once, their pauses included, and one beyond is not made") {
  AmbassadorFixture proxy({{"overhead", "0ms"}, {"limits.retries", "2"}},
                          {{"timeout", "1s"}, {"retry.max_attempts", "3"}, {"retry.jitter", "none"}});
  std::vector<std::pair<NodeId, ServiceCall>> calls;
  for (int i = 1; i <= 3; ++i) {
    proxy.ask(i);
    calls.push_back(proxy.calls().front());
  }
  proxy.answer(calls[0], AnswerStatus::failed);
  proxy.answer(calls[1], AnswerStatus::failed);
  CHECK(proxy.answered().empty());
  proxy.answer(calls[2], AnswerStatus::failed);
  CHECK(proxy.answered() == Answered{{3, AnswerStatus::failed}});
  CHECK(proxy.field(kFailed) == 1);
  proxy.node.fire(calls::kPause);
  proxy.answer(proxy.calls().front());
  proxy.ask(4);
  proxy.answer(proxy.calls().front(), AnswerStatus::failed);
  CHECK(proxy.answered().empty());
}

TEST_CASE("a retry budget of the call's own stands in for the limit of retries") {
  AmbassadorFixture proxy({{"overhead", "0ms"}, {"limits.retries", "1"}},
                          {{"timeout", "1s"}, {"retry.max_attempts", "2"}, {"retry_budget", "limit max=5"}});
  std::vector<std::pair<NodeId, ServiceCall>> calls;
  for (int i = 1; i <= 3; ++i) {
    proxy.ask(i);
    calls.push_back(proxy.calls().front());
  }
  for (const auto& call : calls) proxy.answer(call, AnswerStatus::failed);
  CHECK(proxy.field(kFailed) == 0);
}

TEST_CASE("what ended the last attempt decides how a request ends, whichever handler it ends in") {
  const auto policies_with = [](Texts more) {
    std::vector<std::pair<std::string_view, std::string_view>> texts{
        {"timeout", "100ms"}, {"retry.max_attempts", "2"}, {"retry.jitter", "none"}};
    texts.insert(texts.end(), more.begin(), more.end());
    ParameterValues policies(call_policies);
    for (const auto& [path, text] : texts) REQUIRE(policies.set(path, text));
    return policies;
  };
  SECTION("a retry that is refused after its pause is turned away by a policy, not timed out") {
    AmbassadorFixture proxy({{"overhead", "0ms"}}, policies_with({{"breaker.window.calls", "1"}}));
    proxy.ask(1);
    proxy.answer(proxy.calls().front(), AnswerStatus::failed);
    proxy.node.fire(calls::kPause);
    CHECK(proxy.answered() == Answered{{1, AnswerStatus::rejected}});
    CHECK(proxy.field(kOverflowed) == 1);
  }
  SECTION("a retry that waits for a connection to the route's timeout is timed out") {
    AmbassadorFixture proxy(
        {{"overhead", "0ms"}, {"limits.connections", "1"}},
        policies_with({{"timeout", "200ms"}, {"deadline", "200ms"}, {"retry.backoff", "1ms..1ms"}}));
    proxy.ask(1);
    const auto first = proxy.calls().front();
    proxy.ask(2);
    proxy.answer(first, AnswerStatus::failed);
    proxy.node.fire(calls::kPause);
    proxy.node.fire(calls::kTurn);
    CHECK(proxy.run.now == Instant::at(200_ms));
    CHECK(proxy.answered() == Answered{{1, AnswerStatus::failed}});
    CHECK(proxy.field(kTimedOut) == 1);
    CHECK(proxy.latest(kProxyTimedOut)->b == 2);
  }
  SECTION("with all endpoints gone by the retry it is failed") {
    AmbassadorFixture proxy({{"overhead", "0ms"}}, policies_with({}));
    proxy.ask(1);
    proxy.answer(proxy.calls().front(), AnswerStatus::failed);
    for (const NodeId endpoint : {kA, kB, kC}) proxy.node.order(kRemoveEndpoint, endpoint);
    proxy.node.fire(calls::kPause);
    CHECK(proxy.answered() == Answered{{1, AnswerStatus::failed}});
    CHECK(proxy.field(kFailed) == 1);
    CHECK(proxy.latest(kProxyFailed)->peer == kNoNode);
  }
  SECTION("an answer of the endpoint's that it has no room is a failure, and names the endpoint") {
    AmbassadorFixture proxy({{"overhead", "0ms"}}, policies_with({{"retry.max_attempts", "1"}}));
    proxy.ask(1);
    const auto call = proxy.calls().front();
    proxy.answer(call, AnswerStatus::rejected);
    CHECK(proxy.field(kFailed) == 1);
    CHECK(proxy.latest(kProxyFailed)->peer == call.first);
  }
}

TEST_CASE("what a limit turns away is answered as overloaded, and a proxy that hears it does not try again") {
  AmbassadorFixture proxy({{"overhead", "0ms"}, {"limits.requests", "1"}},
                          {{"timeout", "1s"}, {"retry.max_attempts", "3"}});
  proxy.ask(1);
  const auto first = proxy.calls().front();
  proxy.ask(2);
  CHECK(proxy.node.sent<ServiceAnswer>().front().second.is_overloaded);
  proxy.node.receive(first.first,
                     ServiceAnswer{.to = first.second.from, .status = AnswerStatus::rejected, .is_overloaded = true});
  CHECK(proxy.answered() == Answered{{1, AnswerStatus::failed}});
  CHECK(proxy.latest(kProxyFailed)->b == 1);
  CHECK(!proxy.node.sent<ServiceAnswer>().front().second.is_overloaded);
}

TEST_CASE("a request costs its host's processor what the proxy's work says, and a stalled one ends in time") {
  AmbassadorFixture proxy({{"overhead", "0ms"}, {"work", "2"}}, {{"timeout", "10ms"}, {"deadline", "10ms"}});
  proxy.ask(1);
  proxy.ask(2);
  CHECK(proxy.calls().empty());
  proxy.node.complete_work();
  REQUIRE(proxy.calls().size() == 1);
  proxy.node.fire(kRouteTimeout);
  CHECK(proxy.answered() == Answered{{2, AnswerStatus::failed}});
  proxy.node.complete_work();
  CHECK(proxy.calls().empty());
}

TEST_CASE("an error of the last attempt is passed on as a failure, with the attempts that were made") {
  AmbassadorFixture proxy({{"overhead", "0ms"}},
                          {{"timeout", "1s"}, {"retry.max_attempts", "2"}, {"retry.jitter", "none"}});
  proxy.ask(1);
  proxy.answer(proxy.calls().front(), AnswerStatus::failed);
  CHECK(proxy.answered().empty());
  proxy.node.fire("retry-pause");
  proxy.answer(proxy.calls().front(), AnswerStatus::failed);
  CHECK(proxy.answered() == Answered{{1, AnswerStatus::failed}});
  CHECK(proxy.latest(kProxyFailed)->b == 2);
}

TEST_CASE("new policies hold for requests from then on, and those under way end under the old ones") {
  AmbassadorFixture proxy({{"overhead", "0ms"}}, {{"timeout", "1s"}, {"retry.jitter", "none"}});
  proxy.ask(1);
  const auto old = proxy.calls().front();
  proxy.node.configure({{"calls.backend.retry.max_attempts", "1"}, {"calls.backend.timeout", "20ms"}});
  CHECK(proxy.latest(kPoliciesSet)->b == 1);
  proxy.ask(2);
  const auto fresh = proxy.calls().front();
  CHECK(fresh.second.left == 20_ms);
  proxy.answer(fresh, AnswerStatus::failed);
  CHECK(proxy.answered() == Answered{{2, AnswerStatus::failed}});
  proxy.answer(old, AnswerStatus::failed);
  CHECK(proxy.answered().empty());
  proxy.node.fire("retry-pause");
  CHECK(proxy.calls().front().second.origin.operation == 1);
}

TEST_CASE("new policies have breakers of their own: those before are shown no longer, and have no timer left") {
  AmbassadorFixture proxy({{"overhead", "0ms"}}, {{"timeout", "1s"},
                                                  {"breaker.window.calls", "1"},
                                                  {"breaker.wait_open", "1s"},
                                                  {"breaker.automatic", "true"},
                                                  {"outlier_detection.interval", "1s"}});
  proxy.ask(1);
  const auto first = proxy.calls().front();
  proxy.ask(2);
  const auto under_way = proxy.calls().front();
  proxy.answer(first, AnswerStatus::failed);
  REQUIRE(proxy.node.shows("breaker", "open"));
  proxy.node.configure({{"calls.backend.timeout", "100ms"}});
  CHECK(proxy.node.shows("breaker", "closed"));
  CHECK(proxy.node.ctx.timers.size() == 2);  // of the call under way, and of the new policies' outlier detection
  proxy.ask(3);
  REQUIRE(proxy.calls().size() == 1);
  const auto heard = proxy.latest(calls::kBreakerHeard)->id;
  proxy.answer(under_way, AnswerStatus::failed);
  CHECK(proxy.latest(calls::kBreakerHeard)->id == heard);
  CHECK(proxy.node.shows("breaker", "closed"));
}

TEST_CASE("a proxy that was paused over the route's timeout sends nothing for a request that gets its place then") {
  AmbassadorFixture proxy({{"overhead", "0ms"}, {"limits.connections", "1"}}, {{"timeout", "1s"}, {"deadline", "1s"}});
  proxy.ask(1);
  const auto first = proxy.calls().front();
  proxy.ask(2);
  proxy.run.now = Instant::at(5_s);
  proxy.answer(first);
  CHECK(proxy.calls().empty());
  CHECK(proxy.answered() == Answered{{1, AnswerStatus::ok}, {2, AnswerStatus::failed}});
  CHECK(proxy.latest(kProxyTimedOut) != nullptr);
  proxy.ask(3);
  CHECK(proxy.calls().size() == 1);
}

TEST_CASE("policies that contradict one another are refused, and those before are kept") {
  AmbassadorFixture proxy({{"overhead", "0ms"}}, {{"timeout", "1s"}, {"deadline", "2s"}});
  proxy.node.configure({{"calls.backend.timeout", "3s"}});
  CHECK(proxy.latest(kPoliciesRefused) != nullptr);
  CHECK(proxy.field(kUpdatesRejected) == 1);
  proxy.ask(1);
  CHECK(proxy.calls().front().second.left == 1_s);
}

TEST_CASE("an answer to a call from before a crash means nothing after it, whatever caller it names") {
  AmbassadorFixture proxy({{"overhead", "0ms"}}, {{"timeout", "1s"}});
  proxy.node.configure({{"calls.backend.timeout", "2s"}});
  proxy.ask(1);
  const auto lost = proxy.calls().front();
  proxy.run.now = Instant::at(10_ms);
  proxy.node.crash();
  proxy.node.restart();
  proxy.ask(2);
  proxy.answer(lost);
  CHECK(proxy.answered().empty());
  CHECK(proxy.field(kActive) == 1);
}

}  // namespace orrery::test
