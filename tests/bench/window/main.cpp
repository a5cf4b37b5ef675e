// The window's speed, as ratios to yardsticks measured beside it; absolute figures are printed and never asserted. Each
// measurement is made in a child process, which has a QApplication of its own.
#include <string>

#include <benchmark/benchmark.h>

#include <QTemporaryDir>

#include "bench/run_file.h"
#include "bench/side_by_side.h"
#include "bench/window/frames.h"
#include "bench/window/long_run.h"
#include "scenario/scenario.h"

namespace orrery::bench {

namespace {

constexpr int kRounds = 3;
constexpr int kLonger = 100;

// Made when the first benchmark needs them, and gone with the program.
class Runs {
 public:
  static Runs& instance() {
    static Runs runs;
    return runs;
  }
  const std::string& thousand() { return made(thousand_, "thousand", keep_run_of_a_thousand); }
  // A run of five million events, and one of a hundredth.
  const std::string& lengthy() {
    return made(lengthy_, "lengthy",
                [](const std::string& path) { keep_run(traced_scenario(kBrief * kLonger), path); });
  }
  const std::string& brief() {
    return made(brief_, "brief", [](const std::string& path) { keep_run(traced_scenario(kBrief), path); });
  }

 private:
  static constexpr Duration kBrief = Duration::milliseconds(2500);

  template <class Make>
  const std::string& made(std::string& path, const char* name, Make make) {
    if (!path.empty()) return path;
    path = directory_.filePath(QString::fromUtf8(name) + QStringLiteral(".orrery")).toStdString();
    make(path);
    return path;
  }

  QTemporaryDir directory_;
  std::string thousand_, lengthy_, brief_;
};

void frame(benchmark::State& state) {
  const std::string thousand = Runs::instance().thousand();
  state.counters["messages"] = in_child([&] { return load_of(thousand).messages; });
  state.counters["nodes"] = in_child([&] { return load_of(thousand).nodes; });
  state.counters["links"] = in_child([&] { return load_of(thousand).links; });
  run_contest(state, {"a frame of the window, 1,000 nodes and messages, against a QPainter call an item",
                      [&] { return frame_of_yardstick(thousand); }, [&] { return frame_of_window(thousand); }, 5});
  state.counters["frame_ms"] = state.counters["ours_ns"] / 1e6;
}

void long_run(benchmark::State& state, double (*measure)(const std::string&), const char* what) {
  const std::string brief = Runs::instance().brief(), lengthy = Runs::instance().lengthy();
  run_contest(state, {what, [&] { return measure(brief); }, [&] { return measure(lengthy); }, 0.8});
  state.counters["ms"] = state.counters["ours_ns"] / 1e6;
}

void opening_a_long_run(benchmark::State& state) {
  long_run(state, opening, "opening 5 million events in the window, against a hundredth of them");
}
void seeking_in_a_long_run(benchmark::State& state) {
  long_run(state, seeking, "a seek in 5 million events with all panels open, against a hundredth of them");
}

void memory_of_playback(benchmark::State& state) {
  const std::string path = Runs::instance().lengthy();
  constexpr int kFrames = 300;
  double ratio = 0;
  for (auto _ : state) {
    const double brief = in_child([&] { return memory_of_playing(path, kFrames); });
    const double lengthy = in_child([&] { return memory_of_playing(path, 10 * kFrames); });
    ratio = lengthy / brief;
    state.counters["MB"] = lengthy / 1e6;
    state.SetIterationTime(1e-9);
  }
  state.counters["ratio"] = ratio;
  claims().push_back({"peak memory of the window after 48 s of playback, against 4.8 s", ratio, 1.05, false});
}

BENCHMARK(frame)->UseManualTime()->Iterations(kRounds);
BENCHMARK(opening_a_long_run)->UseManualTime()->Iterations(kRounds);
BENCHMARK(seeking_in_a_long_run)->UseManualTime()->Iterations(kRounds);
BENCHMARK(memory_of_playback)->UseManualTime()->Iterations(1);

}  // namespace

}  // namespace orrery::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  orrery::bench::report_claims();
  return 0;
}
