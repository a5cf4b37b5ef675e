// How long clients take to recover from a fault, and requests that wait in queues.
#include <cmath>

#include <catch2/catch.hpp>

#include "run/hand_made_run.h"
#include "run/metrics.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::HandMadeRun;

namespace {

std::optional<double> measured(const HandMadeRun& run, std::string_view metric, Window window = {}) {
  Metrics metrics(run.info.nodes.size(), {{find_metric(metric), "", {NodeId{0}}, window}});
  run.play(metrics);
  return metrics.figure(0);
}

// Twenty operations end in the second that begins at `second`, of which `failed` fail.
void second_of(HandMadeRun& run, int second, int failed) {
  static std::int64_t number = 0;
  for (int i = 0; i < 20; ++i) {
    run.at(Duration::seconds(second) + Duration::milliseconds(10 + i)).add(RecordKind::invoked, 0, "get", ++number);
    run.add(i < failed ? RecordKind::failed : RecordKind::ok, 0, "get", number);
  }
}

// A fault from 2 s to 4 s, and the operations that fail in each of the seconds that follow.
HandMadeRun after_fault(const std::vector<int>& failed) {
  HandMadeRun run(1);
  run.info.end = Instant::at(4_s + Duration::seconds(static_cast<std::int64_t>(failed.size())));
  second_of(run, 1, 20);
  run.at(2_s).fault(RecordKind::fault_began, "f", "slow", {"server-1"});
  run.at(4_s).fault(RecordKind::fault_ended, "f", "slow", {"server-1"});
  for (std::size_t i = 0; i < failed.size(); ++i) second_of(run, 4 + static_cast<int>(i), failed[i]);
  return run;
}

}  // namespace

TEST_CASE("recovery is the first second after the fault from which on nineteen of twenty succeed, to the end") {
  CHECK(measured(after_fault({20, 20, 1, 0}), "time_to_recover") == 2e9);
  CHECK(measured(after_fault({20, 0, 2, 0}), "time_to_recover") == 3e9);
  CHECK(measured(after_fault({0, 1, 0, 0}), "time_to_recover") == 0);
}

TEST_CASE("who fails in the last second has never recovered, and without a fault there is nothing to recover from") {
  const auto never = measured(after_fault({0, 0, 0, 2}), "time_to_recover");
  REQUIRE(never);
  CHECK(std::isinf(*never));
  CHECK(figure_text(MetricUnit::duration, never) == "never");
  HandMadeRun calm(1);
  second_of(calm, 1, 0);
  CHECK(!measured(calm, "time_to_recover"));
  CHECK(!measured(after_fault({0, 0}), "time_to_recover", {Instant::at(5_s), Instant::at(6_s)}));
}

TEST_CASE("a request has waited where it made the queue longer") {
  HandMadeRun run(1);
  for (const int length : {1, 2, 1, 2, 0}) run.at(1_s).show(0, "queue_length", length);
  CHECK(measured(run, "waited") == 3);
}
