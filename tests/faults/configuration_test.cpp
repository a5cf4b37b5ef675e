// What an operator changes of callers while they run, and who hears it.
#include "faults/configuration.h"

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
