// What a service needs of others, and what it has done before.
#include <algorithm>

#include <catch2/catch.hpp>

#include "services/call_observed.h"
#include "services/health_probe.h"
#include "services/service_fixture.h"

using namespace orrery;
using namespace orrery::literals;
using namespace orrery::service;
using orrery::test::kA;
using orrery::test::kB;
using orrery::test::kUser;
using orrery::test::Recorded;
using orrery::test::service_values;
using orrery::test::ServiceFixture;
using Answered = std::vector<std::pair<std::int64_t, AnswerStatus>>;

namespace {

constexpr auto kOk = AnswerStatus::ok;
constexpr auto kFailed = AnswerStatus::failed;
constexpr auto kRejected = AnswerStatus::rejected;

ServiceFixture chain() {
  return ServiceFixture(service_values({{"service_time", "10ms"}},
                                       {{"a", {{"timeout", "1s"}, {"times", "2"}}}, {"b", {{"timeout", "1s"}}}}));
}

}  // namespace

TEST_CASE(
    "a service that runs answers a health check at once, however busy it is, and in an outage that it is not well") {
  ServiceFixture service(service_values({{"service_time", "1s"}}));
  service.ask(1);
  service.ask(2);
  service.node.receive(kUser, HealthProbe{7});
  REQUIRE(service.node.sent<HealthReport>().size() == 1);
  CHECK(service.node.sent<HealthReport>().front().second.number == 7);
  CHECK(service.node.sent<HealthReport>().front().second.is_well);
  service.node.ctx.outage_share = 1;
  service.node.receive(kUser, HealthProbe{8});
  CHECK(!service.node.sent<HealthReport>().front().second.is_well);
}

TEST_CASE("a chain makes its calls one after the other, in the order of the file, and holds its worker meanwhile") {
  ServiceFixture service = chain();
  service.ask(1);
  service.ask(2);
  CHECK(service.called().empty());
  service.node.fire(kServed);
  CHECK(service.called() == std::vector<NodeId>{kA});
  service.answer(kA, service.calls()[0], kOk);
  CHECK(service.called() == std::vector<NodeId>{kA});
  service.answer(kA, service.calls()[0], kOk);
  CHECK(service.called() == std::vector<NodeId>{kB});
  CHECK(service.field(kQueueLength) == 1);
  service.answer(kB, service.calls()[0], kOk);
  CHECK(service.answered() == Answered{{1, kOk}});
  CHECK(service.field(kQueueLength) == 0);
}

TEST_CASE("a chain ends at the first call that fails") {
  ServiceFixture service = chain();
  service.ask(1);
  service.node.fire(kServed);
  service.answer(kA, service.calls()[0], kRejected);
  CHECK(service.called().empty());
  CHECK(service.answered() == Answered{{1, kFailed}});
}

TEST_CASE("a fan-out makes all its calls at once, and answers when the last has ended") {
  for (const AnswerStatus one : {kOk, kFailed}) {
    ServiceFixture service(service_values({{"service_time", "10ms"}, {"calling", "fan-out"}},
                                          {{"a", {{"timeout", "1s"}, {"times", "2"}}}, {"b", {{"timeout", "1s"}}}}));
    service.ask(1);
    service.node.fire(kServed);
    CHECK(service.called() == std::vector<NodeId>{kA, kA, kB});
    const auto calls = service.calls();
    service.answer(kB, calls[2], one);
    service.answer(kA, calls[0], kOk);
    CHECK(service.answered().empty());
    service.answer(kA, calls[1], kOk);
    CHECK(service.answered() == Answered{{1, one}});
  }
}

TEST_CASE("a worker that is not held works on while calls are on their way") {
  ServiceFixture service(
      service_values({{"service_time", "10ms"}, {"hold_worker", "false"}}, {{"a", {{"timeout", "1s"}}}}));
  service.ask(1);
  service.ask(2);
  service.node.fire(kServed);
  const ServiceCall first = service.calls().at(0);
  CHECK(service.field(kQueueLength) == 0);
  CHECK(service.field(kBusyWorkers) == 1);
  CHECK(service.field(kInFlight) == 2);
  service.node.fire(kServed);
  const ServiceCall second = service.calls().at(0);
  CHECK(service.field(kBusyWorkers) == 0);
  service.answer(kA, second, kOk);
  CHECK(service.answered() == Answered{{2, kOk}});
  service.answer(kA, first, kOk);
  CHECK(service.answered() == Answered{{1, kOk}});
  CHECK(service.field(kInFlight) == 0);
}

TEST_CASE("the time left of a request bounds the calls that it needs, and what is too late is not called") {
  ServiceFixture service(service_values({{"service_time", "10ms"}}, {{"a", {{"timeout", "1s"}}}}));
  service.ask(1, 100_ms);
  service.node.fire(kServed);
  CHECK(service.calls().at(0).left == 90_ms);
  service.answer(kA, service.calls()[0], kOk);
  service.ask(2, 10_s);
  service.node.fire(kServed);
  CHECK(service.calls().at(0).left == 1_s);
  service.answer(kA, service.calls()[0], kOk);
  service.ask(3, 5_ms);
  service.node.fire(kServed);
  CHECK(service.called().empty());
  CHECK(service.answered() == Answered{{3, kFailed}});
  CHECK(service.node.recorded(calls::kGaveUp));
}

