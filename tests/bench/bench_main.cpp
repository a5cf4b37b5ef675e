// Every figure is a ratio to a yardstick that was measured beside it; absolute times are printed and never asserted.
#include <algorithm>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/memory.h"
#include "bench/phold.h"
#include "bench/raft.h"
#include "bench/run_file.h"
#include "bench/side_by_side.h"
#include "bench/warm_run.h"

namespace orrery::bench {

namespace {

constexpr int kRounds = 5;
constexpr int kBriefRounds = 25;  // where a round takes a few hundredths of a second, and one alone says little

void phold_fabric(benchmark::State& state) {
  const auto nodes = static_cast<std::uint32_t>(state.range(0));
  run_contest(state, {"fabric alone against a bare heap, PHOLD, nodes: " + std::to_string(nodes),
                      [=] { return phold_on_heap(nodes); }, [=] { return phold_on_fabric(nodes); }, 0.8});
}

void phold_world(benchmark::State& state) {
  const auto nodes = static_cast<std::uint32_t>(state.range(0));
  run_contest(state, {"nodes, Records and fingerprint against a bare heap, PHOLD, nodes: " + std::to_string(nodes),
                      [=] { return phold_on_heap(nodes); }, [=] { return phold_on_world(nodes); }, 0.35});
}

void election(benchmark::State& state) {
  static constexpr Duration kRun = Duration::seconds(1000);
  run_contest(state, {"election and heartbeats of five, checkers on, against SimGrid actors and mailboxes",
                      [] { return raft_on_actors(kRun); }, [] { return election_in_world(kRun); }, 10});
}

void replication(benchmark::State& state) {
  static constexpr Duration kActorsRun = Duration::seconds(20);
  run_contest(state, {"five servers, a command a millisecond, all checkers on, against SimGrid actors and mailboxes",
                      [] { return raft_on_actors(kActorsRun, Duration::milliseconds(1)); },
                      [] { return warm_run_per_message("command-a-millisecond.yaml"); }, 10});
}

// Two thirds of the speed of one group is one and a half times its cost.
void many_groups(benchmark::State& state) {
  constexpr std::size_t kGroups = 1000;
  run_contest(state, {"1,000 groups of five on one platform, a message, against one group",
                      [] { return many_groups_per_message(1, Duration::seconds(500)); },
                      [] { return many_groups_per_message(kGroups, Duration::seconds(2)); }, 1 / 1.5});
}

void memory(benchmark::State& state) {
  constexpr std::uint32_t kNodes = 100'000;
  double bytes = 0;
  for (auto _ : state) {
    bytes = in_child([] { return memory_per_node(kNodes); });
    state.SetIterationTime(1e-9);
  }
  state.counters["bytes_per_node"] = bytes;
  claims().push_back({"bytes a node beside its own state, of 100,000 with a timer each", bytes, 1024, false});
}

void warm_fork(benchmark::State& state) {
  const std::string scenario = "five-nodes.yaml";
  const double events = events_of_warm_run(scenario);
  constexpr std::uint32_t kNodes = 5;
  run_contest(state, {"five servers for 60 s, warm fork to result, checkers and metrics on, against a bare heap",
                      [] { return phold_on_heap(kNodes); }, [=] { return warm_run(scenario, events); }, 0.2});
  state.counters["events"] = events;
}

void three_tiers(benchmark::State& state) {
  const std::string scenario = "three-tiers.yaml";
  const double events = events_of_warm_run(scenario);
  // About as many calls are under way at once.
  constexpr std::uint32_t kUnderWay = 64;
  run_contest(state, {"three tiers with breakers, retries and balancing, an event, against a bare heap",
                      [] { return phold_on_heap(kUnderWay); }, [=] { return warm_run(scenario, events); }, 0.1});
  state.counters["events"] = events;
}

void memory_over_time(benchmark::State& state) {
  constexpr int kLonger = 10;
  double ratio = 0;
  for (auto _ : state) {
    const Duration run = Duration::seconds(10);
    const double brief = in_child([=] { return peak_memory_of_run("three-tiers.yaml", run); });
    const double lengthy = in_child([=] { return peak_memory_of_run("three-tiers.yaml", run * kLonger); });
    ratio = lengthy / brief;
    state.SetIterationTime(1e-9);
  }
  state.counters["ratio"] = ratio;
  constexpr double kFlat = 1.05;
  claims().push_back({"peak memory of three tiers for 100 s, against that for 10 s", ratio, kFlat, false});
}

void writing_a_run_file(benchmark::State& state) {
  std::vector<double> ratios;
  for (auto _ : state) {
    const TracedRun run(Duration::seconds(20));
    ratios.push_back(run.bare_inserts() / run.writing());
    state.SetIterationTime(run.writing());
    state.counters["ns_an_event"] = run.writing() / run.events() * 1e9;
  }
  std::sort(ratios.begin(), ratios.end());
  claims().push_back(
      {"writing a run file, against bare inserts of the same rows", ratios[ratios.size() / 2], 0.5, true});
}

void seeking_in_a_run_file(benchmark::State& state) {
  constexpr int kLonger = 100;
  const Duration brief = Duration::milliseconds(2500);
  double ratio = 0;
  for (auto _ : state) {
    const TracedRun long_run(brief * kLonger);
    const TracedRun brief_run(brief);
    const double seek = long_run.seek();
    ratio = brief_run.seek() / seek;
    state.SetIterationTime(seek);
    state.counters["events"] = long_run.events();
  }
  state.counters["ratio"] = ratio;
  claims().push_back({"a seek in a run file, against one in a file of a hundredth of its length", ratio, 0.8, true});
}

BENCHMARK(phold_fabric)->Arg(10)->Arg(100)->Arg(1'000)->Arg(10'000)->UseManualTime()->Iterations(kRounds);
BENCHMARK(phold_world)->Arg(10)->Arg(100)->Arg(1'000)->Arg(10'000)->UseManualTime()->Iterations(kRounds);
BENCHMARK(election)->UseManualTime()->Iterations(kRounds);
BENCHMARK(replication)->UseManualTime()->Iterations(kRounds);
BENCHMARK(many_groups)->UseManualTime()->Iterations(kRounds);
BENCHMARK(memory)->UseManualTime()->Iterations(1);
BENCHMARK(warm_fork)->UseManualTime()->Iterations(kBriefRounds);
BENCHMARK(three_tiers)->UseManualTime()->Iterations(kRounds);
BENCHMARK(memory_over_time)->UseManualTime()->Iterations(1);
BENCHMARK(writing_a_run_file)->UseManualTime()->Iterations(3);
BENCHMARK(seeking_in_a_run_file)->UseManualTime()->Iterations(1);

}  // namespace

}  // namespace orrery::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  orrery::bench::report_claims();
  return 0;
}
