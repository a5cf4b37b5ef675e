// What a service does with requests that it cannot take up at once, or not at all.
#include <catch2/catch.hpp>

#include "services/service_fixture.h"

using namespace orrery;
using namespace orrery::literals;
using namespace orrery::service;
using orrery::test::service_values;
using orrery::test::ServiceFixture;
using Answered = std::vector<std::pair<std::int64_t, AnswerStatus>>;

namespace {

constexpr auto kOk = AnswerStatus::ok;
constexpr auto kFailed = AnswerStatus::failed;
constexpr auto kRejected = AnswerStatus::rejected;
constexpr auto kExpired = AnswerStatus::expired;

}  // namespace

TEST_CASE("as many requests are worked on at once as there are workers, the others in the order in which they came") {
  ServiceFixture service(service_values({{"workers", "2"}, {"service_time", "10ms"}}));
  for (int operation = 1; operation <= 4; ++operation) service.ask(operation);
  CHECK(service.field(kBusyWorkers) == 2);
  CHECK(service.field(kQueueLength) == 2);
  for (int operation = 1; operation <= 4; ++operation) {
    service.node.fire(kServed);
    CHECK(service.answered() == Answered{{operation, kOk}});
  }
  CHECK(service.run.now == Instant::at(20_ms));
  CHECK(service.field(kBusyWorkers) == 0);
  CHECK(service.field(kQueueLength) == 0);
}

TEST_CASE("a request that finds the queue full is rejected as it comes") {
  ServiceFixture service(service_values({{"queue.limit", "1"}, {"service_time", "10ms"}}));
  service.ask(1);
  service.ask(2);
  CHECK(service.answered().empty());
  service.ask(3);
  CHECK(service.answered() == Answered{{3, kRejected}});
  CHECK(service.node.recorded(kQueueFull));
  service.node.fire(kServed);
  service.ask(4);
  CHECK(service.answered().empty());
}

TEST_CASE("a queue of no length makes of a service what either works or rejects") {
  ServiceFixture service(service_values({{"queue.limit", "0"}, {"service_time", "10ms"}}));
  service.ask(1);
  CHECK(service.answered().empty());
  service.ask(2);
  CHECK(service.answered() == Answered{{2, kRejected}});
}

TEST_CASE("with lifo the last to come is served first") {
  ServiceFixture service(service_values({{"queue.discipline", "lifo"}, {"service_time", "10ms"}}));
  for (int operation = 1; operation <= 3; ++operation) service.ask(operation);
  std::vector<std::int64_t> order;
  for (int i = 0; i < 3; ++i) {
    service.node.fire(kServed);
    order.push_back(service.answered().at(0).first);
  }
  CHECK(order == std::vector<std::int64_t>{1, 3, 2});
}

TEST_CASE("a request whose caller waits no longer is thrown away when its turn comes, and the next is taken up") {
  ServiceFixture service(service_values({{"queue.drop_expired", "true"}, {"service_time", "10ms"}}));
  service.ask(1, 50_ms);
  service.ask(2, 10_ms);
  service.ask(3, 11_ms);
  service.node.fire(kServed);
  CHECK(service.answered() == Answered{{1, kOk}, {2, kExpired}});
  CHECK(service.node.recorded(kRequestExpired));
  CHECK(service.field(kBusyWorkers) == 1);
  service.node.fire(kServed);
  CHECK(service.answered() == Answered{{3, kOk}});
}

TEST_CASE("without drop_expired a service works for callers that have gone") {
  ServiceFixture service(service_values({{"service_time", "10ms"}}));
  service.ask(1, 1_ms);
  service.ask(2, 1_ms);
  service.node.fire(kServed);
  CHECK(service.answered() == Answered{{1, kOk}});
  service.node.fire(kServed);
  CHECK(service.answered() == Answered{{2, kOk}});
}

TEST_CASE("in an outage a share of the requests gets an error at once, whatever the workers do") {
  ServiceFixture service(service_values({{"service_time", "10ms"}}));
  service.node.ctx.outage_share = 1;
  service.ask(1);
  CHECK(service.answered() == Answered{{1, kFailed}});
  CHECK(service.node.recorded(kErrorAnswered));
  service.node.ctx.outage_share = 0.25;
  int errors = 0;
  for (int operation = 2; operation <= 4001; ++operation) {
    service.ask(operation);
    errors += service.answered().empty() ? 0 : 1;
  }
  CHECK(errors == Approx(1000).margin(3 * 27.4));
  service.node.ctx.outage_share = 0;
  service.ask(4002);
  CHECK(service.answered().empty());
}

TEST_CASE("an error of the service's own comes when the work is done") {
  ServiceFixture service(service_values({{"service_time", "10ms"}, {"error_rate", "100%"}, {"effects", "true"}}));
  service.ask(1);
  CHECK(service.answered().empty());
  service.node.fire(kServed);
  CHECK(service.answered() == Answered{{1, kFailed}});
  CHECK(!service.node.recorded(kEffectApplied));
}

TEST_CASE("a crash forgets what was waiting, and the service begins anew") {
  ServiceFixture service(service_values({{"service_time", "10ms"}}));
  for (int operation = 1; operation <= 3; ++operation) service.ask(operation);
  service.node.crash();
  service.node.restart();
  CHECK(service.field(kQueueLength) == 0);
  service.ask(4);
  service.node.fire(kServed);
  CHECK(service.answered() == Answered{{4, kOk}});
}
