// What an operator changes of callers while they run, and who hears it.
#include "faults/configuration.h"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "faults/make_fault.h"

using namespace orrery;
using orrery::test::FakeWorld;
using orrery::test::fault;
using orrery::test::FaultyWorld;

namespace {

using Log = std::vector<std::string>;

}  // namespace

TEST_CASE("a configuration is given to each node hit, and strikes without lasting") {
  FakeWorld world({{"proxy", 2}, {"backend", 3}});
  Fault change = fault("tune", "at 2s", "configure", "proxy");
  change.set = {{"calls.backend.timeout", "100ms"}, {"calls.backend.deadline", "1s"}};
  const FaultyWorld faulty(world, {change});
  world.run();
  CHECK(world.log() == Log{"2s tune began: configure proxy-1 proxy-2", "configure proxy-1 calls.backend.timeout 100ms",
                           "configure proxy-1 calls.backend.deadline 1s",
                           "configure proxy-2 calls.backend.timeout 100ms",
                           "configure proxy-2 calls.backend.deadline 1s"});
  CHECK(faulty.errors().empty());
}

TEST_CASE("an endpoint is taken away from each node hit, and given back") {
  FakeWorld world({{"proxy", 2}, {"backend", 3}});
  const FaultyWorld faulty(world, {fault("a", "at 2s", "remove-endpoint", "proxy", {{"endpoint", "backend-2"}}),
                                   fault("b", "at 3s", "add-endpoint", "proxy-1", {{"endpoint", "backend-2"}})});
  world.run();
  CHECK(world.log() == Log{"2s a began: remove-endpoint proxy-1 proxy-2", "order remove-endpoint proxy-1 backend-2",
                           "order remove-endpoint proxy-2 backend-2", "3s b began: add-endpoint proxy-1",
                           "order add-endpoint proxy-1 backend-2"});
  CHECK(faulty.errors().empty());
}

TEST_CASE("what was set holds over a restart: the node is told all of it again, of each setting the newest") {
  FakeWorld world({{"proxy", 1}, {"backend", 3}});
  Fault first = fault("first", "at 1s", "configure", "proxy");
  first.set = {{"calls.backend.timeout", "100ms"}};
  Fault second = fault("second", "at 2s", "configure", "proxy");
  second.set = {{"calls.backend.timeout", "200ms"}};
  const FaultyWorld faulty(
      world, {first, second, fault("gone", "at 3s", "remove-endpoint", "proxy", {{"endpoint", "backend-2"}}),
              fault("crash", "at 4s for 1s", "crash", "proxy")});
  world.run();
  const Log& log = world.log();
  const auto restart = std::find(log.begin(), log.end(), "5s restart proxy-1");
  REQUIRE(restart != log.end());
  CHECK(Log(restart + 1, log.end()) ==
        Log{"configure proxy-1 calls.backend.timeout 200ms", "order remove-endpoint proxy-1 backend-2"});
}

TEST_CASE("a node that is down or paused when something is set learns it when it is back") {
  FakeWorld world({{"proxy", 2}, {"backend", 3}});
  Fault change = fault("change", "at 2s", "configure", "proxy");
  change.set = {{"calls.backend.timeout", "100ms"}};
  const FaultyWorld faulty(world, {fault("crash", "at 1s for 3s", "crash", "proxy-1"),
                                   fault("pause", "at 1s for 4s", "pause", "proxy-2"), change});
  world.run();
  CHECK(world.log() == Log{"1s crash began: crash proxy-1", "1s crash proxy-1", "1s pause began: pause proxy-2",
                           "2s change began: configure proxy-1 proxy-2", "4s crash ended: crash proxy-1",
                           "4s restart proxy-1", "configure proxy-1 calls.backend.timeout 100ms",
                           "5s pause ended: pause proxy-2", "configure proxy-2 calls.backend.timeout 100ms"});
}

TEST_CASE("breakers are set by hand at each node hit, named by an instance of the group that is called") {
  FakeWorld world({{"payments", 2}, {"database", 3}});
  const auto order = [](const char* id, const char* when, const char* whom, const char* state) {
    Fault made = fault(id, when, "set-breaker", whom, {{"call", "database"}, {"state", state}});
    made.to.emplace().group = "database";
    return made;
  };
  const FaultyWorld faulty(
      world, {order("a", "at 1s", "payments", "forced-open"), order("b", "at 2s", "payments-2", "disabled"),
              order("c", "at 3s", "payments-2", "metrics-only"), order("d", "at 4s", "payments-1", "closed")});
  world.run();
  CHECK(world.log() == Log{"1s a began: set-breaker payments-1 payments-2",
                           "order force-breaker-open payments-1 database-1",
                           "order force-breaker-open payments-2 database-1", "2s b began: set-breaker payments-2",
                           "order disable-breaker payments-2 database-1", "3s c began: set-breaker payments-2",
                           "order breaker-metrics-only payments-2 database-1", "4s d began: set-breaker payments-1",
                           "order reset-breaker payments-1 database-1"});
  CHECK(faulty.errors().empty());
}

TEST_CASE("to set the breakers of nodes that are all down or paused makes no sense") {
  FakeWorld world({{"payments", 1}, {"database", 1}});
  Fault made = fault("a", "at 2s", "set-breaker", "payments", {{"call", "database"}, {"state", "closed"}});
  made.to.emplace().group = "database";
  const FaultyWorld faulty(world, {fault("down", "at 1s", "crash", "payments"), made});
  world.run();
  CHECK(faulty.errors() ==
        std::vector<std::string>{"the fault 'a' at 2 s: payments-1 is down or paused, and hears no order"});
}