TEST_CASE("a thousand calls that end as they begin pile nothing up") {
  ServiceFixture service(service_values(
      {{"service_time", "10ms"}}, {{"a", {{"timeout", "1s"}, {"times", "1000"}, {"fallback.answer", "static"}}}}));
  service.ask(1, 10_ms);
  service.node.fire(kServed);
  CHECK(service.answered() == Answered{{1, kOk}});
}

TEST_CASE("requests whose calls wait for one another's places are each answered once") {
  ServiceFixture service(
      service_values({{"workers", "3"}, {"service_time", "10ms"}}, {{"a",
                                                                     {{"timeout", "1s"},
                                                                      {"times", "2"},
                                                                      {"fallback.answer", "static"},
                                                                      {"bulkhead.max_concurrent", "1"},
                                                                      {"rate_limit", "token-bucket rate=1/h burst=1"},
                                                                      {"order", "bulkhead rate_limit"}}}}));
  for (std::int64_t operation = 1; operation <= 3; ++operation) service.ask(operation);
  service.node.fire(kServed);
  const ServiceCall only = service.calls().at(0);
  service.node.fire(kServed);
  service.node.fire(kServed);
  service.answer(kA, only, kOk);
  Answered answered = service.answered();
  std::sort(answered.begin(), answered.end());
  CHECK(answered == Answered{{1, kOk}, {2, kOk}, {3, kOk}});
  CHECK(service.field(kBusyWorkers) == 0);
}

TEST_CASE("an answer is full only where no fallback made any part of it") {
  ServiceFixture service(
      service_values({{"service_time", "10ms"}},
                     {{"a", {{"timeout", "1s"}, {"fallback.answer", "static"}}}, {"b", {{"timeout", "1s"}}}}));
  const auto is_full = [&] { return service.node.sent<ServiceAnswer>().at(0).second.is_full; };
  service.ask(1);
  service.node.fire(kServed);
  service.answer(kA, service.calls()[0], kFailed);
  CHECK(service.node.recorded(calls::kFellBack));
  service.answer(kB, service.calls().at(0), kOk);
  CHECK(service.answered() == Answered{{1, kOk}});
  CHECK(!is_full());
  service.ask(2);
  service.node.fire(kServed);
  service.answer(kA, service.calls()[0], kOk);
  service.answer(kB, service.calls().at(0), kOk, false);
  CHECK(!is_full());
  service.ask(3);
  service.node.fire(kServed);
  service.answer(kA, service.calls()[0], kOk);
  service.answer(kB, service.calls().at(0), kOk);
  CHECK(is_full());
}

TEST_CASE("every attempt at a call has its key, and no two calls of an operation have one key") {
  ServiceFixture service(service_values({{"service_time", "10ms"}, {"calling", "fan-out"}},
                                        {{"a", {{"timeout", "1s"}, {"times", "2"}}}, {"b", {{"timeout", "1s"}}}}));
  const auto keys = [&] {
    service.node.fire(kServed);
    std::vector<IdempotencyKey> all;
    for (const ServiceCall& call : service.calls()) {
      all.push_back(call.idempotency_key);
      CHECK(call.origin.operation == 1);
      CHECK(call.origin.client == kUser);
    }
    return all;
  };
  service.ask(1);
  const auto first = keys();
  CHECK((first[0] != first[1] && first[1] != first[2] && first[0] != first[2]));
  ServiceFixture other(service_values({{"service_time", "10ms"}, {"calling", "fan-out"}},
                                      {{"a", {{"timeout", "1s"}, {"times", "2"}}}, {"b", {{"timeout", "1s"}}}}));
  other.ask(1);
  other.node.fire(kServed);
  for (std::size_t n = 0; n < 3; ++n) CHECK(other.calls()[n].idempotency_key == first[n]);
}

TEST_CASE("an idempotent service has an effect once, and answers for it as often as it is asked") {
  ServiceFixture service(service_values(
      {{"workers", "2"}, {"service_time", "10ms"}, {"effects", "true"}, {"idempotent", "true"}, {"remembers", "1s"}}));
  service.ask(1);
  service.ask(1);
  service.node.fire(kServed);
  CHECK(service.node.recorded(kEffectApplied));
  service.node.fire(kServed);
  CHECK(!service.node.recorded(kEffectApplied));
  CHECK(service.node.recorded(kEffectKnown));
  CHECK(service.answered() == Answered{{1, kOk}});
  service.ask(1);
  CHECK(service.answered() == Answered{{1, kOk}});
  CHECK(service.field(kBusyWorkers) == 0);
  service.run.now += 2_s;
  service.ask(1);
  service.node.fire(kServed);
  CHECK(service.node.recorded(kEffectApplied));
}

TEST_CASE("a service that is not idempotent has its effect for every request") {
  ServiceFixture service(service_values({{"service_time", "10ms"}, {"effects", "true"}}));
  for (int i = 0; i < 3; ++i) {
    service.ask(1);
    service.node.fire(kServed);
    CHECK(service.node.recorded(kEffectApplied));
  }
}
