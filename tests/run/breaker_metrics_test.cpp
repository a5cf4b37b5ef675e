// Trips and false trips: which faults a breaker had reason to open for.
#include <catch2/catch.hpp>

#include "run/hand_made_run.h"
#include "run/metrics.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::HandMadeRun;

namespace {

constexpr std::int64_t kEndpointsOwn = std::int64_t{1} << 32;  // services/call_observed.h

// Nodes 0 and 1 call nodes 2 to 4, server-1 to server-3 of group backend; node 5 is of a further group.
HandMadeRun calls() {
  HandMadeRun run(0);
  run.add_group("caller", "service", 2);
  run.add_group("backend", "service", 3);
  run.add_group("other", "service", 1);
  return run;
}

struct Trips {
  double all, without_reason;
  std::optional<double> after;  // ms from the beginning of the fault
};
Trips trips(const HandMadeRun& run) {
  std::vector<NodeId> nodes;
  for (std::uint32_t i = 0; i < run.info.nodes.size(); ++i) nodes.push_back(NodeId{i});
  Metrics metrics(nodes.size(), {{find_metric("trips"), "", nodes, {}},
                                 {find_metric("false_trips"), "", nodes, {}},
                                 {find_metric("time_to_trip"), "p50", nodes, {}}});
  run.play(metrics);
  const auto after = metrics.figure(2);
  return {metrics.figure(0).value(), metrics.figure(1).value(), after ? std::optional(*after / 1e6) : std::nullopt};
}

// A breaker of caller-1 on the backend opens at 3 s; `own` is of its second instance alone.
void trip(HandMadeRun& run, bool is_own = false) {
  run.at(3_s).add(RecordKind::event, 0, "breaker_opened", 10, 5, is_own ? kEndpointsOwn : 0, NodeId{is_own ? 3u : 2u});
}

double false_trips(const std::function<void(HandMadeRun&)>& faults, bool is_own = false) {
  HandMadeRun run = calls();
  run.at(2_s);
  faults(run);
  trip(run, is_own);
  const Trips found = trips(run);
  CHECK(found.all == 1);
  CHECK(found.after.has_value() == (found.without_reason == 0));
  return found.without_reason;
}

}  // namespace

TEST_CASE("a trip without any fault is a false one") {
  CHECK(false_trips([](HandMadeRun&) {}) == 1);
}

TEST_CASE("a trip is no false one where a fault hits any instance of the group that is called, whatever the verb") {
  for (const char* verb : {"crash", "slow", "outage", "pause"}) {
    INFO(verb);
    CHECK(false_trips([&](HandMadeRun& run) {
            run.fault(RecordKind::fault_began, "f", verb, {"other-1", "backend-3"});
          }) == 0);
    CHECK(false_trips([&](HandMadeRun& run) {
            run.fault(RecordKind::fault_began, "f", verb, {"other-1", "caller-1"});
          }) == 1);
  }
}

TEST_CASE("an endpoint's own breaker has reason only in a fault of that endpoint") {
  const auto hit = [](const char* node) {
    return [node](HandMadeRun& run) { run.fault(RecordKind::fault_began, "f", "outage", {"backend-1", node}); };
  };
  CHECK(false_trips(hit("backend-2"), true) == 0);
  CHECK(false_trips(hit("backend-3"), true) == 1);
}

TEST_CASE("a fault on a link counts where the link joins the caller with the one called, either way") {
  const auto link = [](std::vector<std::string> from, std::vector<std::string> to) {
    return [=](HandMadeRun& run) { run.fault(RecordKind::fault_began, "f", "partition", {}, from, to); };
  };
  CHECK(false_trips(link({"caller"}, {"backend"})) == 0);
  CHECK(false_trips(link({"backend-3"}, {"other-1", "caller-1"})) == 0);
  CHECK(false_trips(link({"caller-2"}, {"backend"})) == 1);
  CHECK(false_trips(link({"other"}, {"backend"})) == 1);
  CHECK(false_trips(link({"caller-1"}, {"backend-1"}), true) == 1);
  CHECK(false_trips(link({"caller-1"}, {"backend-2"}), true) == 0);
}

TEST_CASE("whoever is cut off from everybody has reason to open, and so has who calls it") {
  const auto isolated = [](const char* node) {
    return [node](HandMadeRun& run) { run.fault(RecordKind::fault_began, "f", "isolate", {node}); };
  };
  CHECK(false_trips(isolated("caller-1")) == 0);
  CHECK(false_trips(isolated("backend-2")) == 0);
  CHECK(false_trips(isolated("caller-2")) == 1);
}

TEST_CASE("a fault that is over is no reason, nor is what strikes and leaves nothing behind") {
  CHECK(false_trips([](HandMadeRun& run) {
          run.fault(RecordKind::fault_began, "f", "slow", {"backend-1"});
          run.at(2500_ms).fault(RecordKind::fault_ended, "f", "slow", {"backend-1"});
        }) == 1);
  CHECK(false_trips([](HandMadeRun& run) { run.fault(RecordKind::fault_began, "f", "restart", {"backend-1"}); }) == 1);
}

TEST_CASE("of two strikes of one fault the second is in force after the first has ended") {
  CHECK(false_trips([](HandMadeRun& run) {
          run.fault(RecordKind::fault_began, "f", "slow", {"backend-1"});
          run.at(2400_ms).fault(RecordKind::fault_began, "f", "slow", {"backend-2"});
          run.at(2500_ms).fault(RecordKind::fault_ended, "f", "slow", {"backend-1"});
        }) == 0);
}

TEST_CASE("the time to a trip runs from the latest fault that the callee has") {
  HandMadeRun run = calls();
  run.at(1_s).fault(RecordKind::fault_began, "early", "slow", {"backend-1"});
  run.at(2_s).fault(RecordKind::fault_began, "late", "slow", {"backend-3"});
  run.at(2500_ms).fault(RecordKind::fault_began, "elsewhere", "slow", {"other-1"});
  trip(run);
  CHECK(trips(run).after == 1000);
}

TEST_CASE("the reopening rate is of all verdicts of probes, and undefined where there was none") {
  const auto rate = [](const HandMadeRun& run) {
    Metrics metrics(run.info.nodes.size(), {{find_metric("reopening_rate"), "", {NodeId{0}}, {}}});
    run.play(metrics);
    return metrics.figure(0);
  };
  HandMadeRun run = calls();
  trip(run);
  CHECK(!rate(run));
  for (int i = 0; i < 3; ++i) run.at(4_s).event(0, "breaker_reopened", 10, 5, NodeId{2});
  run.at(5_s).event(0, "breaker_closed", 10, 2, NodeId{2});
  CHECK(rate(run) == 0.75);
}
