// Which endpoints an ambassador asks: membership, health checks, panic.
#include <algorithm>

#include <catch2/catch.hpp>

#include "patterns/ambassador/ambassador_fixture.h"
#include "services/call_observed.h"

namespace orrery::test {

using namespace literals;
using namespace ambassador;

namespace {

// The endpoints that so many requests go to, in order of their ids and each once.
std::vector<NodeId> asked_by(AmbassadorFixture& proxy, int requests) {
  static std::int64_t operation = 1000;
  std::vector<NodeId> asked;
  for (int i = 0; i < requests; ++i) {
    proxy.ask(++operation);
    for (const NodeId node : proxy.called()) asked.push_back(node);
  }
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  return asked;
}

AmbassadorFixture checking_proxy() {
  return {{{"overhead", "0ms"},
           {"health_check.interval", "1s"},
           {"health_check.timeout", "100ms"},
           {"health_check.unhealthy", "1"},
           {"health_check.healthy", "1"}},
          {{"timeout", "1s"}}};
}

// The endpoints answer the probes that the latest handlers sent; those that are silent let them time out.
void answer_probes(AmbassadorFixture& proxy, const std::vector<NodeId>& silent) {
  std::vector<std::pair<NodeId, HealthProbe>> probes;
  for (const auto& [to, probe] : proxy.node.sent<HealthProbe>()) probes.emplace_back(to, probe);
  if (probes.empty())
    for (int i = 0; i < 3; ++i) {
      proxy.node.fire(kCheckDue);
      for (const auto& [to, probe] : proxy.node.sent<HealthProbe>()) probes.emplace_back(to, probe);
    }
  for (const auto& [to, probe] : probes)
    if (std::find(silent.begin(), silent.end(), to) == silent.end())
      proxy.node.receive(to, HealthReport{probe.number, true});
  for (std::size_t i = 0; i < silent.size(); ++i) proxy.node.fire(kCheckTimeout);
}

}  // namespace

TEST_CASE("an endpoint that was removed gets no further call, and gets its share when it is added again") {
  AmbassadorFixture proxy({{"overhead", "0ms"}}, {{"timeout", "1s"}});
  CHECK(asked_by(proxy, 6) == std::vector<NodeId>{kA, kB, kC});
  proxy.node.order(kRemoveEndpoint, kB);
  CHECK(asked_by(proxy, 6) == std::vector<NodeId>{kA, kC});
  proxy.node.order(kAddEndpoint, kB);
  CHECK(asked_by(proxy, 6) == std::vector<NodeId>{kA, kB, kC});
}

TEST_CASE("without any endpoint a request is failed at once") {
  AmbassadorFixture proxy({{"overhead", "0ms"}}, {{"timeout", "1s"}});
  for (const NodeId endpoint : {kA, kB, kC}) proxy.node.order(kRemoveEndpoint, endpoint);
  proxy.ask(1);
  CHECK(proxy.answered() == std::vector<std::pair<std::int64_t, AnswerStatus>>{{1, AnswerStatus::failed}});
}

TEST_CASE("an order about an endpoint that is no instance of the group, or given twice, changes nothing") {
  AmbassadorFixture proxy({{"overhead", "0ms"}}, {{"timeout", "1s"}});
  proxy.node.order(kRemoveEndpoint, kApp);
  proxy.node.order(kAddEndpoint, kA);
  CHECK(proxy.latest(kEndpointRemoved) == nullptr);
  CHECK(proxy.latest(kEndpointAdded) == nullptr);
}

TEST_CASE("an endpoint that is silent to health checks gets no calls until it answers one again") {
  AmbassadorFixture proxy = checking_proxy();
  answer_probes(proxy, {kB});
  CHECK(proxy.latest(kCheckFailed)->peer == kB);
  CHECK(proxy.field(kHealthyEndpoints) == 2);
  CHECK(asked_by(proxy, 6) == std::vector<NodeId>{kA, kC});
  answer_probes(proxy, {});
  CHECK(proxy.latest(kCheckPassed)->peer == kB);
  CHECK(asked_by(proxy, 6) == std::vector<NodeId>{kA, kB, kC});
}

TEST_CASE("an endpoint that says that it is not well is believed") {
  AmbassadorFixture proxy = checking_proxy();
  const auto probe = proxy.node.sent<HealthProbe>().front();
  proxy.node.receive(probe.first, HealthReport{probe.second.number, false});
  CHECK(proxy.latest(kCheckFailed)->peer == probe.first);
}

TEST_CASE("a report that comes after its check has timed out counts for nothing") {
  AmbassadorFixture proxy = checking_proxy();
  const auto probe = proxy.node.sent<HealthProbe>().front();
  proxy.node.fire(kCheckTimeout);
  REQUIRE(proxy.latest(kCheckFailed)->peer == probe.first);
  proxy.node.receive(probe.first, HealthReport{probe.second.number, true});
  CHECK(proxy.latest(kCheckPassed) == nullptr);
}

TEST_CASE("with fewer than half of the endpoints healthy an ambassador panics and asks all of them") {
  AmbassadorFixture proxy = checking_proxy();
  answer_probes(proxy, {kA, kB});
  REQUIRE(proxy.latest(calls::kPanicBegan) != nullptr);
  CHECK(proxy.latest(calls::kPanicBegan)->a == 1);
  CHECK(asked_by(proxy, 6) == std::vector<NodeId>{kA, kB, kC});
  answer_probes(proxy, {});
  CHECK(proxy.latest(calls::kPanicEnded) != nullptr);
}

}  // namespace orrery::test
