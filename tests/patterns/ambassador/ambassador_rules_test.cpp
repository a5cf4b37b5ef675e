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
  proxy.node.fire(kRouteTimeout);
  CHECK(proxy.answered() == Answered{{2, AnswerStatus::failed}});
  proxy.answer(first);
  CHECK(proxy.calls().empty());
  CHECK(proxy.field(kActive) == 0);
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

TEST_CASE("policies that contradict one another are refused, and those before are kept") {
  AmbassadorFixture proxy({{"overhead", "0ms"}}, {{"timeout", "1s"}, {"deadline", "2s"}});
  proxy.node.configure({{"calls.backend.timeout", "3s"}});
  CHECK(proxy.latest(kPoliciesRefused) != nullptr);
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
