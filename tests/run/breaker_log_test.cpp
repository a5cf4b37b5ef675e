// What is said of a breaker that left closed: when, why, and when it let calls through again.
#include "run/breaker_log.h"

#include <catch2/catch.hpp>

#include "run/hand_made_run.h"

namespace orrery {
namespace {

using namespace literals;
using test::HandMadeRun;

TEST_CASE("a breaker's opening is kept with its reason, its probings and its close") {
  HandMadeRun run(1);
  run.add_group("database", "service", 1);
  run.at(1_s).add(RecordKind::event, 0, "breaker_reached", 1, 12, 500'000, NodeId{1});
  run.add(RecordKind::event, 0, "breaker_opened", 20, 12, 0, NodeId{1});
  run.at(2_s).event(0, "breaker_probing", 20, 12, NodeId{1});
  run.at(3_s).event(0, "breaker_reopened", 5, 5, NodeId{1});
  run.at(4_s).event(0, "breaker_probing", 5, 5, NodeId{1});
  run.at(5_s).event(0, "breaker_closed", 5, 0, NodeId{1});
  BreakerLog log;
  run.play(log);
  REQUIRE(log.findings().size() == 1);
  const BreakerFinding& found = log.findings().front();
  CHECK(found.node == "server-1");
  CHECK(found.on == "database");
  CHECK(found.opened == Instant::at(1_s));
  CHECK(found.why == "the failure rate, 60%, reached the threshold, 50%");
  CHECK(found.probings == 2);
  CHECK(found.closed == Instant::at(5_s));
}

TEST_CASE("a breaker that an operator holds open is kept as opened by order, until an order lets all through") {
  for (const Name by : {Name("breaker_reset"), Name("breaker_disabled"), Name("breaker_metrics_only")}) {
    HandMadeRun run(1);
    run.add_group("database", "service", 1);
    run.at(1_s).event(0, "breaker_forced_open", 0, 0, NodeId{1});
    run.at(2_s).event(0, by, 0, 0, NodeId{1});
    BreakerLog log;
    run.play(log);
    REQUIRE(log.findings().size() == 1);
    CHECK(log.findings().front().why == "by order");
    CHECK(log.findings().front().closed == Instant::at(2_s));
  }
}

}  // namespace
}  // namespace orrery
